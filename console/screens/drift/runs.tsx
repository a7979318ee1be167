import { Alert, Badge, Button, Group, Text } from '@mantine/core';
import { useNavigate } from 'react-router';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Filters, useFilters } from '../../ui/filters.tsx';
import { Icon } from '../../ui/icon.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { TemporalLink } from '../../ui/temporal-link.tsx';
import { durationText, When } from '../../ui/when.tsx';
import { words } from './words.ts';

type Run = ItemOf<'/drift'>;

const FILTERS = ['pair'] as const;

/** Comparisons of both sides, the newest first. */
export default function Runs() {
  const { t } = useWords(words);
  const navigate = useNavigate();
  const mayRun = useMay('drift.run');
  const filters = useFilters(FILTERS);
  const query = useApi('/drift', { query: { ...filters, ...usePage() } }, { live: ['drift'], keep: true });
  const mayPairs = useMay('connections.read');
  const pairs = useApi('/pairs', {}, { enabled: mayPairs });
  const compare = useCommand('post', '/reconcile', ['drift']);
  return (
    <Page
      actions={
        mayRun ? (
          <Button
            leftSection={<Icon name="refresh" size={14} />}
            loading={compare.isPending}
            onClick={() => compare.mutate({ body: filters.pair === undefined ? {} : { pair: filters.pair } })}
          >
            {t('compare')}
          </Button>
        ) : null
      }
    >
      <ProblemAlert error={compare.error} />
      {compare.data === undefined ? null : (
        <Alert icon={<Icon name="check" />} role="status" p="xs">
          <Group gap="sm">
            <Text>{t('comparing')}</Text>
            {compare.data.runs.map(({ pair, runUrl }) => (
              <TemporalLink key={pair} href={runUrl}>
                {pair}
              </TemporalLink>
            ))}
          </Group>
        </Alert>
      )}
      <Filters
        fields={[
          {
            name: 'pair',
            label: t('pair'),
            kind: 'choice',
            options: (pairs.data?.items ?? []).map(({ id }) => ({ value: id, label: id })),
          },
        ]}
      />
      <ServerTable<Run>
        query={query}
        rowId={(row) => String(row.id)}
        label={t('runs')}
        filters={FILTERS}
        empty={{ title: t('none'), text: t('noneHow') }}
        onOpen={(row) => void navigate(`/drift/${row.id}`)}
        columns={[
          {
            accessor: 'id',
            title: t('number'),
            width: 90,
            render: ({ id }) => <ScreenLink to={`/drift/${id}`}>{id}</ScreenLink>,
          },
          { accessor: 'pair', title: t('pair') },
          { accessor: 'startedAt', title: t('when'), render: ({ startedAt }) => <When at={startedAt} relative /> },
          { accessor: 'took', title: t('took'), render: (row) => took(row) ?? <Badge color="blue">{t('running')}</Badge> },
          { accessor: 'compared', title: t('compared'), textAlign: 'right', render: ({ compared }) => numberText(compared) },
          { accessor: 'different', title: t('different'), textAlign: 'right', render: (row) => <Different row={row} /> },
          { accessor: 'missing', title: t('missing'), textAlign: 'right', render: ({ missing }) => numberText(missing) },
          {
            accessor: 'repairJob',
            title: t('repair'),
            render: ({ repairJob }) =>
              repairJob === null ? '—' : <ScreenLink to={`/jobs/${repairJob}`}>{t('toJob')}</ScreenLink>,
          },
        ]}
      />
    </Page>
  );
}

export function took({ startedAt, finishedAt }: Pick<Run, 'startedAt' | 'finishedAt'>): string | null {
  return finishedAt === null ? null : durationText(Math.max(1, (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000));
}

function Different({ row }: { row: Run }) {
  return row.different === 0 ? <>0</> : <Badge color="orange">{numberText(row.different)}</Badge>;
}
