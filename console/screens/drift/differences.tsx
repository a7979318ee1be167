import { Badge } from '@mantine/core';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { useFieldNames } from '../../ui/field-names.ts';
import { useFilters } from '../../ui/filters.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { words } from './words.ts';

type Difference = ItemOf<'/drift/{id}/differences'>;

const FILTERS = ['cause'] as const;
const CAUSES = ['missed_event', 'manual_edit', 'failed_write', 'schema_change', 'never_synced'] as const;

/** What differs, record by record: names of fields and causes; the values stand in the passport of the record. */
export function Differences({ id }: { id: number }) {
  const { t, code } = useWords(words);
  const { field } = useFieldNames();
  const filters = useFilters(FILTERS);
  const cause = CAUSES.find((one) => one === filters.cause);
  const query = useApi('/drift/{id}/differences', { params: { id }, query: { cause, ...usePage() } }, { keep: true });
  return (
    <Panel title={t('differences')}>
      <ServerTable<Difference>
        query={query}
        rowId={(row) => String(row.id)}
        label={t('differences')}
        filters={FILTERS}
        empty={{ title: t('allAgree') }}
        columns={[
          {
            accessor: 'claim',
            title: t('record'),
            render: (row) => (
              <ScreenLink to={`/deals/${row.link}`}>
                {row.record === null ? row.link : `${code('record', row.record)} ${row.claim ?? row.externalId ?? ''}`}
              </ScreenLink>
            ),
          },
          {
            accessor: 'field',
            title: t('field'),
            render: (row) => (row.field === null ? code('kind', row.kind) : field(row.field)),
          },
          { accessor: 'cause', title: t('cause'), render: (row) => code('cause', row.cause) },
          { accessor: 'repair', title: t('repair'), render: (row) => <Badge>{code('repair', row.repair)}</Badge> },
        ]}
      />
    </Panel>
  );
}
