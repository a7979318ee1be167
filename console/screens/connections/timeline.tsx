import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import type { Sentence } from '../../i18n/dictionary.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { language } from '../../i18n/language.ts';
import { Actor } from '../../ui/actor.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { EmptyState, LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { words } from './words.ts';

type Line = ItemOf<'/connections/{id}/timeline'>;

const PAGE = 50;
const ICONS: { [type: string]: IconName } = {
  connection_created: 'plug',
  connection_changed: 'settings',
  connection_tested: 'pulse',
  connection_paused: 'pause',
  connection_resumed: 'play',
  secret_replaced: 'key',
  mode_changed: 'flag',
  pair_created: 'link',
  pair_changed: 'link',
  event_replayed: 'refresh',
  alert_opened: 'bell',
  alert_resolved: 'check',
  schema_changed: 'map',
  compared: 'jobs',
  writes_made: 'document',
};

/** Everything that happened to a connection in one list, with who did it, by day. */
export function Timeline({ id }: { id: string }) {
  const { t } = useWords(words);
  const [pages, setPages] = useState(1);
  const query = useApi(
    '/connections/{id}/timeline',
    { params: { id }, query: { limit: PAGE * pages } },
    { live: ['connections', 'journal', 'alerts', 'drift'], keep: true },
  );
  const { data } = query;
  if (data === undefined) {
    return query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (data.items.length === 0) return <EmptyState icon="clock" title={t('timelineNone')} />;
  const days = new Map<string, Line[]>();
  for (const line of data.items) days.set(dayOf(line.at), [...(days.get(dayOf(line.at)) ?? []), line]);
  return (
    <Paper withBorder p="sm">
      <Stack gap="md">
        {[...days].map(([day, lines]) => (
          <section key={day} aria-label={day}>
            <Text fw={600} size="xs" c="dimmed" mb={6}>
              {day}
            </Text>
            <Stack gap={0} component="ol" className="uzel-timeline">
              {lines.map((line) => (
                <Entry key={line.id} line={line} />
              ))}
            </Stack>
          </section>
        ))}
        {data.nextCursor === null ? null : (
          <Button variant="default" loading={query.isFetching} onClick={() => setPages(pages + 1)}>
            {t('older')}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}

const dayOf = (at: string) => new Intl.DateTimeFormat(language(), { dateStyle: 'full' }).format(new Date(at));
const timeOf = (at: string) => new Intl.DateTimeFormat(language(), { timeStyle: 'short' }).format(new Date(at));

function Entry({ line }: { line: Line }) {
  const { code } = useWords(words);
  const details = useDetails(line);
  const loud = line.type === 'alert_opened' || line.type === 'connection_paused';
  const reason = line.data['reason'];
  return (
    <li>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Text size="xs" c="dimmed" w={44} ta="right" title={line.at} component="time" dateTime={line.at}>
          {timeOf(line.at)}
        </Text>
        <span className="uzel-mark" data-loud={loud}>
          <Icon name={ICONS[line.type] ?? (line.type.startsWith('preparation') ? 'settings' : 'right')} size={13} />
        </span>
        <div>
          <Text size="sm">
            <Text span fw={500}>
              {code('line', line.type)}
            </Text>
            {details === '' ? null : `: ${details}`}
          </Text>
          {typeof reason === 'string' ? <Text size="sm">«{reason}»</Text> : null}
          <Text size="xs" c="dimmed">
            <Actor of={line.actor} />
          </Text>
        </div>
      </Group>
    </li>
  );
}

/** What a line is about, in words: names and counts, as far as its data tells. */
function useDetails({ type, data }: Line): string {
  const { t, of, code } = useWords(words);
  const list = (name: string) => (Array.isArray(data[name]) ? (data[name] as unknown[]).map(String) : []);
  const text = (name: string) => (data[name] === undefined || data[name] === null ? '' : String(data[name]));
  switch (type) {
    case 'connection_created':
    case 'connection_changed':
      return list('options').length === 0 ? text('title') : t('lineOptions', { list: list('options').join(', ') });
    case 'connection_tested':
      return list('missing').length === 0 ? t('lineAllThere') : t('lineMissing', { list: list('missing').join(', ') });
    case 'connection_paused':
      return text('code');
    case 'connection_resumed':
      return t('lineWaiting', { count: Number(data['waiting'] ?? 0) });
    case 'secret_replaced':
      return text('secret');
    case 'mode_changed':
      return t('lineMode', {
        process: code('process', text('process')),
        before: code('mode', text('before')).toLowerCase(),
        mode: code('mode', text('mode')).toLowerCase(),
      });
    case 'preparation_made':
    case 'preparation_undone':
      return t('lineThings', { count: list('things').length });
    case 'event_replayed':
      return t('lineEvent', { event: text('event') });
    case 'alert_opened':
    case 'alert_resolved':
      return data['title'] === undefined ? '' : of(data['title'] as Sentence);
    case 'writes_made':
      return t('lineWrites', { made: text('made'), created: text('created'), failed: text('failed') });
    case 'compared':
      return t('lineCompared', { compared: text('compared'), different: text('different'), missing: text('missing') });
    default:
      return text('pair') || text('route');
  }
}
