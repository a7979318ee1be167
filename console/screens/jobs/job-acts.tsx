import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import type { Job } from './job.tsx';
import { words } from './words.ts';

type Act = 'confirm' | 'resume' | 'drop';

const MOVING = new Set<Job['state']>(['planning', 'canary', 'running']);

/** Halting is one click, since it harms nothing; all else shows what follows and asks why. */
export function JobActs({ job }: { job: Job }) {
  const { t } = useWords(words);
  const may = useMay('jobs.run');
  const [asking, setAsking] = useState<Act | null>(null);
  const halt = useCommand('post', '/jobs/{id}/halt', ['jobs']);
  if (!may || job.state === 'done') return null;
  return (
    <>
      {MOVING.has(job.state) ? (
        <Stack gap={0}>
          <Button
            color="red"
            variant="light"
            leftSection={<Icon name="stop" size={14} />}
            loading={halt.isPending}
            onClick={() => halt.mutate({ params: { id: job.id } })}
          >
            {t('halt')}
          </Button>
          <ProblemAlert error={halt.error} />
        </Stack>
      ) : (
        <Button variant="default" onClick={() => setAsking('drop')}>
          {t('drop')}
        </Button>
      )}
      {job.state === 'planned' ? (
        <Button leftSection={<Icon name="check" size={14} />} onClick={() => setAsking('confirm')}>
          {t('confirm')}
        </Button>
      ) : null}
      {job.state === 'halted' ? (
        <Button leftSection={<Icon name="play" size={14} />} onClick={() => setAsking('resume')}>
          {t('resume')}
        </Button>
      ) : null}
      <Asking job={job} act={asking} onClose={() => setAsking(null)} />
    </>
  );
}

function Asking({ job, act, onClose }: { job: Job; act: Act | null; onClose: () => void }) {
  const { t, code } = useWords(words);
  const confirm = useCommand('post', '/jobs/{id}/confirm', ['jobs']);
  const resume = useCommand('post', '/jobs/{id}/resume', ['jobs', 'tasks']);
  const drop = useCommand('post', '/jobs/{id}/drop', ['jobs', 'tasks']);
  const { plan } = job;
  const close = () => {
    for (const command of [confirm, resume, drop]) command.reset();
    onClose();
  };
  const shown = {
    confirm: t('confirmPlan', { count: plan?.canary ?? 0 }),
    resume: job.halt === null ? t('resumePlan') : t('resumePlanPassed', { sign: code('halt', job.halt.code) }),
    drop: t('dropPlan'),
  };
  const params = { id: job.id };
  return (
    <ReasonDialog
      opened={act !== null}
      onClose={close}
      title={act === null ? '' : t(act)}
      plan={
        <Stack gap={4}>
          <Text>{act === null ? '' : shown[act]}</Text>
          {act === 'confirm' && plan !== null ? (
            <Text fw={600}>
              {(['create', 'link', 'update', 'conflict'] as const)
                .map((name) => `${code('act', name)}: ${plan.estimate[name] ?? 0}`)
                .join(' · ')}
            </Text>
          ) : null}
        </Stack>
      }
      {...(act === 'confirm' && plan !== null ? { planHash: plan.hash } : {})}
      confirm={act === null ? '' : t(act)}
      danger={act === 'drop'}
      pending={confirm.isPending || resume.isPending || drop.isPending}
      error={confirm.error ?? resume.error ?? drop.error}
      onConfirm={({ reason, hash }) => {
        if (act === 'confirm' && hash !== undefined) confirm.mutate({ params, body: { hash, reason } }, { onSuccess: close });
        if (act === 'resume') resume.mutate({ params, body: { reason } }, { onSuccess: close });
        if (act === 'drop') drop.mutate({ params, body: { reason } }, { onSuccess: close });
      }}
    />
  );
}
