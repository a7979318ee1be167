import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { Link as RouterLink } from 'react-router';
import { useMay } from '../../api/session.ts';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { useFieldNames } from '../../ui/field-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useOpenable } from '../../ui/screen-link.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import type { Link } from './deal.tsx';
import { words } from './words.ts';

type Hold = Link['holds'][number];

const RED = new Set<Hold['kind']>(['connection_paused', 'event_parked']);

/** Why the record is not in agreement, as exactly as the hub knows, and the button that helps. Nothing where all is well. */
export function Holds({
  link,
  mayOperate,
  onResume,
}: {
  link: Link;
  mayOperate: boolean;
  onResume: (field: string | null) => void;
}) {
  const { t, of, code } = useWords(words);
  const { inWords } = useFieldNames();
  const openable = useOpenable();
  const asked = link.tasks.filter(({ state }) => state === 'open');
  if (link.holds.length === 0 && asked.length === 0) return null;
  return (
    <Panel title={t('holds')}>
      <Stack gap="xs" component="ul" className="uzel-list">
        {link.holds.map((hold) => (
          <li key={[hold.kind, hold.connection, hold.field, hold.event].join(' ')}>
            <HoldLine hold={hold} mayOperate={mayOperate} onResume={onResume} />
          </li>
        ))}
        {asked.map((task) => {
          const to = openable(`/tasks/${task.id}`);
          return (
            <li key={task.id}>
              <Alert color="orange" icon={<Icon name="task" />} p="xs" role="note">
                <Group justify="space-between" wrap="nowrap">
                  <div>
                    <Text fw={600}>{code('task', task.kind) === task.kind ? t('taskWaits') : code('task', task.kind)}</Text>
                    <Text>{inWords(of(task.title))}</Text>
                  </div>
                  {to === null ? null : (
                    <Button component={RouterLink} to={to} variant="default" aria-label={`${t('decide')}: ${of(task.title)}`}>
                      {t('decide')}
                    </Button>
                  )}
                </Group>
              </Alert>
            </li>
          );
        })}
      </Stack>
    </Panel>
  );
}

function HoldLine({ hold, mayOperate, onResume }: { hold: Hold; mayOperate: boolean; onResume: (field: string | null) => void }) {
  const { t, of, code } = useWords(words);
  const { field } = useFieldNames();
  const openable = useOpenable();
  const to =
    hold.kind === 'connection_paused' || hold.kind === 'off' || hold.kind === 'observe'
      ? openable(`/connections/${hold.connection}`)
      : null;
  const paused = hold.kind === 'record_paused' || hold.kind === 'field_paused';
  const why = hold.sentence === null ? (hold.code === null ? null : code('holdCode', hold.code)) : of(hold.sentence);
  return (
    <Alert
      color={RED.has(hold.kind) ? 'red' : 'orange'}
      icon={<Icon name={RED.has(hold.kind) ? 'stop' : 'warning'} />}
      p="xs"
      role="note"
    >
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <div>
          <Text fw={600}>
            {code('hold', hold.kind)}
            {hold.connection === null || hold.kind === 'event_parked' ? '' : `: ${hold.connection}`}
            {hold.field === null ? '' : `: ${field(hold.field)}`}
          </Text>
          {why === null ? null : <Text>{why}</Text>}
          <Text size="xs" c="dimmed">
            {hold.by === null ? null : <Actor of={hold.by} />} {hold.at === null ? null : <When at={hold.at} relative />}
            {hold.kind === 'event_parked' && hold.code !== null ? ` · ${t('code')} ${hold.code}` : ''}
          </Text>
        </div>
        {hold.event === null ? null : <Replay event={hold.event} />}
        {to === null ? null : (
          <Button component={RouterLink} to={to} variant="default" aria-label={`${t('toConnection')}: ${hold.connection}`}>
            {t('toConnection')}
          </Button>
        )}
        {paused && mayOperate ? (
          <Button variant="default" onClick={() => onResume(hold.field)} aria-label={`${t('resume')}: ${hold.field ?? ''}`}>
            {t('resume')}
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}

/** Puts the parked event back to work: both sides are read anew, nothing that was written is written twice. */
function Replay({ event }: { event: number }) {
  const { t } = useWords(words);
  const may = useMay('events.replay');
  const replay = useCommand('post', '/events/{id}/replay', ['events', 'links', 'journal']);
  const openable = useOpenable();
  const to = openable(`/events/${event}`);
  return (
    <Stack gap={4} align="flex-end">
      <Group gap={6} wrap="nowrap">
        {to === null ? null : (
          <Button component={RouterLink} to={to} variant="subtle" color="gray" aria-label={`${t('toEvent')} ${event}`}>
            {t('toEvent')}
          </Button>
        )}
        {may ? (
          <Button
            leftSection={<Icon name="refresh" size={14} />}
            loading={replay.isPending}
            onClick={() => replay.mutate({ params: { id: event }, body: {} })}
            aria-label={`${t('replay')}: ${event}`}
          >
            {t('replay')}
          </Button>
        ) : null}
      </Group>
      <ProblemAlert error={replay.error} />
    </Stack>
  );
}
