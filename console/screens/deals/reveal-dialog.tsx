import { Text } from '@mantine/core';
import type { AnswerOf } from '../../api/types.ts';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { words } from './words.ts';

/** Values in clear by field; held by the screen only while it is open. */
export type Revealed = AnswerOf<'post', '/links/{id}/reveal'>['values'];

/** Asks why somebody must see what is hidden, and says that it is written down. Open while there are fields. */
export function RevealDialog({
  id,
  fields,
  names,
  onClose,
  onRevealed,
}: {
  id: string;
  fields: readonly string[] | null;
  names: readonly string[];
  onClose: () => void;
  onRevealed: (values: Revealed) => void;
}) {
  const { t } = useWords(words);
  const reveal = useCommand('post', '/links/{id}/reveal', ['journal']);
  const close = () => {
    reveal.reset();
    onClose();
  };
  return (
    <ReasonDialog
      opened={fields !== null}
      onClose={close}
      title={t('revealTitle')}
      plan={<Text>{t('revealPlan', { fields: names.join(', ') })}</Text>}
      confirm={t('revealConfirm')}
      pending={reveal.isPending}
      error={reveal.error}
      onConfirm={({ reason }) => {
        if (fields === null) return;
        reveal.mutate(
          { params: { id }, body: { fields: [...fields], reason } },
          {
            onSuccess: ({ values }) => {
              onRevealed(values);
              close();
            },
          },
        );
      }}
    />
  );
}
