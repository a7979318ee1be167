import { Badge, Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Progress } from '../../ui/progress.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { durationText, When } from '../../ui/when.tsx';
import { NewSync } from './new-sync.tsx';
import { words } from './words.ts';

type Job = ItemOf<'/jobs'>;
type Replay = ItemOf<'/replays'>;

/** Many records at once, by a person's order: first syncs, repairs, replays. */
export default function Jobs() {
  const { t } = useWords(words);
  const mayRun = useMay('jobs.run');
  const mayEvents = useMay('events.read');
  const [ordering, setOrdering] = useState(false);
  return (
    <Page
      actions={
        mayRun ? (
          <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setOrdering(true)}>
            {t('newSync')}
          </Button>
        ) : null
      }
    >
      <Stack gap="md">
        <JobsTable />
        {mayEvents ? <Replays /> : null}
      </Stack>
      <NewSync opened={ordering} onClose={() => setOrdering(false)} />
    </Page>
  );
}

const COLOURS: { [state in Job['state']]: string } = {
  planning: 'blue',
  planned: 'orange',
  canary: 'blue',
  running: 'blue',
  halted: 'red',
  done: 'green',
};

/** A job that ended before all was done was given up. */
export const wasDropped = ({ state, left }: Pick<Job, 'state' | 'left'>): boolean => state === 'done' && left > 0;

export function JobState({ job }: { job: Pick<Job, 'state' | 'left'> }) {
  const { t, code } = useWords(words);
  const { state } = job;
  if (wasDropped(job)) return <Badge color="gray">{t('dropped')}</Badge>;
  return <Badge color={COLOURS[state]}>{code('state', state)}</Badge>;
}

function JobsTable() {
  const { t, of, code } = useWords(words);
  const navigate = useNavigate();
  const query = useApi('/jobs', {}, { live: ['jobs', 'events'], everySeconds: 5 });
  return (
    <ServerTable<Job>
      query={query}
      rowId={(row) => row.id}
      label={t('jobs')}
      empty={{ title: t('none'), text: t('noneHow') }}
      onOpen={(row) => void navigate(`/jobs/${row.id}`)}
      columns={[
        {
          accessor: 'kind',
          title: t('what'),
          render: (row) => (
            <>
              <ScreenLink to={`/jobs/${row.id}`}>{code('kind', row.kind)}</ScreenLink>
              <Text size="xs" c="dimmed">
                {row.pair}
              </Text>
            </>
          ),
        },
        {
          accessor: 'state',
          title: t('state'),
          render: (row) => (
            <>
              <JobState job={row} />
              {row.halt === null ? null : <Text size="xs">{of(row.halt.sentence)}</Text>}
            </>
          ),
        },
        {
          accessor: 'progress',
          title: t('progress'),
          width: 230,
          render: (row) => (
            <>
              <Progress done={row.done} failed={row.dead} total={row.total} label={`${t('progress')}: ${row.id}`} />
              {row.etaSeconds === null || row.state === 'done' ? null : (
                <Text size="xs" c="dimmed">
                  {t('left', { time: durationText(row.etaSeconds) })}
                </Text>
              )}
            </>
          ),
        },
        { accessor: 'reason', title: t('reason') },
        { accessor: 'startedBy', title: t('by'), render: (row) => <Actor of={row.startedBy} /> },
        { accessor: 'startedAt', title: t('when'), render: (row) => <When at={row.startedAt} relative /> },
      ]}
    />
  );
}

function Replays() {
  const { t, code } = useWords(words);
  const query = useApi('/replays', {}, { live: ['events'] });
  return (
    <Panel title={t('replays')}>
      <ServerTable<Replay>
        query={query}
        rowId={(row) => row.id}
        label={t('replays')}
        empty={{ title: t('noReplays'), text: t('noReplaysHow') }}
        columns={[
          {
            accessor: 'id',
            title: t('what'),
            render: (row) => <ScreenLink to={`/events?replay=${row.id}`}>{t('replayOf', { count: row.total })}</ScreenLink>,
          },
          { accessor: 'state', title: t('state'), render: (row) => <Badge>{code('replay', row.state)}</Badge> },
          {
            accessor: 'progress',
            title: t('progress'),
            width: 230,
            render: (row) => (
              <Progress done={row.done} failed={row.dead} total={row.total} label={`${t('progress')}: ${row.id}`} />
            ),
          },
          { accessor: 'reason', title: t('reason') },
          { accessor: 'startedBy', title: t('by'), render: (row) => <Actor of={row.startedBy} /> },
          { accessor: 'startedAt', title: t('when'), render: (row) => <When at={row.startedAt} relative /> },
        ]}
      />
    </Panel>
  );
}
