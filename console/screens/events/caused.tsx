import { Code, Group, Stack, Text } from '@mantine/core';
import type { AnswerOf } from '../../api/types.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { When } from '../../ui/when.tsx';
import { EffectBadge } from './state-badge.tsx';
import { words } from './words.ts';

type Story = AnswerOf<'get', '/events/{id}/story'>;

/** The writes that an event caused, each with its attempts, and what else happened to its record meanwhile. */
export function Caused({ story, waiting }: { story: Story; waiting: boolean }) {
  const { t, of, code } = useWords(words);
  return (
    <Panel title={t('caused')}>
      {story.effects.length === 0 ? <Text c="dimmed">{waiting ? t('causedPending') : t('causedNone')}</Text> : null}
      <Stack gap="sm" component="ul" className="uzel-list">
        {story.effects.map((effect) => (
          <li key={effect.id}>
            <Group gap="xs">
              <EffectBadge state={effect.state} />
              <Text fw={500}>
                <ScreenLink to={`/effects/${effect.id}`}>
                  {effect.operation} {code('entity', effect.entity)} {effect.externalId ?? ''}
                </ScreenLink>
              </Text>
              <Text size="xs" c="dimmed">
                {effect.connection} · {t('fieldsCount', { count: effect.fieldNames.length })}
              </Text>
            </Group>
            {effect.error === null ? null : (
              <Text size="sm">
                {of(effect.error.sentence)} <Code>{effect.error.code}</Code>
              </Text>
            )}
            {effect.attempts.map((attempt) => (
              <Text key={attempt.no} size="xs" c="dimmed">
                {t('attempt', { no: attempt.no })}, <When at={attempt.at} />:{' '}
                {attempt.outcome === undefined ? t('outcome_none') : code('outcome', attempt.outcome)}
              </Text>
            ))}
          </li>
        ))}
      </Stack>
      {story.lines.length === 0 ? null : (
        <>
          <Text fw={600} mt="sm" mb={4}>
            {t('alsoHappened')}
          </Text>
          <Lines lines={story.lines} />
        </>
      )}
    </Panel>
  );
}

export function Lines({ lines }: { lines: Story['lines'] }) {
  const { t, code } = useWords(words);
  return (
    <Stack gap={4} component="ul" className="uzel-list">
      {lines.map((line) => (
        <li key={`${line.at} ${line.type}`}>
          <Text size="sm">
            {code('line', line.type)}
            {Array.isArray(line.data['fields']) ? `: ${t('fieldsCount', { count: line.data['fields'].length })}` : ''}
            {typeof line.data['reason'] === 'string' ? `: «${line.data['reason']}»` : ''}
          </Text>
          <Text size="xs" c="dimmed">
            <Actor of={line.actor} />, <When at={line.at} />
          </Text>
        </li>
      ))}
    </Stack>
  );
}
