import { Badge, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Page } from '../../ui/page.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import { NoteDialog } from './note-dialog.tsx';
import { words } from './words.ts';

type Alert = ItemOf<'/alerts'>;

const FILTERS = ['state'] as const;
const SHOWN = ['current', 'open', 'acknowledged', 'resolved'] as const;
type State = Alert['state'];
const DAY_MINUTES = 1_440;

/** What is wrong, who takes it, and since when: the newest first. */
export default function Alerts() {
  const { t, of, code } = useWords(words);
  const may = useMay('alerts.manage');
  const url = useUrlState();
  const asked = SHOWN.find((one) => one === url.get('state')) ?? 'current';
  const query = useApi('/alerts', { query: { state: asked, ...usePage() } }, { live: ['alerts'], keep: true });
  const mute = useCommand('post', '/alerts/{id}/mute', ['alerts']);
  const [asking, setAsking] = useState<{ alert: Alert; verb: 'acknowledge' | 'resolve' } | null>(null);
  return (
    <Page actions={<ScreenLink to="/alert-rules">{t('toRules')}</ScreenLink>}>
      <SegmentedControl
        aria-label={t('state')}
        data={SHOWN.map((value) => ({ value, label: code('state', value) }))}
        value={asked}
        onChange={(value) => url.set({ state: value === 'current' ? undefined : value })}
        w="fit-content"
      />
      <ProblemAlert error={mute.error} />
      <ServerTable<Alert>
        query={query}
        rowId={(row) => row.id}
        label={t('alerts')}
        filters={FILTERS}
        empty={{ title: t('none'), text: t('noneText') }}
        columns={[
          {
            accessor: 'severity',
            title: t('severity'),
            width: 110,
            render: (row) => (
              <Badge color={row.severity === 'critical' ? 'red' : 'orange'}>{code('severity', row.severity)}</Badge>
            ),
          },
          {
            accessor: 'title',
            title: t('what'),
            render: (row) => (
              <Stack gap={0}>
                <Text size="sm">{of(row.title)}</Text>
                {row.repeats > 0 ? (
                  <Text size="xs" c="dimmed">
                    {t('repeats', { count: row.repeats })}
                  </Text>
                ) : null}
                {row.note === null ? null : <Text size="xs">{row.note}</Text>}
                {row.mutedUntil === null ? null : (
                  <Text size="xs" c="dimmed">
                    {t('mutedTill')} <When at={row.mutedUntil} />
                  </Text>
                )}
              </Stack>
            ),
          },
          { accessor: 'state', title: t('state'), width: 120, render: (row) => <StateBadge state={row.state} /> },
          { accessor: 'since', title: t('since'), width: 130, render: (row) => <When at={row.since} relative /> },
          {
            accessor: 'notices',
            title: t('told'),
            width: 105,
            render: (row) => (row.notices === 0 ? t('never') : t('toldTimes', { count: row.notices })),
          },
          { accessor: 'who', title: t('who'), width: 130, render: (row) => <Who row={row} /> },
          ...(may
            ? [
                {
                  accessor: 'actions',
                  title: t('actions'),
                  width: 220,
                  render: (row: Alert) => (
                    <Actions
                      row={row}
                      onAsk={(verb) => setAsking({ alert: row, verb })}
                      onMute={(minutes) => mute.mutate({ params: { id: row.id }, body: { minutes } })}
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {asking === null ? null : <NoteDialog alert={asking.alert} verb={asking.verb} onClose={() => setAsking(null)} />}
    </Page>
  );
}

function StateBadge({ state }: { state: State }) {
  const { code } = useWords(words);
  const colour = { open: 'red', acknowledged: 'blue', resolved: 'green' }[state];
  return (
    <Badge variant="light" color={colour}>
      {code('state', state)}
    </Badge>
  );
}

function Who({ row }: { row: Alert }) {
  const { t } = useWords(words);
  if (row.state === 'resolved') return <Text size="sm">{row.resolvedBy === 'hub' ? t('byHub') : row.resolvedBy}</Text>;
  return <Text size="sm">{row.acknowledgedBy ?? '—'}</Text>;
}

function Actions({
  row,
  onAsk,
  onMute,
}: {
  row: Alert;
  onAsk: (verb: 'acknowledge' | 'resolve') => void;
  onMute: (minutes: number) => void;
}) {
  const { t, of } = useWords(words);
  if (row.state === 'resolved') return null;
  const name = of(row.title);
  return (
    <Group gap={4}>
      {row.state === 'open' ? (
        <Button size="compact-xs" onClick={() => onAsk('acknowledge')} aria-label={`${t('acknowledge')}: ${name}`}>
          {t('acknowledge')}
        </Button>
      ) : null}
      <Button size="compact-xs" variant="default" onClick={() => onAsk('resolve')} aria-label={`${t('resolve')}: ${name}`}>
        {t('resolve')}
      </Button>
      {row.state === 'open' ? (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() => onMute(row.mutedUntil === null ? DAY_MINUTES : 0)}
          aria-label={`${row.mutedUntil === null ? t('mute') : t('unmute')}: ${name}`}
        >
          {row.mutedUntil === null ? t('mute') : t('unmute')}
        </Button>
      ) : null}
    </Group>
  );
}
