import { Text } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { useFieldNames } from '../../ui/field-names.ts';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { words } from './words.ts';

export interface Pausing {
  act: 'pause' | 'resume';
  /** Null for the whole record. */
  field: string | null;
}

/** Pausing leaves both sides alone, resuming merges what happened meanwhile: both say so before they do it. */
export function PauseDialog({ id, pausing, onClose }: { id: string; pausing: Pausing | null; onClose: () => void }) {
  const { t } = useWords(words);
  const { field: nameOf } = useFieldNames();
  const pause = useCommand('post', '/links/{id}/pause', ['links', 'journal']);
  const resume = useCommand('post', '/links/{id}/resume', ['links', 'journal', 'events']);
  // What was asked stays in words while the dialog goes away.
  const [shown, setShown] = useState(pausing);
  if (pausing !== null && pausing !== shown) setShown(pausing);
  const resuming = shown?.act === 'resume';
  const field = shown?.field ?? null;
  const name = nameOf(field ?? '*');
  const close = () => {
    pause.reset();
    resume.reset();
    onClose();
  };
  return (
    <ReasonDialog
      opened={pausing !== null}
      onClose={close}
      title={resuming ? t('resumeTitle', { name }) : t('pauseTitle', { name })}
      plan={<Text>{resuming ? t('resumePlan') : field === null ? t('pausePlan') : t('pauseFieldPlan')}</Text>}
      confirm={resuming ? t('resume') : t('pause')}
      reasonNeeded={!resuming}
      pending={pause.isPending || resume.isPending}
      error={pause.error ?? resume.error}
      onConfirm={({ reason }) => {
        const of = field === null ? {} : { field };
        if (resuming) resume.mutate({ params: { id }, body: of }, { onSuccess: close });
        else pause.mutate({ params: { id }, body: { ...of, reason } }, { onSuccess: close });
      }}
    />
  );
}
