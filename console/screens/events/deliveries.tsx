import { Text } from '@mantine/core';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Filters, useFilters } from '../../ui/filters.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { When } from '../../ui/when.tsx';
import { StateBadge } from './state-badge.tsx';
import { words } from './words.ts';

const FILTERS = ['state', 'connection'] as const;
const STATES = ['accepted', 'dead'] as const;

/** Raw bodies as they came. The dead ones proved their origin and could not be read: their sender is told nothing, a person is. */
export function Deliveries() {
  const { t, of, code } = useWords(words);
  const { state, connection } = useFilters(FILTERS);
  const wanted = STATES.find((one) => one === state);
  const query = useApi(
    '/deliveries',
    { query: { ...(wanted === undefined ? {} : { state: wanted }), connection, ...usePage() } },
    { live: ['events'], keep: true },
  );
  const connections = useApi('/connections', {}, { live: ['connections'] });
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
        ]}
      />
      <ServerTable<ItemOf<'/deliveries'>>
        query={query}
        rowId={(row) => String(row.id)}
        label={t('deliveries')}
        filters={FILTERS}
        empty={{ title: t('deliveriesNone') }}
        columns={[
          { accessor: 'id', title: '№', width: 80 },
          { accessor: 'receivedAt', title: t('received'), width: 150, render: (row) => <When at={row.receivedAt} relative /> },
          { accessor: 'connection', title: t('connection'), width: 230, render: (row) => titleOf(row.connection) },
          { accessor: 'state', title: t('state'), width: 120, render: (row) => <StateBadge state={row.state} /> },
          { accessor: 'contentType', title: t('contentType'), width: 270 },
          {
            accessor: 'sizeBytes',
            title: t('size'),
            width: 100,
            textAlign: 'right',
            render: (row) => (row.sizeBytes === null ? '' : t('bytes', { count: numberText(row.sizeBytes) })),
          },
          {
            accessor: 'error',
            title: t('why'),
            render: (row) => (row.error === null ? '' : <Text size="sm">{of(row.error.sentence)}</Text>),
          },
        ]}
      />
    </>
  );
}
