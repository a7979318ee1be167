import { Text } from '@mantine/core';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import type { Body, LetterLanguage, Rendered } from './body.ts';
import { words } from './words.ts';

/** Asks why somebody must see the data of people in a preview, and says that it is written down. */
export function RevealDialog({
  name,
  language,
  body,
  link,
  onClose,
  onRevealed,
}: {
  name: string;
  language: LetterLanguage;
  body: Body;
  link: string;
  onClose: () => void;
  onRevealed: (made: Rendered) => void;
}) {
  const { t } = useWords(words);
  const reveal = useCommand('post', '/templates/{name}/{language}/preview', ['journal']);
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('reveal')}
      plan={<Text>{t('revealPlan')}</Text>}
      confirm={t('revealConfirm')}
      pending={reveal.isPending}
      error={reveal.error}
      onConfirm={({ reason }) =>
        reveal.mutate(
          { params: { name, language }, body: { body, link, reveal: true, reason } },
          {
            onSuccess: (made) => {
              onRevealed(made);
              onClose();
            },
          },
        )
      }
    />
  );
}
