import { Alert, Box, Grid, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import type { AnswerOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { CopyId } from '../../ui/copy-id.tsx';
import { Icon } from '../../ui/icon.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Progress } from '../../ui/progress.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { TemporalLink } from '../../ui/temporal-link.tsx';
import { durationText, When } from '../../ui/when.tsx';
import { JobActs } from './job-acts.tsx';
import { JobState } from './jobs.tsx';
import { Plan } from './plan.tsx';
import { Steps } from './steps.tsx';
import { words } from './words.ts';

export type Job = AnswerOf<'get', '/jobs/{id}'>;

/** One bulk job: where it stands, what it would do and has done, what halted it, and what can be done about it. */
export default function JobScreen() {
  const { id = '' } = useParams();
  const query = useApi('/jobs/{id}', { params: { id } }, { live: ['jobs', 'events'], everySeconds: 3 });
  if (query.data === undefined) {
    return (
      <Page>
        {query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      </Page>
    );
  }
  return <Shown job={query.data} />;
}

function Shown({ job }: { job: Job }) {
  const { t, code } = useWords(words);
  return (
    <Page
      title={code('kind', job.kind)}
      subtitle={
        <Group gap={6} ml="xs">
          <JobState job={job} />
          <Text c="dimmed">{job.pair}</Text>
        </Group>
      }
      actions={
        <>
          <TemporalLink href={job.runUrl} />
          <JobActs job={job} />
        </>
      }
    >
      {job.kind === 'first_sync' ? <Steps job={job} /> : null}
      <Halt job={job} />
      {job.state === 'planned' ? (
        <Alert color="orange" icon={<Icon name="flag" />} p="xs" role="note">
          <Text>{t('plannedHow')}</Text>
        </Alert>
      ) : null}
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack gap="sm">
            <Panel title={t('progress')}>
              <Progress done={job.done} failed={job.dead} total={job.total} label={t('progress')} />
              <Group gap="lg" mt={6}>
                <Figure label={t('done')} value={job.done} />
                <Figure label={t('dead')} value={job.dead} />
                <Figure label={t('waiting')} value={job.waiting} />
                <Figure label={t('leftCount')} value={job.left} />
                {job.etaSeconds === null || job.state === 'done' ? null : (
                  <Text>{t('left', { time: durationText(job.etaSeconds) })}</Text>
                )}
              </Group>
            </Panel>
            {job.plan === null ? (
              job.state === 'planning' ? (
                <Panel title={t('plan')}>
                  <Text c="dimmed">{t('planningHow')}</Text>
                </Panel>
              ) : null
            ) : (
              <Plan plan={job.plan} />
            )}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Facts job={job} />
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <Text>
      <Text span c="dimmed">
        {label}{' '}
      </Text>
      <Text span fw={600}>
        {numberText(value)}
      </Text>
    </Text>
  );
}

/** What the hub saw that made it stop, in figures. */
function Halt({ job }: { job: Job }) {
  const { t, of, code } = useWords(words);
  if (job.state !== 'halted') return null;
  return (
    <Alert
      color="red"
      icon={<Icon name="stop" />}
      title={job.halt === null ? t('haltedByPerson') : of(job.halt.sentence)}
      p="sm"
      role="note"
    >
      {job.halt === null ? (
        <Text>{t('haltedByPersonHow')}</Text>
      ) : (
        <Stack gap={4}>
          <Text>{code('haltHow', job.halt.code)}</Text>
          <Group gap="lg">
            {Object.entries(job.halt.figures).map(([name, value]) => (
              <Figure key={name} label={code('figure', name)} value={value} />
            ))}
          </Group>
        </Stack>
      )}
    </Alert>
  );
}

function Facts({ job }: { job: Job }) {
  const { t } = useWords(words);
  const lines: [string, ReactNode][] = [
    [t('reason'), job.reason],
    [t('by'), <Actor key="by" of={job.startedBy} />],
    [t('startedAt'), <When key="started" at={job.startedAt} />],
    [t('finishedAt'), <When key="finished" at={job.finishedAt} />],
    ...(job.drift === null
      ? []
      : [
          [
            t('drift'),
            <ScreenLink key="drift" to={`/drift/${job.drift}`}>
              № {job.drift}
            </ScreenLink>,
          ] as [string, ReactNode],
        ]),
    [t('id'), <CopyId key="id" id={job.id} />],
  ];
  return (
    <Panel title={t('facts')}>
      <Box component="dl" m={0}>
        {lines.map(([label, value]) => (
          <Group key={label} justify="space-between" gap="xs" wrap="nowrap" mb={2} align="flex-start">
            <Text component="dt" c="dimmed">
              {label}
            </Text>
            <Text component="dd" m={0} ta="right">
              {value}
            </Text>
          </Group>
        ))}
      </Box>
      {job.dead > 0 ? (
        <Text mt={6}>
          <ScreenLink to="/tasks?kind=dead_letter">{t('toDead')}</ScreenLink>
        </Text>
      ) : null}
    </Panel>
  );
}
