import { Badge, Group, Paper, Stack, Text } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { type PackDetail, useRecipientName } from './part-state.tsx';
import { words } from './words.ts';

type Line = PackDetail['story'][number];

const TONES: { [type: string]: string } = {
  documents_sent: 'green',
  documents_not_sent: 'red',
  documents_deadline: 'orange',
  documents_ordered: 'blue',
  documents_bulk_ordered: 'blue',
};

/** What has happened to the documents of a claim and who did it, the newest first. */
export function Story({ pack }: { pack: PackDetail }) {
  const { t } = useWords(words);
  if (pack.story.length === 0) return <EmptyState icon="clock" title={t('noStory')} />;
  return (
    <Paper withBorder p="sm">
      <Stack gap="sm" component="ol" className="uzel-timeline" aria-label={t('story')}>
        {pack.story.map((line) => (
          <li key={line.id}>
            <Told line={line} pack={pack} />
          </li>
        ))}
      </Stack>
    </Paper>
  );
}

function Told({ line: { type, at, actor, data }, pack }: { line: Line; pack: PackDetail }) {
  const { t, of, code } = useWords(words);
  const nameOf = useRecipientName(pack.recipients);
  const said = (name: string) => (typeof data[name] === 'string' ? (data[name] as string) : null);
  const part = said('part') ?? said('clock')?.split('/')[0] ?? null;
  const title = pack.parts.find((one) => one.part === part)?.title;
  const side = said('side');
  const [recipient, from, to, mark, reason] = [said('recipient'), said('from'), said('to'), said('mark'), said('reason')];
  return (
    <>
      <Group gap={6}>
        <Badge color={TONES[type] ?? 'gray'}>{code('line', side === null ? type : `${type}_${side}`)}</Badge>
        {part === null ? null : <Text fw={500}>{title === undefined ? code('clock', part) : of(title)}</Text>}
        {recipient === null ? null : <Text c="dimmed">{nameOf(recipient)}</Text>}
        {to === null ? null : (
          <Text>
            {from === null ? '' : `${code('part', from)} → `}
            {code('part', to)}
          </Text>
        )}
        {mark === null ? null : <Text>{code('level', mark)}</Text>}
      </Group>
      {reason === null ? null : <Text>«{reason}»</Text>}
      {isSentence(data['why']) ? <Text>{of(data['why'])}</Text> : null}
      <Text size="xs" c="dimmed">
        <When at={at} /> · <Actor of={actor} />
      </Text>
      {Array.isArray(data['parts']) ? (
        <Text size="xs" c="dimmed">
          {t('partsCount', { count: data['parts'].length })}
        </Text>
      ) : null}
    </>
  );
}

const isSentence = (value: unknown): value is { ru: string; en: string } =>
  typeof value === 'object' && value !== null && 'ru' in value && 'en' in value;
