import { Box, Grid, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { useApi } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { numberText } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { durationText, When } from '../../ui/when.tsx';
import { type Answer, LAGGING_SECONDS } from './answer.ts';
import { Burning } from './burning.tsx';
import { Checklist } from './checklist.tsx';
import { Connections } from './connections.tsx';
import { Drift, Jobs, Tasks } from './lists.tsx';
import { words } from './words.ts';

/** What stops with every row that changes somewhere, and the clock for what only grows older. */
const LIVE = ['connections', 'events', 'effects', 'tasks', 'jobs', 'drift', 'links'] as const;

export default function Overview() {
  const { t } = useWords(common);
  const query = useApi('/overview', {}, { live: LIVE, everySeconds: 30 });
  const { data } = query;
  return (
    <Page
      subtitle={
        data === undefined ? null : (
          <Text c="dimmed" size="xs">
            {t('updated')} <When at={data.at} relative />
          </Text>
        )
      }
    >
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {data === undefined ? query.isPending ? <LoadingState /> : null : <Shown data={data} />}
    </Page>
  );
}

function Shown({ data }: { data: Answer }) {
  return (
    <Stack gap="sm">
      {data.setUp !== null && !data.setUp.live ? <Checklist done={data.setUp} /> : null}
      <Figures data={data} />
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack gap="sm">
            <Burning data={data} />
            {data.connections === null ? null : <Connections rows={data.connections} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack gap="sm">
            {data.tasks === null ? null : <Tasks tasks={data.tasks} />}
            {data.jobs === null ? null : <Jobs jobs={data.jobs} />}
            {data.drift === null ? null : <Drift runs={data.drift} />}
            <Day data={data} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

type Tone = 'red' | 'orange' | 'calm';

function Figures({ data }: { data: Answer }) {
  const { t } = useWords(words);
  const { events, effects, tasks, links } = data;
  const lag = events?.lagSeconds ?? null;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="xs">
      {tasks === null ? null : (
        <Figure
          to="/tasks?state=open"
          label={t('figTasks')}
          value={numberText(tasks.open)}
          tone={tasks.open > 0 ? 'orange' : 'calm'}
        />
      )}
      {events === null ? null : (
        <>
          <Figure
            to="/events?state=dead"
            label={t('figDead')}
            value={numberText(events.dead)}
            tone={events.dead > 0 ? 'red' : 'calm'}
          />
          <Figure to="/events?state=pending" label={t('figPending')} value={numberText(events.pending)} tone="calm" />
          <Figure
            to="/events?state=pending"
            label={t('figLag')}
            value={lag === null ? t('noLag') : durationText(lag)}
            tone={lag !== null && lag > LAGGING_SECONDS ? 'red' : 'calm'}
          />
        </>
      )}
      {effects === null ? null : (
        <Figure
          to="/effects?state=unknown"
          label={t('figOpen')}
          value={numberText(effects.open)}
          tone={effects.open > 0 ? 'orange' : 'calm'}
        />
      )}
      {links === null ? null : (
        <Figure
          to="/deals?attention=true"
          label={t('figAttention')}
          value={numberText(links.attention)}
          tone={links.attention > 0 ? 'orange' : 'calm'}
        />
      )}
    </SimpleGrid>
  );
}

function Figure({ to, label, value, tone }: { to: string; label: string; value: string; tone: Tone }) {
  return (
    <Paper withBorder p="xs" className="uzel-figure" data-tone={tone}>
      <Text size="xs" c="dimmed">
        <ScreenLink to={to}>{label}</ScreenLink>
      </Text>
      <Text fz={22} fw={600} lh={1.25}>
        {value}
      </Text>
    </Paper>
  );
}

function Day({ data }: { data: Answer }) {
  const { t } = useWords(words);
  const lines: [string, number | undefined][] = [
    [t('dayEvents'), data.events?.day.received],
    [t('dayEchoes'), data.events?.day.echoes],
    [t('dayWrites'), data.effects?.day.done],
    [t('dayFailed'), data.effects?.day.failed],
    [t('dayConflicts'), data.tasks?.day.conflicts],
    [t('links'), data.links?.total],
  ];
  const known = lines.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
  if (known.length === 0) return null;
  return (
    <Panel title={t('day')}>
      <Box component="dl" m={0}>
        {known.map(({ label, value }) => (
          <Group key={label} justify="space-between" gap="xs">
            <Text component="dt" c="dimmed">
              {label}
            </Text>
            <Text component="dd" m={0} fw={500}>
              {numberText(value)}
            </Text>
          </Group>
        ))}
      </Box>
    </Panel>
  );
}
