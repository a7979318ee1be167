import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { Icon } from './icon.tsx';
import { Busy } from './progress.tsx';

/** Who is looked for stays in this field: not in the address, where a colleague or a log would read it. */
export function PayerSearch({
  pending,
  onFind,
  onClear,
}: {
  pending: boolean;
  onFind: (payer: string) => void;
  onClear: () => void;
}) {
  const { t } = useWords(common);
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') onFind(text.trim());
  };
  return (
    <form onSubmit={submit}>
      <Group gap={6} align="flex-end" wrap="nowrap">
        <TextInput
          label={t('payer')}
          placeholder={t('payerHint')}
          title={t('payerNoted')}
          leftSection={<Icon name="people" size={14} />}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            if (event.currentTarget.value === '') onClear();
          }}
          w={260}
        />
        <Button type="submit" variant="default" loading={pending}>
          {t('search')}
        </Button>
        <Busy active={pending} />
      </Group>
    </form>
  );
}
