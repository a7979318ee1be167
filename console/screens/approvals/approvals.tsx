import { Badge, Text } from '@mantine/core';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Filters, useFilters } from '../../ui/filters.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import { Limits } from './limits.tsx';
import { Request } from './request.tsx';
import { words } from './words.ts';

type Approval = ItemOf<'/approvals'>;

const FILTERS = ['state'] as const;
const STATES = ['open', 'approved', 'rejected', 'used'] as const;
const COLOURS = { open: 'orange', approved: 'green', rejected: 'red', used: 'gray', expired: 'gray' } as const;

/** Acts that wait for a second person; the newest first. */
export default function Approvals() {
  const { t, code } = useWords(words);
  const url = useUrlState();
  const { state } = useFilters(FILTERS);
  const wanted = STATES.find((one) => one === state);
  const query = useApi(
    '/approvals',
    { query: { ...(wanted === undefined ? {} : { state: wanted }), ...usePage() } },
    { live: ['approvals'], keep: true },
  );
  const open = url.get('open');
  return (
    <Page>
      <Filters
        fields={[
          {
            name: 'state',
            label: t('state'),
            kind: 'choice',
            options: STATES.map((value) => ({ value, label: code('state', value) })),
          },
        ]}
      />
      <ServerTable<Approval>
        query={query}
        rowId={(row) => row.id}
        label={t('approvals')}
        filters={FILTERS}
        empty={{ title: t('none'), text: t('noneText') }}
        onOpen={(row) => url.set({ open: row.id }, { keepPage: true })}
        openId={open}
        columns={[
          {
            accessor: 'state',
            title: t('state'),
            width: 150,
            render: (row) => <Badge color={COLOURS[row.state]}>{code('state', row.state)}</Badge>,
          },
          { accessor: 'act', title: t('act'), width: 170, render: (row) => code('act', row.act) },
          { accessor: 'count', title: t('count'), width: 90, textAlign: 'right', render: (row) => numberText(row.count) },
          { accessor: 'requestedBy', title: t('who'), width: 180, render: (row) => <Actor of={row.requestedBy} /> },
          { accessor: 'reason', title: t('why'), render: (row) => <Text size="sm">{row.reason}</Text> },
          { accessor: 'requestedAt', title: t('asked'), width: 150, render: (row) => <When at={row.requestedAt} relative /> },
          { accessor: 'decidedBy', title: t('decidedBy'), width: 180, render: (row) => <Actor of={row.decidedBy} /> },
        ]}
      />
      <Limits />
      {open === undefined ? null : <Request id={open} onClose={() => url.set({ open: undefined }, { keepPage: true })} />}
    </Page>
  );
}
