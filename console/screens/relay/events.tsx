import { Badge, Button, Stack, Text } from '@mantine/core';
import type { DataTableColumn } from 'mantine-datatable';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Filters, useFilters } from '../../ui/filters.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

type Event = ItemOf<'/routes/{id}/events'>;

const FILTERS = ['state'] as const;
const STATES = ['pending', 'dead', 'done'] as const;
const STATE_WORDS = { pending: 'result_pending', dead: 'result_dead', done: 'finished' } as const;
const COLORS = { pending: 'blue', dead: 'red', done: 'green' } as const;

/** Events of one route and what became of each. */
export function Events({ routeId }: { routeId: string }) {
  const { t } = useWords(words);
  const { state } = useFilters(FILTERS);
  const known = STATES.find((one) => one === state);
  const query = useApi(
    '/routes/{id}/events',
    { params: { id: routeId }, query: { state: known, ...usePage() } },
    { live: ['events'], keep: true },
  );
  return (
    <Stack gap="sm">
      <Filters
        fields={[
          {
            name: 'state',
            label: t('result'),
            kind: 'choice',
            options: STATES.map((one) => ({ value: one, label: t(STATE_WORDS[one]) })),
          },
        ]}
      />
      <ServerTable
        query={query}
        columns={useColumns(useMay('events.replay'))}
        rowId={(row) => String(row.id)}
        label={t('tabEvents')}
        filters={FILTERS}
        empty={{ title: t('noEvents'), text: t('noEventsHow') }}
      />
    </Stack>
  );
}

function useColumns(mayReplay: boolean): DataTableColumn<Event>[] {
  const { t, of, code } = useWords(words);
  return [
    { accessor: 'externalId', title: t('key') },
    {
      accessor: 'result',
      title: t('result'),
      render: ({ state, result, error, retryAt }) => (
        <>
          <Badge color={state === 'done' && result !== 'written' ? 'gray' : COLORS[state]}>
            {code('result', result ?? state)}
          </Badge>
          {error === null ? null : (
            <Text size="xs" c="dimmed">
              {of(error.sentence)} ({error.code})
            </Text>
          )}
          {retryAt === null || state !== 'pending' ? null : (
            <Text size="xs" c="dimmed" component="div">
              <When at={retryAt} relative />
            </Text>
          )}
        </>
      ),
    },
    { accessor: 'receivedAt', title: t('received'), render: ({ receivedAt }) => <When at={receivedAt} /> },
    { accessor: 'finishedAt', title: t('finished'), render: ({ finishedAt }) => <When at={finishedAt} /> },
    ...(mayReplay
      ? [
          {
            accessor: 'actions',
            title: t('actions'),
            textAlign: 'right' as const,
            render: (row: Event) => (row.state === 'dead' ? <Replay row={row} /> : null),
          },
        ]
      : []),
  ];
}

/** Puts a parked event, and those behind it, back to work; writes already made are not repeated. */
function Replay({ row }: { row: Event }) {
  const { t } = useWords(words);
  const replay = useCommand('post', '/events/{id}/replay', ['events', 'routes']);
  const verb = replay.isSuccess ? t('replayed') : t('replay');
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        loading={replay.isPending}
        aria-label={`${verb}: ${row.externalId}`}
        onClick={() => replay.mutate({ params: { id: row.id }, body: {} })}
      >
        {verb}
      </Button>
      <ProblemAlert error={replay.error} />
    </>
  );
}
