import { ActionIcon, Badge, Button, Group, Text, Tooltip } from '@mantine/core';
import type { DataTableColumn } from 'mantine-datatable';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Filters, useFilters } from '../../ui/filters.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { TemporalLink } from '../../ui/temporal-link.tsx';
import { durationText, When } from '../../ui/when.tsx';
import { words } from './words.ts';

type Schedule = ItemOf<'/schedules'>;

const FILTERS = ['kind', 'state'] as const;
const KINDS = ['pull', 'maintain', 'reconcile'] as const;

/** Recurring work: the list comes whole, so that its filters work here. */
export default function Schedules() {
  const { t, code } = useWords(words);
  const may = useMay('schedules.operate');
  const filters = useFilters(FILTERS);
  const query = useApi('/schedules', {}, { live: ['schedules'], everySeconds: 10 });
  const [stopping, setStopping] = useState<Schedule | null>(null);
  const pause = useCommand('post', '/schedules/{id}/pause', ['schedules']);
  const items = (query.data?.items ?? []).filter(
    (row) =>
      (filters.kind === undefined || row.kind === filters.kind) &&
      (filters.state === undefined || (row.pause === null ? 'on' : 'paused') === filters.state),
  );
  return (
    <Page>
      <Filters
        fields={[
          {
            name: 'kind',
            label: t('kind'),
            kind: 'choice',
            options: KINDS.map((kind) => ({ value: kind, label: code('kind', kind) })),
          },
          {
            name: 'state',
            label: t('state'),
            kind: 'choice',
            options: [
              { value: 'on', label: t('on') },
              { value: 'paused', label: t('paused') },
            ],
          },
        ]}
      />
      <ServerTable
        query={query.data === undefined ? query : { ...query, data: { items } }}
        columns={useColumns(may ? setStopping : null)}
        rowId={(row) => row.id}
        label={t('title')}
        filters={FILTERS}
        empty={{ title: t('nothing'), text: t('nothingHow') }}
      />
      <ReasonDialog
        opened={stopping !== null}
        onClose={() => {
          setStopping(null);
          pause.reset();
        }}
        title={t('pause')}
        plan={
          <Text>
            {t('pausePlan', { name: stopping === null ? '' : nameOf(stopping, code) })}{' '}
            {stopping?.kind === 'pull' ? t('pausePull') : ''}
          </Text>
        }
        confirm={t('pause')}
        pending={pause.isPending}
        error={pause.error}
        onConfirm={({ reason }) => {
          if (stopping) pause.mutate({ params: { id: stopping.id }, body: { reason } }, { onSuccess: () => setStopping(null) });
        }}
      />
    </Page>
  );
}

function nameOf(row: Schedule, code: (prefix: string, value: string) => string): string {
  return [code('kind', row.kind), row.feed, row.subject].filter(Boolean).join(', ');
}

function useColumns(onStop: ((row: Schedule) => void) | null): DataTableColumn<Schedule>[] {
  const { t, code } = useWords(words);
  return [
    {
      accessor: 'kind',
      title: t('what'),
      render: (row) => (
        <>
          {code('kind', row.kind)}
          {row.feed === null ? null : (
            <Text size="xs" c="dimmed">
              {row.feed}
            </Text>
          )}
        </>
      ),
    },
    {
      accessor: 'subject',
      title: t('subject'),
      render: ({ kind, subject }) =>
        kind === 'reconcile' || subject === null ? subject : <ScreenLink to={`/connections/${subject}`}>{subject}</ScreenLink>,
    },
    { accessor: 'every', title: t('every'), render: ({ every }) => <Every every={every} /> },
    {
      accessor: 'last',
      title: t('last'),
      render: ({ last }) =>
        last === null ? (
          '—'
        ) : (
          <TemporalLink href={last.runUrl}>
            <When at={last.at} relative />
          </TemporalLink>
        ),
    },
    { accessor: 'next', title: t('next'), render: ({ next }) => <When at={next} relative /> },
    {
      accessor: 'state',
      title: t('state'),
      render: ({ pause }) => (
        <>
          <Badge color={pause === null ? 'green' : 'orange'}>{pause === null ? t('on') : t('paused')}</Badge>
          {pause === null ? null : (
            <Text size="xs" c="dimmed">
              {pause.reason} (<Actor of={pause.by} />)
            </Text>
          )}
        </>
      ),
    },
    ...(onStop === null
      ? []
      : [
          {
            accessor: 'actions',
            title: t('actions'),
            textAlign: 'right' as const,
            render: (row: Schedule) => <Acts row={row} onStop={onStop} />,
          },
        ]),
  ];
}

function Every({ every }: { every: Schedule['every'] }) {
  const { t } = useWords(words);
  if (every === null) return <>—</>;
  return (
    <>
      {'seconds' in every
        ? t('everyTime', { time: durationText(every.seconds) })
        : t('daily', { hour: every.hour, zone: every.zone })}
    </>
  );
}

/** Running now and resuming do no harm that could not be seen; stopping asks for a reason. */
function Acts({ row, onStop }: { row: Schedule; onStop: (row: Schedule) => void }) {
  const { t, code } = useWords(words);
  const trigger = useCommand('post', '/schedules/{id}/trigger', ['schedules']);
  const resume = useCommand('post', '/schedules/{id}/resume', ['schedules']);
  const name = nameOf(row, code);
  const run = trigger.isSuccess ? t('triggered') : t('trigger');
  return (
    <>
      <Group gap={4} justify="flex-end" wrap="nowrap">
        <Tooltip label={run}>
          <ActionIcon
            size="md"
            variant="default"
            loading={trigger.isPending}
            aria-label={`${run}: ${name}`}
            onClick={() => trigger.mutate({ params: { id: row.id } })}
          >
            <Icon name={trigger.isSuccess ? 'check' : 'play'} size={14} />
          </ActionIcon>
        </Tooltip>
        {row.pause === null ? (
          <Button variant="subtle" color="gray" aria-label={`${t('pause')}: ${name}`} onClick={() => onStop(row)}>
            {t('pause')}
          </Button>
        ) : (
          <Button
            variant="light"
            loading={resume.isPending}
            aria-label={`${t('resume')}: ${name}`}
            onClick={() => resume.mutate({ params: { id: row.id }, body: {} })}
          >
            {t('resume')}
          </Button>
        )}
      </Group>
      <ProblemAlert error={trigger.error ?? resume.error} />
    </>
  );
}
