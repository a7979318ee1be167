import { Group, Stack, Text } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { numberText } from '../../ui/numbers.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Progress } from '../../ui/progress.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { durationText, When } from '../../ui/when.tsx';
import type { Answer } from './answer.ts';
import { words } from './words.ts';

export function Tasks({ tasks }: { tasks: NonNullable<Answer['tasks']> }) {
  const { t, of } = useWords(words);
  return (
    <Panel title={t('tasks')}>
      {tasks.oldest.length === 0 ? <Text c="dimmed">{t('noTasks')}</Text> : null}
      <Stack gap={6} component="ul" className="uzel-list">
        {tasks.oldest.map((task) => (
          <li key={task.id}>
            <Text>
              <ScreenLink to={`/tasks/${task.id}`}>{of(task.title)}</ScreenLink>
            </Text>
            <Text size="xs" c="dimmed">
              <When at={task.openedAt} relative />
            </Text>
          </li>
        ))}
      </Stack>
    </Panel>
  );
}

export function Jobs({ jobs }: { jobs: NonNullable<Answer['jobs']> }) {
  const { t, code } = useWords(words);
  return (
    <Panel title={t('jobs')}>
      {jobs.length === 0 ? <Text c="dimmed">{t('noJobs')}</Text> : null}
      <Stack gap="xs" component="ul" className="uzel-list">
        {jobs.map((job) => (
          <li key={job.id}>
            <Group justify="space-between" gap="xs">
              <Text>
                <ScreenLink to={`/jobs/${job.id}`}>{code('job', job.kind)}</ScreenLink>
              </Text>
              <Text size="xs" c="dimmed">
                {code('jobState', job.state)}
                {job.etaSeconds === null ? '' : `, ${t('left', { time: durationText(job.etaSeconds) })}`}
              </Text>
            </Group>
            <Progress done={job.done} failed={job.dead} total={job.total} label={t('jobProgress')} />
          </li>
        ))}
      </Stack>
    </Panel>
  );
}

export function Drift({ runs }: { runs: NonNullable<Answer['drift']> }) {
  const { t } = useWords(words);
  return (
    <Panel title={t('lastDrift')}>
      {runs.length === 0 ? <Text c="dimmed">{t('noDrift')}</Text> : null}
      <Stack gap={6} component="ul" className="uzel-list">
        {runs.map((run) => (
          <li key={run.pair}>
            <Text>
              <ScreenLink to={`/drift?pair=${run.pair}`}>
                {t('driftLine', { count: run.different, compared: numberText(run.compared) })}
              </ScreenLink>
            </Text>
            <Text size="xs" c="dimmed">
              {run.pair} · {run.finishedAt === null ? t('driftRunning') : <When at={run.finishedAt} relative />}
            </Text>
          </li>
        ))}
      </Stack>
    </Panel>
  );
}
