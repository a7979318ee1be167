import { Button, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../api/session.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { useFieldNames } from '../../ui/field-names.ts';
import { FieldValue } from '../../ui/field-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Busy } from '../../ui/progress.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { SystemMoment } from '../../ui/system-moment.tsx';
import { RevealTask } from './reveal-task.tsx';
import type { Task } from './task.tsx';
import { words } from './words.ts';

interface Seen {
  at: string | null;
  by: string | null;
}

const CHOICES = ['left', 'right', 'leave'] as const;

/** One field that both sides changed: what they agreed on last, what each holds now, who changed it when; one click decides. */
export function Conflict({ task }: { task: Task }) {
  const { t, code } = useWords(words);
  const { field: nameOf } = useFieldNames();
  const may = useMay('tasks.decide');
  const decide = useCommand('post', '/tasks/{id}/decide', ['tasks', 'links', 'journal']);
  const sides = useSides(task.link);
  const [clear, setClear] = useState<unknown>(null);
  const field = typeof task.data['field'] === 'string' ? task.data['field'] : '';
  const values = partsOf(clear ?? task.values);
  const open = task.state === 'open' && may;
  if (sides === null) return <LoadingState />;
  const button = (choice: (typeof CHOICES)[number], label: string) =>
    open && task.choices.includes(choice) ? (
      <Button
        fullWidth={choice !== 'leave'}
        variant={choice === 'leave' ? 'default' : 'filled'}
        loading={decide.isPending && decide.variables?.body.choice === choice}
        disabled={decide.isPending}
        onClick={() => decide.mutate({ params: { id: task.id }, body: { choice } })}
        aria-label={`${label}: ${nameOf(field)}`}
      >
        {label}
      </Button>
    ) : null;
  return (
    <Panel title={nameOf(field)}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <Side title={t('base')} note={t('baseHow')} chosen={false}>
            <FieldValue field={field} value={values['base']} />
          </Side>
          <Side
            title={sides.left}
            seen={seenIn(task.data['left'])}
            chosen={task.choice === 'left'}
            act={button('left', t('take', { side: sides.left }))}
          >
            <FieldValue field={field} value={values['left']} />
          </Side>
          <Side
            title={sides.right}
            seen={seenIn(task.data['right'])}
            chosen={task.choice === 'right'}
            act={button('right', t('take', { side: sides.right }))}
          >
            <FieldValue field={field} value={values['right']} />
          </Side>
        </SimpleGrid>
        <Group gap="sm">
          {button('leave', t('leave'))}
          {clear === null ? <RevealTask id={task.id} values={task.values} onRevealed={setClear} /> : null}
          <Busy active={decide.isPending} />
        </Group>
        <ProblemAlert error={decide.error} />
        {task.state === 'open' ? (
          <Text size="xs" c="dimmed">
            {code('choiceHow', 'conflict')}
          </Text>
        ) : null}
      </Stack>
    </Panel>
  );
}

function Side({
  title,
  note,
  seen,
  chosen,
  act,
  children,
}: {
  title: string;
  note?: string;
  seen?: Seen;
  chosen: boolean;
  act?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useWords(words);
  return (
    <Paper withBorder p="xs" className="uzel-side" data-chosen={chosen} component="section" aria-label={title}>
      <Stack gap={6} h="100%" justify="space-between">
        <div>
          <Text fw={600}>{title}</Text>
          <Text fz={16} className="uzel-value" component="div" my={4}>
            {children}
          </Text>
          {note === undefined ? null : (
            <Text size="xs" c="dimmed">
              {note}
            </Text>
          )}
          {seen === undefined ? null : (
            <Text size="xs" c="dimmed">
              {seen.at === null ? t('whenUnknown') : <SystemMoment at={seen.at} />}
              {', '}
              {seen.by === null ? t('byUnknown') : t('byUser', { user: seen.by })}
            </Text>
          )}
        </div>
        {act}
      </Stack>
    </Paper>
  );
}

/** What the two systems of the record are called; null until that is known, since the buttons say it. */
function useSides(link: string | null): { left: string; right: string } | null {
  const { t } = useWords(words);
  const enabled = useMay('links.read') && link !== null;
  const query = useApi('/links/{id}', { params: { id: link ?? '' } }, { enabled });
  if (enabled && query.data === undefined && query.error === null) return null;
  const sides = query.data?.sides;
  return { left: sides?.left.title ?? t('left'), right: sides?.right.title ?? t('right') };
}

function seenIn(value: unknown): Seen {
  if (typeof value !== 'object' || value === null) return { at: null, by: null };
  const { at, by } = value as { at?: unknown; by?: unknown };
  return { at: typeof at === 'string' ? at : null, by: typeof by === 'string' ? by : null };
}

const partsOf = (values: unknown): { [part: string]: unknown } =>
  typeof values === 'object' && values !== null && !Array.isArray(values) ? (values as { [part: string]: unknown }) : {};
