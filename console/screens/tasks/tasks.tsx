import { Badge, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useNavigate } from 'react-router';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { useFieldNames } from '../../ui/field-names.ts';
import { numberText } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

type Task = ItemOf<'/tasks'>;

const SHOWN = ['open', 'decided', 'closed'] as const;
const ORDERS = ['oldest', 'newest'] as const;
const FILTERS = ['kind'] as const;

/** What people are asked, by kind and by how long it has waited. */
export default function Tasks() {
  const { t, of, code } = useWords(words);
  const { inWords } = useFieldNames();
  const url = useUrlState();
  const navigate = useNavigate();
  const state = SHOWN.find((one) => one === url.get('state')) ?? 'open';
  const order = ORDERS.find((one) => one === url.get('order')) ?? (state === 'open' ? 'oldest' : 'newest');
  const kind = url.get('kind');
  const query = useApi('/tasks', { query: { state, kind, order, ...usePage() } }, { live: ['tasks'], keep: true });
  return (
    <Page>
      <Group gap="sm">
        <SegmentedControl
          aria-label={t('state')}
          data={SHOWN.map((value) => ({ value, label: code('state', value) }))}
          value={state}
          onChange={(value) => url.set({ state: value === 'open' ? undefined : value, kind: undefined })}
        />
        <SegmentedControl
          aria-label={t('order')}
          data={ORDERS.map((value) => ({ value, label: code('order', value) }))}
          value={order}
          onChange={(value) => url.set({ order: value })}
        />
      </Group>
      {state === 'open' ? <Kinds chosen={kind} /> : null}
      <ServerTable<Task>
        query={query}
        rowId={(row) => String(row.id)}
        label={t('tasks')}
        filters={FILTERS}
        empty={state === 'open' ? { title: t('none'), text: t('noneHow') } : { title: t('noneSuch') }}
        onOpen={(row) => void navigate(`/tasks/${row.id}`)}
        columns={[
          {
            accessor: 'openedAt',
            title: t('waits'),
            width: 140,
            render: (row) => <When at={row.openedAt} relative />,
          },
          { accessor: 'kind', title: t('kind'), width: 200, render: (row) => <KindBadge kind={row.kind} /> },
          {
            accessor: 'title',
            title: t('what'),
            render: (row) => <ScreenLink to={`/tasks/${row.id}`}>{inWords(of(row.title))}</ScreenLink>,
          },
          {
            accessor: 'claim',
            title: t('about'),
            width: 150,
            render: (row) => {
              if (row.link !== null)
                return <ScreenLink to={`/deals/${row.link}`}>{row.claim ?? code('record', kindOf(row))}</ScreenLink>;
              return row.connection === null ? (
                '—'
              ) : (
                <ScreenLink to={`/connections/${row.connection}`}>{row.connection}</ScreenLink>
              );
            },
          },
          ...(state === 'open'
            ? []
            : [
                {
                  accessor: 'choice',
                  title: t('answer'),
                  width: 200,
                  render: (row: Task) => (
                    <Text>
                      {row.choice === null
                        ? code('closedBy', row.closedBy === 'hub' ? 'hub' : 'person')
                        : code('choice', row.choice)}
                    </Text>
                  ),
                },
              ]),
        ]}
      />
    </Page>
  );
}

/** Each kind with how many wait, as a filter. */
function Kinds({ chosen }: { chosen: string | undefined }) {
  const { t, code } = useWords(words);
  const { t: say } = useWords(common);
  const url = useUrlState();
  const query = useApi('/task-kinds', {}, { live: ['tasks'], keep: true });
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  const total = items.reduce((sum, { open }) => sum + open, 0);
  return (
    <Group gap={6} role="group" aria-label={t('kinds')}>
      {[{ kind: undefined, open: total }, ...items].map(({ kind, open }) => (
        <Button
          key={kind ?? ''}
          size="compact-sm"
          variant={kind === chosen ? 'filled' : 'default'}
          aria-pressed={kind === chosen}
          onClick={() => url.set({ kind })}
        >
          {kind === undefined ? say('all') : code('kind', kind)} {numberText(open)}
        </Button>
      ))}
    </Group>
  );
}

/** What its record is: runs are named by it. */
export const kindOf = ({ workflowId }: Pick<Task, 'workflowId'>): string => workflowId?.split(':')[0] ?? '';

const TONES: { [kind: string]: string } = {
  connection_stopped: 'red',
  dead_letter: 'red',
  mass_delete: 'red',
  keys_quarantined: 'red',
  job_halted: 'red',
  conflict: 'orange',
  write_loop: 'orange',
};

export function KindBadge({ kind }: { kind: string }) {
  const { code } = useWords(words);
  return <Badge color={TONES[kind] ?? 'blue'}>{code('kind', kind)}</Badge>;
}
