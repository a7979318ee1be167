import { Button, Code, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { ApiProblem } from '../api/problem.ts';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { Busy } from './progress.tsx';
import { ProblemAlert } from './states.tsx';

export interface ReasonDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen to whom: shown before anything can be confirmed. */
  plan: ReactNode;
  /** Fingerprint of the plan that was shown; goes back with the command, which is refused when things have moved since. */
  planHash?: string;
  /** The verb on the button. */
  confirm: string;
  danger?: boolean;
  /** False where the API takes no reason. */
  reasonNeeded?: boolean;
  /** False while something in the plan is still to be done or keeps it from being carried out. */
  ready?: boolean;
  pending: boolean;
  error: ApiProblem | null;
  onConfirm: (given: { reason: string; hash: string | undefined }) => void;
}

/** Stands before every act that cannot be taken back lightly: shows its plan, asks why, sends the plan's hash back. */
export function ReasonDialog(props: ReasonDialogProps) {
  const {
    opened,
    onClose,
    title,
    plan,
    planHash,
    confirm,
    danger = false,
    reasonNeeded = true,
    ready = true,
    pending,
    error,
    onConfirm,
  } = props;
  const { t } = useWords(common);
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (!opened) return;
    setReason('');
    setAsked(false);
  }, [opened]);
  const missing = reasonNeeded && reason.trim() === '';
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (!missing && ready) onConfirm({ reason: reason.trim(), hash: planHash });
        }}
      >
        <Stack gap="sm">
          <div>
            <Text fw={600} mb={4}>
              {t('planTitle')}
            </Text>
            {plan}
          </div>
          {reasonNeeded ? (
            <Textarea
              label={t('reason')}
              description={t('reasonHint')}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              maxLength={300}
              autosize
              minRows={2}
              required
              data-autofocus
              error={asked && missing ? t('reasonMissing') : undefined}
            />
          ) : null}
          {planHash === undefined ? null : (
            <Text size="xs" c="dimmed">
              {t('planHash')} <Code>{planHash.slice(0, 12)}</Code>
            </Text>
          )}
          <ProblemAlert error={error} />
          <Group justify="flex-end" gap="xs">
            <Busy active={pending} />
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={pending} disabled={!ready} {...(danger ? { color: 'red.9' } : {})}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
