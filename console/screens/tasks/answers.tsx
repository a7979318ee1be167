import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Panel } from '../../ui/panel.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import type { Task } from './task.tsx';
import { words } from './words.ts';

/** Answers that touch many records at once, or that cannot be taken back: asked for a reason. */
const WEIGHTY = new Set([
  'mass_delete accept',
  'mass_delete dismiss',
  'relay_parked skip',
  'unknown_outcome landed',
  'unknown_outcome absent',
]);

/** Every answer with what it does; most are one click. */
export function Answers({ task }: { task: Task }) {
  const { t, code } = useWords(words);
  const may = useMay('tasks.decide');
  const decide = useCommand('post', '/tasks/{id}/decide', ['tasks', 'links', 'journal', 'events', 'effects']);
  const [asking, setAsking] = useState<string | null>(null);
  if (task.state !== 'open') return null;
  if (task.choices.length === 0 || !may) return <Text c="dimmed">{may ? t('noChoice') : t('mayNot')}</Text>;
  const send = (choice: string, reason?: string) =>
    decide.mutate(
      { params: { id: task.id }, body: { choice, ...(reason === undefined ? {} : { reason }) } },
      { onSuccess: () => setAsking(null) },
    );
  return (
    <Panel title={t('answers')}>
      <Stack gap="xs" component="ul" className="uzel-list">
        {task.choices.map((choice) => {
          const { label, how } = textOf(task, choice, { t, code });
          return (
            <li key={choice}>
              <Group gap="sm" wrap="nowrap" align="flex-start">
                <Button
                  variant={choice === 'close' ? 'default' : 'filled'}
                  miw={190}
                  loading={decide.isPending && decide.variables?.body.choice === choice}
                  disabled={decide.isPending}
                  onClick={() => (WEIGHTY.has(`${task.kind} ${choice}`) ? setAsking(choice) : send(choice))}
                >
                  {label}
                </Button>
                <Text pt={4}>{how}</Text>
              </Group>
            </li>
          );
        })}
      </Stack>
      {asking === null ? <ProblemAlert error={decide.error} /> : null}
      <ReasonDialog
        opened={asking !== null}
        onClose={() => {
          decide.reset();
          setAsking(null);
        }}
        title={asking === null ? '' : textOf(task, asking, { t, code }).label}
        plan={<Text>{asking === null ? '' : textOf(task, asking, { t, code }).how}</Text>}
        confirm={t('confirm')}
        pending={decide.isPending}
        error={decide.error}
        onConfirm={({ reason }) => {
          if (asking !== null) send(asking, reason);
        }}
      />
    </Panel>
  );
}

type Said = Pick<ReturnType<typeof useWords<Parameters<typeof words.say>[0]>>, 't' | 'code'>;

/** The button's words and what it does; a candidate stands for itself. */
function textOf({ kind }: Task, choice: string, { t, code }: Said): { label: string; how: string } {
  const how = code('choiceHow', `${kind}_${choice}`);
  if (how !== `${kind}_${choice}`) return { label: code('choice', choice), how };
  if (kind === 'buyer_ambiguous') return { label: t('candidate', { id: choice }), how: t('candidateHow') };
  return { label: code('choice', choice), how: choice === 'close' ? t('closeHow') : '' };
}
