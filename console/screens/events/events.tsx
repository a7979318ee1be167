import { Button, SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Filters, useFilters } from '../../ui/filters.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import { Deliveries } from './deliveries.tsx';
import { asked, FILTERS, KINDS, STATES } from './filters.ts';
import { ReplayDialog } from './replay-dialog.tsx';
import { RunningReplays } from './running-replays.tsx';
import { StateBadge } from './state-badge.tsx';
import { words } from './words.ts';

type Event = ItemOf<'/events'>;

/** What came from outside and what became of it; what is parked can be put back to work, one by one or many at once. */
export default function Events() {
  const { t } = useWords(words);
  const url = useUrlState();
  const may = useMay('events.replay');
  const view = url.get('view') === 'deliveries' ? 'deliveries' : 'events';
  const [replaying, setReplaying] = useState(false);
  return (
    <Page
      actions={
        <>
          <Button component={Link} to="/replays" variant="default">
            {t('toReplays')}
          </Button>
          {may ? (
            <Button leftSection={<Icon name="refresh" size={14} />} onClick={() => setReplaying(true)}>
              {t('replayMany')}
            </Button>
          ) : null}
        </>
      }
    >
      <RunningReplays />
      <SegmentedControl
        aria-label={t('events')}
        value={view}
        onChange={(next) => url.set({ view: next === 'deliveries' ? next : undefined, state: undefined, cause: undefined })}
        data={[
          { value: 'events', label: t('viewEvents') },
          { value: 'deliveries', label: t('viewDeliveries') },
        ]}
        w="fit-content"
      />
      {view === 'events' ? <EventTable /> : <Deliveries />}
      {replaying ? <ReplayDialog onClose={() => setReplaying(false)} /> : null}
    </Page>
  );
}

function EventTable() {
  const { t, of, code } = useWords(words);
  const navigate = useNavigate();
  const filters = useFilters(FILTERS);
  const query = useApi('/events', { query: { ...asked(filters), ...usePage() } }, { live: ['events'], keep: true });
  const connections = useApi('/connections', {}, { live: ['connections'] });
  const causes = useApi('/event-causes', {}, { live: ['events'] });
  const titleOf = (id: string) => connections.data?.items.find((one) => one.id === id)?.title ?? id;
  return (
    <>
      <Filters
        fields={[
          {
            name: 'state',
            label: t('state'),
            kind: 'choice',
            options: STATES.map((value) => ({ value, label: code('state', value) })),
          },
          {
            name: 'connection',
            label: t('connection'),
            kind: 'choice',
            options: (connections.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title })),
          },
          {
            name: 'kind',
            label: t('kind'),
            kind: 'choice',
            options: KINDS.map((value) => ({ value, label: code('kind', value) })),
          },
          {
            name: 'cause',
            label: t('cause'),
            kind: 'choice',
            searchable: true,
            options: options(causes.data?.items ?? [], filters.cause, of),
          },
          { name: 'record', label: t('recordId'), kind: 'text' },
        ]}
      />
      <ServerTable<Event>
        query={query}
        rowId={(row) => String(row.id)}
        label={t('events')}
        filters={FILTERS}
        empty={{ title: t('none'), text: t('noneText') }}
        onOpen={(row) => void navigate(`/events/${row.id}`)}
        columns={[
          { accessor: 'id', title: '№', width: 80, render: (row) => row.id },
          { accessor: 'receivedAt', title: t('received'), width: 150, render: (row) => <When at={row.receivedAt} relative /> },
          { accessor: 'connection', title: t('connection'), width: 210, render: (row) => titleOf(row.connection) },
          {
            accessor: 'entity',
            title: t('what'),
            width: 290,
            render: (row) => (
              <Text size="sm" title={row.externalId}>
                {code('entity', row.entity)} {short(row.externalId)}
                {row.change === 'deleted' ? `, ${t('deleted')}` : ''}{' '}
                <Text span size="xs" c="dimmed">
                  {code('kind', row.kind)}
                </Text>
              </Text>
            ),
          },
          { accessor: 'state', title: t('state'), width: 120, render: (row) => <StateBadge state={row.state} /> },
          {
            accessor: 'result',
            title: t('outcome'),
            render: (row) =>
              row.state === 'dead' && row.error !== null ? (
                <Text size="sm">{of(row.error.sentence)}</Text>
              ) : row.result === null ? (
                ''
              ) : (
                code('result', row.result)
              ),
          },
        ]}
      />
    </>
  );
}

const short = (id: string) => (id.length <= 18 ? id : `${id.slice(0, 9)}…${id.slice(-5)}`);

/** The causes there are now, and the one that is asked for, should it be none of them. */
function options(
  causes: readonly ItemOf<'/event-causes'>[],
  chosen: string | undefined,
  of: (s: { ru: string; en: string }) => string,
) {
  const known = causes.map(({ code, sentence, count }) => ({ value: code, label: `${of(sentence)} (${count})` }));
  if (chosen === undefined || known.some(({ value }) => value === chosen)) return known;
  return [...known, { value: chosen, label: chosen }];
}
