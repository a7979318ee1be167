import { SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import type { LetterLanguage } from './body.ts';
import { words } from './words.ts';

type Card = ItemOf<'/template-desk'>;

const LINES = ['name', 'phone', 'email', 'hours'] as const;

/** How the desk signs its letters, in each language: every letter with the block of contacts follows at once. */
export function DeskDialog({ onClose }: { onClose: () => void }) {
  const { t, code } = useWords(words);
  const known = useApi('/template-desk', {}, { live: ['templates'] });
  const [language, setLanguage] = useState<LetterLanguage>('ru');
  const [changed, setChanged] = useState<{ [language in LetterLanguage]?: Card }>({});
  const save = useCommand('put', '/template-desk', ['templates']);
  const card = changed[language] ?? known.data?.items.find((one) => one.language === language);
  const shown = card ?? { language, name: '', phone: null, email: null, hours: null };
  const at = (path: string) => save.error?.errors.find((one) => one.path === path)?.message;
  const form = (
    <Stack gap="xs">
      <Text>{t('deskPlan')}</Text>
      <SegmentedControl
        aria-label={t('language')}
        data={(['ru', 'en'] as const).map((value) => ({ value, label: code('language', value) }))}
        value={language}
        onChange={(value) => {
          save.reset();
          setLanguage(value);
        }}
        w="fit-content"
      />
      {LINES.map((line) => (
        <TextInput
          key={line}
          label={code('desk', line)}
          value={shown[line] ?? ''}
          onChange={({ currentTarget: { value } }) =>
            setChanged({ ...changed, [language]: { ...shown, [line]: value === '' && line !== 'name' ? null : value } })
          }
          error={at(line)}
          required={line === 'name'}
        />
      ))}
    </Stack>
  );
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('desk')}
      plan={known.data === undefined ? known.isPending ? <LoadingState /> : <ProblemAlert error={known.error} /> : form}
      confirm={t('deskSave')}
      pending={save.isPending}
      error={save.error}
      onConfirm={({ reason }) => save.mutate({ body: { ...shown, reason } }, { onSuccess: onClose })}
    />
  );
}
