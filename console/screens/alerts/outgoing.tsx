import { Badge, Button, Drawer, Group, List, Stack, Text } from '@mantine/core';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { CopyId } from '../../ui/copy-id.tsx';
import { Filters, useFilters } from '../../ui/filters.tsx';
import { Page } from '../../ui/page.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

type Message = ItemOf<'/outgoing'>;

const STATES = ['queued', 'sending', 'sent', 'failed', 'unknown', 'expired', 'cancelled', 'bounced'] as const;
const CLASSES = ['alert', 'service', 'document', 'answer', 'advertising'] as const;
const FILTERS = ['state', 'class'] as const;
const COLOURS = {
  queued: 'gray',
  sending: 'blue',
  sent: 'green',
  failed: 'red',
  unknown: 'orange',
  expired: 'orange',
  cancelled: 'gray',
  bounced: 'red',
} as const;

/** Every message to a person: where it stands, why, and by which ways it was tried. */
export default function Outgoing() {
  const { t, of, code } = useWords(words);
  const url = useUrlState();
  const asked = useFilters(FILTERS);
  const state = STATES.find((one) => one === asked.state);
  const name = CLASSES.find((one) => one === asked.class);
  const query = useApi(
    '/outgoing',
    { query: { ...(state === undefined ? {} : { state }), ...(name === undefined ? {} : { class: name }), ...usePage() } },
    { live: ['deliveries'], keep: true },
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
            options: STATES.map((value) => ({ value, label: code('delivery', value) })),
          },
          {
            name: 'class',
            label: t('class'),
            kind: 'choice',
            options: CLASSES.map((value) => ({ value, label: code('class', value) })),
          },
        ]}
      />
      <ServerTable<Message>
        query={query}
        rowId={(row) => row.id}
        label={t('messages')}
        filters={FILTERS}
        empty={{ title: t('noMessages') }}
        onOpen={(row) => url.set({ open: row.id }, { keepPage: true })}
        openId={open}
        columns={[
          { accessor: 'createdAt', title: t('created'), width: 160, render: (row) => <When at={row.createdAt} relative /> },
          { accessor: 'class', title: t('class'), width: 140, render: (row) => code('class', row.class) },
          { accessor: 'state', title: t('state'), width: 170, render: (row) => <StateBadge state={row.state} /> },
          {
            accessor: 'route',
            title: t('route'),
            render: (row) =>
              row.route.map(({ channel, connection }) => `${code('channel', channel)} (${connection})`).join(' → '),
          },
          { accessor: 'attempts', title: t('attempts'), width: 100, textAlign: 'right' },
          { accessor: 'error', title: t('why'), render: (row) => (row.error === null ? '' : of(row.error.sentence)) },
        ]}
      />
      {open === undefined ? null : <Details id={open} onClose={() => url.set({ open: undefined }, { keepPage: true })} />}
    </Page>
  );
}

function StateBadge({ state }: { state: Message['state'] }) {
  const { code } = useWords(words);
  return (
    <Badge variant="light" color={COLOURS[state]}>
      {code('delivery', state)}
    </Badge>
  );
}

function Details({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, of, code } = useWords(words);
  const { t: say } = useWords(common);
  const may = useMay('deliveries.cancel');
  const query = useApi('/outgoing/{id}', { params: { id } }, { live: ['deliveries'] });
  const cancel = useCommand('post', '/outgoing/{id}/cancel', ['deliveries']);
  const { data } = query;
  return (
    <Drawer opened onClose={onClose} position="right" title={t('details')} closeButtonProps={{ 'aria-label': say('close') }}>
      <ProblemAlert error={query.error ?? cancel.error} />
      {data === undefined ? (
        query.isPending ? (
          <LoadingState />
        ) : null
      ) : (
        <Stack gap="sm">
          <Group gap="xs">
            <StateBadge state={data.state} />
            <CopyId id={data.id} />
          </Group>
          <Text size="sm">
            {t('to')}: {data.to ?? '—'}
          </Text>
          <Text size="sm">
            {t('title')}: {data.title ?? '—'}
          </Text>
          {data.error === null ? null : <Text size="sm">{of(data.error.sentence)}</Text>}
          {data.providerId === null ? null : (
            <Text size="xs" c="dimmed">
              {t('providerId')}: {data.providerId}
            </Text>
          )}
          {data.deliveredAt === null ? null : (
            <Text size="sm">
              {t('delivered')}: <When at={data.deliveredAt} />
            </Text>
          )}
          {data.passed.length === 0 ? null : (
            <Text size="sm">
              {t('passed')}:{' '}
              {data.passed.map(({ channel, reason }) => `${code('channel', channel)} (${code('block', reason)})`).join(', ')}
            </Text>
          )}
          {data.replacedBy === null ? null : <Other id={data.replacedBy} label={t('goesOn')} />}
          {data.message === data.id ? null : <Other id={data.message} label={t('cameFrom')} />}
          <List size="sm">
            {data.attemptList.map((attempt) => (
              <List.Item key={attempt.no}>
                {t('attempt', { count: attempt.no })}, {code('channel', attempt.channel)}, <When at={attempt.at} />:{' '}
                {attempt.outcome ?? t('outcome_none')}
              </List.Item>
            ))}
          </List>
          {may && data.state === 'queued' ? (
            <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ params: { id }, body: {} })}>
              {t('takeBack')}
            </Button>
          ) : null}
        </Stack>
      )}
    </Drawer>
  );
}

/** Another row of the same message. */
function Other({ id, label }: { id: string; label: string }) {
  const url = useUrlState();
  return (
    <Button variant="subtle" size="compact-sm" onClick={() => url.set({ open: id }, { keepPage: true })}>
      {label}
    </Button>
  );
}
