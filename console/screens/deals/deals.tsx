import { Alert, Badge, Button, Group, SegmentedControl, Text } from '@mantine/core';
import type { DataTableColumn } from 'mantine-datatable';
import { useNavigate } from 'react-router';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { useFieldNames } from '../../ui/field-names.ts';
import { Filters, useFilters } from '../../ui/filters.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { PayerSearch } from '../../ui/payer-search.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

export type ListedLink = ItemOf<'/links'>;

const KINDS = ['deal', 'contact', 'company'] as const;
const STATES = ['open', 'left_missing', 'right_deleted', 'merged'] as const;
const FILTERS = ['called', 'state', 'attention'] as const;

/** Claims with their deals, and their payers: looked for by number, by the CRM's id, or by who pays. */
export default function Deals() {
  const { t, code } = useWords(words);
  const url = useUrlState();
  const kind = KINDS.find((one) => one === url.get('kind')) ?? 'deal';
  const { attention, ...filters } = useFilters(FILTERS);
  const state = STATES.find((one) => one === filters.state);
  const asked = { called: filters.called, state, attention: attention === 'true' ? ('true' as const) : undefined };
  const query = useApi('/links', { query: { kind, ...asked, ...usePage() } }, { live: ['links'], keep: true });
  const find = useCommand('post', '/links/find');
  const maySearch = useMay('people.search');
  const navigate = useNavigate();
  const open = (row: ListedLink) => void navigate(`/deals/${row.id}`);
  const columns = useColumns(kind);
  const backToAll = (
    <Button variant="default" onClick={() => find.reset()}>
      {t('backToAll')}
    </Button>
  );
  return (
    <Page>
      <SegmentedControl
        aria-label={t('kind')}
        data={KINDS.map((value) => ({ value, label: code('kinds', value) }))}
        value={kind}
        onChange={(value) => {
          find.reset();
          url.set({ kind: value === 'deal' ? undefined : value });
        }}
        w="fit-content"
      />
      <Group gap="sm" align="flex-end">
        <Filters
          fields={[
            { name: 'called', label: t('called'), kind: 'text', placeholder: t('calledHint') },
            {
              name: 'state',
              label: t('state'),
              kind: 'choice',
              options: STATES.map((value) => ({ value, label: code('state', value) })),
            },
            { name: 'attention', label: t('attention'), kind: 'choice', options: [{ value: 'true', label: t('attentionOnly') }] },
          ]}
        />
        {maySearch ? (
          <PayerSearch
            pending={find.isPending}
            onFind={(payer) => find.mutate({ body: { payer, kind } })}
            onClear={() => find.reset()}
          />
        ) : null}
      </Group>
      <ProblemAlert error={find.error} />
      {find.data === undefined ? (
        <ServerTable<ListedLink>
          query={query}
          rowId={(row) => row.id}
          label={code('kinds', kind)}
          filters={FILTERS}
          empty={{ title: t('nothing'), text: t('nothingHow') }}
          onOpen={open}
          columns={columns}
        />
      ) : (
        <>
          {find.data.items.length === 0 ? null : (
            <Alert icon={<Icon name="people" />} role="status" p="xs">
              <Group gap="sm">
                <Text>{t('foundByPayer', { count: find.data.items.length })}</Text>
                {find.data.more ? <Text c="dimmed">{t('foundMore')}</Text> : null}
                {backToAll}
              </Group>
            </Alert>
          )}
          <ServerTable<ListedLink>
            query={{ ...query, error: null, isPlaceholderData: false, data: { items: find.data.items } }}
            rowId={(row) => row.id}
            label={code('kinds', kind)}
            empty={{ title: t('payerUnknown'), text: t('payerUnknownHow'), action: backToAll }}
            onOpen={open}
            columns={columns}
          />
        </>
      )}
    </Page>
  );
}

function useColumns(kind: (typeof KINDS)[number]): DataTableColumn<ListedLink>[] {
  const { t, code } = useWords(words);
  const { stage } = useFieldNames();
  const claim: DataTableColumn<ListedLink> = {
    accessor: 'claim',
    title: t('claim'),
    width: 120,
    render: (row) => <ScreenLink to={`/deals/${row.id}`}>{row.claim ?? t('unnamed')}</ScreenLink>,
  };
  const payer: DataTableColumn<ListedLink> = {
    accessor: 'payer',
    title: t('payer'),
    render: (row) => (kind === 'deal' ? (row.payer ?? '—') : <ScreenLink to={`/deals/${row.id}`}>{row.payer ?? '—'}</ScreenLink>),
  };
  return [
    ...(kind === 'deal' ? [claim] : []),
    payer,
    ...(kind === 'deal'
      ? [
          {
            accessor: 'stage',
            title: t('stage'),
            render: (row: ListedLink) => stage(row.stage),
          } satisfies DataTableColumn<ListedLink>,
        ]
      : []),
    { accessor: 'deal', title: code('idOf', kind), width: 150, render: (row) => row.deal ?? t('notMade') },
    { accessor: 'state', title: t('state'), render: (row) => <LinkState state={row.state} attention={row.attention} /> },
    { accessor: 'syncedAt', title: t('syncedAt'), width: 150, render: (row) => <When at={row.syncedAt} relative /> },
  ];
}

export function LinkState({ state, attention }: { state: ListedLink['state']; attention: boolean }) {
  const { t, code } = useWords(words);
  const colour = { open: 'green', left_missing: 'orange', right_deleted: 'orange', merged: 'gray' }[state];
  return (
    <Group gap={4}>
      <Badge color={colour}>{code('state', state)}</Badge>
      {attention ? <Badge color="orange">{t('attentionBadge')}</Badge> : null}
    </Group>
  );
}
