import { Checkbox, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import { readAgain, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import type { Detail, LetterLanguage } from './body.ts';
import type { Draft } from './draft.ts';
import { words } from './words.ts';

/** Keeps a draft as the next version and, for those who may, puts it in force at once. */
export function SaveDialog({
  detail: { name, newest },
  language,
  draft,
  onClose,
  onDone,
}: {
  detail: Detail;
  language: LetterLanguage;
  draft: Draft;
  onClose: () => void;
  onDone: (said: string) => void;
}) {
  const { t, code } = useWords(words);
  const client = useQueryClient();
  const mayPublish = useMay('templates.publish');
  const [atOnce, setAtOnce] = useState(false);
  const save = useCommand('post', '/templates/{name}/{language}/versions');
  const publish = useCommand('post', '/templates/{name}/{language}/publish');
  const next = (newest[language] ?? 0) + 1;
  const keep = async (reason: string) => {
    // A repeat after a publication that failed finds the version that it saved.
    const kept = await save.mutateAsync({ params: { name, language }, body: { body: draft.body, reason, over: draft.over } });
    const { version } = kept;
    client.setQueryData(['/templates/{name}/{language}/versions/{version}', { params: { name, language, version } }], kept);
    if (atOnce) await publish.mutateAsync({ params: { name, language }, body: { version, reason } });
    await readAgain(client, ['templates']);
    draft.drop();
    onDone(atOnce ? t('savedAndPublished', { version }) : t('saved', { version }));
  };
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('save')}
      plan={
        <Stack gap="xs">
          <Text>{t('savePlan', { version: next, language: code('language', language) })}</Text>
          {mayPublish ? (
            <Checkbox label={t('atOnce')} checked={atOnce} onChange={(event) => setAtOnce(event.currentTarget.checked)} />
          ) : (
            <Text c="dimmed">{t('saveThen')}</Text>
          )}
        </Stack>
      }
      confirm={atOnce ? t('saveAndPublish') : t('save')}
      pending={save.isPending || publish.isPending}
      error={save.error ?? publish.error}
      // What goes wrong is shown by the dialog.
      onConfirm={({ reason }) => void keep(reason).catch(() => {})}
    />
  );
}
