import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { words } from './words.ts';

/** Values of a task in clear, for a reason that is written down. Offered only where something is masked. */
export function RevealTask({ id, values, onRevealed }: { id: number; values: unknown; onRevealed: (values: unknown) => void }) {
  const { t } = useWords(words);
  const may = useMay('personal.reveal');
  const [asking, setAsking] = useState(false);
  const reveal = useCommand('post', '/tasks/{id}/reveal', ['journal']);
  if (!may || !isMasked(values)) return null;
  const close = () => {
    reveal.reset();
    setAsking(false);
  };
  return (
    <>
      <Button variant="default" leftSection={<Icon name="eye" size={14} />} onClick={() => setAsking(true)}>
        {t('reveal')}
      </Button>
      <ReasonDialog
        opened={asking}
        onClose={close}
        title={t('revealTitle')}
        plan={<Text>{t('revealPlan')}</Text>}
        confirm={t('revealConfirm')}
        pending={reveal.isPending}
        error={reveal.error}
        onConfirm={({ reason }) =>
          reveal.mutate(
            { params: { id }, body: { reason } },
            {
              onSuccess: (answer) => {
                onRevealed(answer.values);
                close();
              },
            },
          )
        }
      />
    </>
  );
}

/** How the server hides personal values: by stars, and names by initials. */
const isMasked = (values: unknown): boolean => /\*\*\*|"\p{Lu}\.(?: \p{Lu}\.)*"/u.test(JSON.stringify(values ?? null));
