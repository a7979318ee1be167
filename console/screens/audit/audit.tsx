import { Badge, Code, Drawer, Stack, Text } from '@mantine/core';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { CopyId } from '../../ui/copy-id.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Filters, useFilters } from '../../ui/filters.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Page } from '../../ui/page.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import { Chain } from './chain.tsx';
import { words } from './words.ts';

type Entry = ItemOf<'/audit'>;

const FILTERS = ['actor', 'act', 'target', 'permission', 'from', 'to'] as const;
const ACTS = ['command', 'read', 'revealed', 'searched', 'sign_in', 'sign_out', 'account_opened'] as const;
const BAD = new Set(['denied', 'failed', 'refused', 'throttled']);
const DAY_MS = 24 * 3_600_000;

/** Who did or saw what, the newest first, and whether nobody has tampered with it. */
export default function Audit() {
  const { t, code } = useWords(words);
  const url = useUrlState();
  const { from, to, ...filters } = useFilters(FILTERS);
  const actors = useApi('/actors', {});
  const table = useApi('/permissions', {});
  const query = useApi('/audit', { query: { ...filters, ...daysOf(from, to), ...usePage() } }, { keep: true });
  const open = query.data?.items.find((row) => String(row.id) === url.get('open'));
  return (
    <Page
      subtitle={
        <Text size="xs" c="dimmed">
          {t('readNote')}
        </Text>
      }
    >
      <Chain />
      <Filters
        fields={[
          {
            name: 'actor',
            label: t('actor'),
            kind: 'choice',
            searchable: true,
            options: (actors.data?.items ?? []).map(({ actor, name }) => ({ value: actor, label: name })),
          },
          { name: 'act', label: t('act'), kind: 'choice', options: ACTS.map((value) => ({ value, label: code('act', value) })) },
          {
            name: 'permission',
            label: t('permission'),
            kind: 'choice',
            searchable: true,
            options: (table.data?.items ?? []).map(({ permission }) => ({ value: permission, label: permission })),
          },
          { name: 'target', label: t('target'), kind: 'text', placeholder: t('targetHint') },
          { name: 'from', label: t('from'), kind: 'date' },
          { name: 'to', label: t('to'), kind: 'date' },
        ]}
      />
      <ServerTable<Entry>
        query={query}
        rowId={(row) => String(row.id)}
        label={t('audit')}
        filters={FILTERS}
        empty={{ title: t('none') }}
        onOpen={(row) => url.set({ open: String(row.id) }, { keepPage: true })}
        openId={url.get('open')}
        columns={[
          { accessor: 'at', title: t('at'), width: 170, render: (row) => <When at={row.at} /> },
          {
            accessor: 'actor',
            title: t('actor'),
            width: 190,
            render: (row) => (row.actor === 'stranger' ? t('stranger') : <Actor of={row.actor} />),
          },
          { accessor: 'act', title: t('act'), width: 150, render: (row) => code('act', row.act) },
          {
            accessor: 'target',
            title: t('target'),
            render: (row) => (
              <Stack gap={0}>
                <Code className="uzel-wrap">{row.target}</Code>
                {row.reason === null ? null : <Text size="xs">«{row.reason}»</Text>}
              </Stack>
            ),
          },
          {
            accessor: 'outcome',
            title: t('outcome'),
            width: 130,
            render: (row) => <Badge color={BAD.has(row.outcome) ? 'red' : 'gray'}>{code('outcome', row.outcome)}</Badge>,
          },
        ]}
      />
      {open === undefined ? null : <Details entry={open} onClose={() => url.set({ open: undefined }, { keepPage: true })} />}
    </Page>
  );
}

/** Days as the viewer means them: from the first one's midnight to the last one's end. */
function daysOf(from: string | undefined, to: string | undefined): { from?: string; to?: string } {
  const midnight = (day: string) => new Date(`${day}T00:00:00`);
  return {
    ...(from === undefined ? {} : { from: midnight(from).toISOString() }),
    ...(to === undefined ? {} : { to: new Date(midnight(to).getTime() + DAY_MS).toISOString() }),
  };
}

function Details({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const { t, code } = useWords(words);
  const { t: say } = useWords(common);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t('entry', { id: entry.id })}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <Stack gap="sm">
        <Facts>
          <Fact label={t('at')}>
            <When at={entry.at} />
          </Fact>
          <Fact label={t('actor')}>
            <Actor of={entry.actor} />
          </Fact>
          <Fact label={t('act')}>{code('act', entry.act)}</Fact>
          <Fact label={t('target')}>
            <Code className="uzel-wrap">{entry.target}</Code>
          </Fact>
          <Fact label={t('permission')}>{entry.permission ?? say('none')}</Fact>
          <Fact label={t('outcome')}>{code('outcome', entry.outcome)}</Fact>
          <Fact label={t('reason')}>{entry.reason ?? say('none')}</Fact>
          <Fact label={t('address')}>{entry.ip ?? say('none')}</Fact>
          <Fact label={t('request')}>{entry.requestId === null ? say('none') : <CopyId id={entry.requestId} />}</Fact>
        </Facts>
        {Object.keys(entry.data).length === 0 ? null : <JsonView value={entry.data} label={t('data')} />}
      </Stack>
    </Drawer>
  );
}
