import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMe } from '../../api/session.ts';
import { useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ProblemAlert } from '../../ui/states.tsx';
import type { Detail, LetterLanguage } from './body.ts';
import { words } from './words.ts';

/** Sends the newest version, filled with made-up values, to an account of this hub. */
export function TestDialog({
  detail: { name },
  language,
  version,
  changed,
  onClose,
  onDone,
}: {
  detail: Detail;
  language: LetterLanguage;
  version: number;
  changed: boolean;
  onClose: () => void;
  onDone: (said: string) => void;
}) {
  const { t } = useWords(words);
  const { t: say } = useWords(common);
  const own = useMe().data?.email ?? '';
  const [to, setTo] = useState(own);
  const test = useCommand('post', '/templates/{name}/{language}/test', ['deliveries']);
  return (
    <Modal opened onClose={onClose} title={t('test')} closeButtonProps={{ 'aria-label': say('close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const body = { version, ...(to.trim() === own || to.trim() === '' ? {} : { to: to.trim() }) };
          test.mutate({ params: { name, language }, body }, { onSuccess: () => onDone(t('tested', { version, to: to || own })) });
        }}
      >
        <Stack gap="sm">
          <Text>{t('testPlan', { version })}</Text>
          {changed ? <Alert color="orange">{t('testSaved', { version })}</Alert> : null}
          <TextInput
            type="email"
            label={t('testTo')}
            description={t('testToHint')}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
            error={test.error?.errors.find(({ path }) => path === 'to')?.message}
            data-autofocus
          />
          <ProblemAlert error={test.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {say('cancel')}
            </Button>
            <Button type="submit" loading={test.isPending}>
              {t('testSend')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
