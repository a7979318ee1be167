import { Badge, Text } from '@mantine/core';
import { useNavigate } from 'react-router';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { useFieldNames } from '../../ui/field-names.ts';
import { useFilters } from '../../ui/filters.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

type Effect = ItemOf<'/effects'>;

export const STATES = ['planned', 'intended', 'done', 'failed', 'unknown'] as const;
const FILTERS = ['state', 'connection'] as const;

/** Writes, the newest first; of one link where it is given. */
export function EffectsTable({ link }: { link?: string }) {
  const { t } = useWords(words);
  const { field } = useFieldNames();
  const navigate = useNavigate();
  const { connection, ...filters } = useFilters(FILTERS);
  const state = STATES.find((one) => one === filters.state);
  const query = useApi('/effects', { query: { link, connection, state, ...usePage() } }, { live: ['effects'], keep: true });
  return (
    <ServerTable<Effect>
      query={query}
      rowId={(row) => String(row.id)}
      label={t('effects')}
      filters={FILTERS}
      empty={{ title: t('nothing'), text: t('nothingHow') }}
      onOpen={(row) => void navigate(`/effects/${row.id}`)}
      columns={[
        {
          accessor: 'id',
          title: t('number'),
          width: 90,
          render: ({ id }) => <ScreenLink to={`/effects/${id}`}>{id}</ScreenLink>,
        },
        ...(link === undefined
          ? [
              {
                accessor: 'claim',
                title: t('claim'),
                width: 110,
                render: (row: Effect) =>
                  row.process === 'relay' ? '—' : <ScreenLink to={`/deals/${row.link}`}>{row.claim ?? t('person')}</ScreenLink>,
              },
            ]
          : []),
        { accessor: 'connection', title: t('connection'), width: 150 },
        { accessor: 'operation', title: t('operation'), width: 170, render: (row) => <Operation row={row} /> },
        {
          accessor: 'fieldNames',
          title: t('fields'),
          render: ({ fieldNames }) => (
            <Text lineClamp={2} title={fieldNames.join(', ')}>
              {fieldNames.map((name) => field(name)).join(', ')}
            </Text>
          ),
        },
        { accessor: 'state', title: t('state'), width: 150, render: (row) => <EffectState row={row} /> },
        {
          accessor: 'createdAt',
          title: t('when'),
          width: 140,
          render: (row) => <When at={row.finishedAt ?? row.createdAt} relative />,
        },
      ]}
    />
  );
}

export function Operation({ row: { creates, entity, operation } }: { row: Pick<Effect, 'creates' | 'entity' | 'operation'> }) {
  const { t, code } = useWords(words);
  return (
    <>
      {creates ? t('creates') : t('changes')} {code('entity', entity)}
      <Text size="xs" c="dimmed">
        {operation}
      </Text>
    </>
  );
}

const COLOURS = { planned: 'gray', intended: 'blue', done: 'green', failed: 'red', unknown: 'orange' } as const;

export function EffectState({ row: { state, error } }: { row: Pick<Effect, 'state' | 'error'> }) {
  const { of, code } = useWords(words);
  return (
    <>
      <Badge color={COLOURS[state]}>{code('state', state)}</Badge>
      {error === null ? null : <Text size="xs">{of(error.sentence)}</Text>}
    </>
  );
}
