import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Filters, useFilters } from '../../ui/filters.tsx';
import { Icon } from '../../ui/icon.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { durationText } from '../../ui/when.tsx';
import { PairDialog } from './pair-dialog.tsx';
import { StateBadge } from './state-badge.tsx';
import { words } from './words.ts';

type Connection = ItemOf<'/connections'>;

const FILTERS = ['system', 'state'] as const;

/** Every system that the hub is joined to: whether it works, how fresh it is, what waits there. */
export default function Connections() {
  const { t, of, code } = useWords(words);
  const may = useMay('connections.manage');
  const navigate = useNavigate();
  const { system, state } = useFilters(FILTERS);
  const query = useApi('/connections', {}, { live: ['connections', 'events'], everySeconds: 15 });
  const systems = useApi('/systems', {});
  const [joining, setJoining] = useState(false);
  const titleOf = (name: string) => {
    const known = systems.data?.items.find((one) => one.system === name);
    return known ? of(known.title) : name;
  };
  const all = query.data?.items ?? [];
  const shown = all.filter(
    (row) => (system === undefined || row.system === system) && (state === undefined || row.state === state),
  );
  const rows = { ...query, data: query.data === undefined ? undefined : { items: shown } } as typeof query;
  return (
    <Page
      actions={
        may ? (
          <>
            {all.length > 1 ? (
              <Button variant="default" leftSection={<Icon name="link" size={14} />} onClick={() => setJoining(true)}>
                {t('join')}
              </Button>
            ) : null}
            <Button component={Link} to="/connections/new" leftSection={<Icon name="plus" size={14} />}>
              {t('add')}
            </Button>
          </>
        ) : null
      }
    >
      {all.length > 5 || system !== undefined || state !== undefined ? (
        <Filters
          fields={[
            {
              name: 'system',
              label: t('system'),
              kind: 'choice',
              options: [...new Set(all.map((row) => row.system))].map((value) => ({ value, label: titleOf(value) })),
            },
            {
              name: 'state',
              label: t('state'),
              kind: 'choice',
              options: (['active', 'paused'] as const).map((value) => ({ value, label: code('state', value) })),
            },
          ]}
        />
      ) : null}
      <ServerTable<Connection>
        query={rows}
        rowId={(row) => row.id}
        label={t('connections')}
        filters={FILTERS}
        empty={{
          title: t('none'),
          text: t('noneText'),
          action: may ? (
            <Button component={Link} to="/connections/new" leftSection={<Icon name="plus" size={14} />}>
              {t('add')}
            </Button>
          ) : null,
        }}
        onOpen={(row) => void navigate(`/connections/${row.id}`)}
        columns={[
          {
            accessor: 'title',
            title: t('name'),
            render: (row) => (
              <Stack gap={0}>
                <Text fw={500}>
                  <ScreenLink to={`/connections/${row.id}`}>{row.title}</ScreenLink>
                </Text>
                <Text size="xs" c="dimmed">
                  {titleOf(row.system)} · {row.id}
                </Text>
              </Stack>
            ),
          },
          {
            accessor: 'state',
            title: t('state'),
            width: 260,
            render: (row) => (
              <Stack gap={2} align="flex-start">
                <StateBadge state={row.state} />
                {row.reason === null ? null : <Text size="xs">{of(row.reason)}</Text>}
              </Stack>
            ),
          },
          { accessor: 'capabilities', title: t('tested'), width: 190, render: (row) => <Tested row={row} /> },
          { accessor: 'cursors', title: t('feeds'), width: 180, render: (row) => <Freshness row={row} /> },
          {
            accessor: 'pending',
            title: t('waiting'),
            width: 90,
            textAlign: 'right',
            render: (row) => <ScreenLink to={`/events?state=pending&connection=${row.id}`}>{numberText(row.pending)}</ScreenLink>,
          },
          {
            accessor: 'dead',
            title: t('needPerson'),
            width: 150,
            textAlign: 'right',
            render: (row) => (
              <Text span {...(row.dead > 0 ? { fw: 600 } : { c: 'dimmed' })}>
                <ScreenLink to={`/events?state=dead&connection=${row.id}`}>{numberText(row.dead)}</ScreenLink>
              </Text>
            ),
          },
        ]}
      />
      {joining ? <PairDialog connections={all} onClose={() => setJoining(false)} /> : null}
    </Page>
  );
}

function Tested({ row }: { row: Connection }) {
  const { t } = useWords(words);
  if (row.capabilities === null) {
    return (
      <Text size="sm" c="dimmed">
        {t('notTested')}
      </Text>
    );
  }
  const missing = row.capabilities.filter(({ available }) => !available).length;
  return missing === 0 ? (
    <Group gap={4} wrap="nowrap">
      <Icon name="check" size={14} />
      <Text size="sm">{t('allThere')}</Text>
    </Group>
  ) : (
    <Badge color="orange" variant="light">
      {t('lacks', { count: missing })}
    </Badge>
  );
}

/** The feed that is furthest behind its own period speaks for all. */
function Freshness({ row }: { row: Connection }) {
  const { t } = useWords(words);
  if (row.cursors.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {row.feeds === 0 ? t('noFeeds') : t('notRead')}
      </Text>
    );
  }
  const late = row.state === 'active' ? row.cursors.filter((cursor) => cursor.late) : [];
  if (late.length === 0) return <Text size="sm">{t('onTime')}</Text>;
  return (
    <Badge color="orange">{t('lateBy', { time: durationText(Math.max(...late.map(({ ageSeconds }) => ageSeconds))) })}</Badge>
  );
}
