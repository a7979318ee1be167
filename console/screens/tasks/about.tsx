import { Box, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../i18n/dictionary.ts';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { When } from '../../ui/when.tsx';
import type { Task } from './task.tsx';
import { kindOf } from './tasks.tsx';
import { words } from './words.ts';

const FIGURES = ['writes', 'deleted', 'linked', 'different', 'compared', 'behind', 'count'] as const;

/** What the task hangs on, and where its cause can be mended. */
export function About({ task }: { task: Task }) {
  const { t, code } = useWords(words);
  const { data } = task;
  const places = placesOf(task);
  const lines: [string, ReactNode][] = [
    [t('openedAt'), <When key="opened" at={task.openedAt} />],
    ...(task.link === null
      ? []
      : [
          [
            t('about'),
            <ScreenLink key="link" to={`/deals/${task.link}`}>
              {task.claim ?? code('record', kindOf(task))}
            </ScreenLink>,
          ] as [string, ReactNode],
        ]),
    ...(task.connection === null
      ? []
      : [
          [
            t('connection'),
            <ScreenLink key="connection" to={`/connections/${task.connection}`}>
              {task.connection}
            </ScreenLink>,
          ] as [string, ReactNode],
        ]),
    ...(typeof data['code'] === 'string' ? [[t('code'), data['code']] as [string, ReactNode]] : []),
    ...FIGURES.flatMap((name): [string, ReactNode][] =>
      typeof data[name] === 'number' ? [[code('figure', name), String(data[name])]] : [],
    ),
    [t('number'), String(task.id)],
  ];
  return (
    <Stack gap="sm">
      <Panel title={t('aboutTask')}>
        <Box component="dl" m={0}>
          {lines.map(([label, value]) => (
            <Group key={label} justify="space-between" gap="xs" wrap="nowrap" mb={2}>
              <Text component="dt" c="dimmed">
                {label}
              </Text>
              <Text component="dd" m={0} ta="right" className="uzel-value">
                {value}
              </Text>
            </Group>
          ))}
        </Box>
        {places.map(({ to, word }) => (
          <Text key={to}>
            <ScreenLink to={to}>{t(word)}</ScreenLink>
          </Text>
        ))}
      </Panel>
      {code('hint', task.kind) === task.kind ? null : (
        <Panel title={t('whatToDo')}>
          <Text>{code('hint', task.kind)}</Text>
        </Panel>
      )}
    </Stack>
  );
}

type Place = { to: string; word: 'toRun' | 'toJob' | 'toMapping' | 'toEffect' | 'toEvent' | 'toRoute' };

/** Screens on which the cause can be looked at or mended. */
function placesOf({ data }: Task): Place[] {
  const places: Place[] = [];
  if (typeof data['run'] === 'number') places.push({ to: `/drift/${data['run']}`, word: 'toRun' });
  if (typeof data['job'] === 'string') places.push({ to: `/jobs/${data['job']}`, word: 'toJob' });
  if (typeof data['mapping'] === 'string') places.push({ to: `/mappings/${data['mapping']}`, word: 'toMapping' });
  if (typeof data['effect'] === 'number') places.push({ to: `/effects/${data['effect']}`, word: 'toEffect' });
  if (typeof data['event'] === 'number') places.push({ to: `/events/${data['event']}`, word: 'toEvent' });
  if (typeof data['route'] === 'string') places.push({ to: `/routes/${data['route']}`, word: 'toRoute' });
  return places;
}
