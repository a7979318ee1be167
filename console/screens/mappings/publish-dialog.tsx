import { Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { ChangeList } from './changes.tsx';
import type { Detail, Draft } from './draft.ts';
import { useDocumentName } from './names.ts';
import { words } from './words.ts';

/** Shows what a draft changes in meaning, asks why, and puts it in force. */
export function PublishDialog({
  opened,
  detail,
  draft,
  affects,
  onClose,
  onDone,
}: {
  opened: boolean;
  detail: Detail;
  draft: Draft;
  affects: readonly string[];
  onClose: () => void;
  onDone: (version: number) => void;
}) {
  const { t } = useWords(words);
  const nameOf = useDocumentName();
  const { mutate: compare, data: changes, error: unread } = useCommand('post', '/mappings/{kind}/{name}/diff');
  const publish = useCommand('post', '/mappings/{kind}/{name}/publish', ['mappings']);
  const { kind, name } = detail;
  const { text } = draft;
  useEffect(() => {
    if (opened) compare({ params: { kind, name }, body: { text } });
  }, [opened, compare, kind, name, text]);
  const others = affects.filter((one) => one !== name);
  const plan = (
    <Stack gap="xs">
      <Text>{t('publishPlan', { version: detail.version + 1 })}</Text>
      {others.length === 0 ? null : <Text>{t('affects', { names: others.map(nameOf).join(', ') })}</Text>}
      {changes === undefined ? unread === null ? <LoadingState /> : null : <ChangeList changes={changes} />}
      <ProblemAlert error={unread} />
    </Stack>
  );
  return (
    <ReasonDialog
      opened={opened}
      onClose={() => {
        publish.reset();
        onClose();
      }}
      title={t('publish')}
      plan={plan}
      confirm={t('publish')}
      pending={publish.isPending}
      error={publish.error}
      onConfirm={({ reason }) =>
        publish.mutate(
          { params: { kind, name }, body: { text, reason, over: draft.over } },
          { onSuccess: ({ version }) => onDone(version) },
        )
      }
    />
  );
}
