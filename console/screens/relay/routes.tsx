import { Badge, Button, Text } from '@mantine/core';
import type { DataTableColumn } from 'mantine-datatable';
import { Link, useNavigate } from 'react-router';
import { useMay } from '../../api/session.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { When } from '../../ui/when.tsx';
import type { Route } from './draft.ts';
import { StateBadge } from './state-badge.tsx';
import { words } from './words.ts';

/** Every route with what waits, what is parked and what the last day brought. */
export default function Routes() {
  const { t } = useWords(words);
  const may = useMay('routes.manage');
  const navigate = useNavigate();
  const query = useApi('/routes', {}, { live: ['routes', 'events'], everySeconds: 10 });
  const add = may ? (
    <Button component={Link} to="/routes/new" leftSection={<Icon name="plus" size={14} />}>
      {t('add')}
    </Button>
  ) : undefined;
  return (
    <Page actions={add}>
      <ServerTable
        query={query}
        columns={useColumns()}
        rowId={(row) => row.id}
        label={t('routes')}
        empty={{ title: t('none'), text: t('noneHow') }}
        onOpen={(row) => void navigate(`/routes/${row.id}`)}
      />
    </Page>
  );
}

function useColumns(): DataTableColumn<Route>[] {
  const { t, code } = useWords(words);
  return [
    { accessor: 'title', title: t('title'), render: ({ title }) => <Text fw={600}>{title}</Text> },
    {
      accessor: 'source',
      title: t('from'),
      render: ({ source }) => (
        <>
          {source.connection}
          <Text size="xs" c="dimmed">
            {source.event}
          </Text>
        </>
      ),
    },
    {
      accessor: 'target',
      title: t('to'),
      render: ({ target }) => (
        <>
          {target.connection}
          <Text size="xs" c="dimmed">
            {target.write}
          </Text>
        </>
      ),
    },
    {
      accessor: 'state',
      title: t('state'),
      render: ({ state, mode }) => (
        <>
          <StateBadge state={state} />{' '}
          {mode === 'live' ? null : (
            <Text size="xs" c="dimmed">
              {code('mode', mode)}
            </Text>
          )}
        </>
      ),
    },
    { accessor: 'waiting', title: t('waiting'), textAlign: 'right', render: ({ figures }) => numberText(figures.waiting) },
    {
      accessor: 'parked',
      title: t('parked'),
      textAlign: 'right',
      render: ({ figures }) => (figures.parked === 0 ? '0' : <Badge color="red">{numberText(figures.parked)}</Badge>),
    },
    {
      accessor: 'lastDay',
      title: t('lastDay'),
      render: ({ figures }) => {
        const parts = Object.entries(figures.lastDay).map(([result, n]) => `${code('result', result)}: ${numberText(n)}`);
        return parts.length === 0 ? '—' : parts.join(', ');
      },
    },
    { accessor: 'lastEventAt', title: t('lastEvent'), render: ({ figures }) => <When at={figures.lastEventAt} relative /> },
  ];
}
