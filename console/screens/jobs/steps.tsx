import { Box, Group, Text } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import type { Job } from './job.tsx';
import { wasDropped } from './jobs.tsx';
import { words } from './words.ts';

const STEPS = ['planning', 'planned', 'canary', 'running', 'done'] as const;

/** The way of a first sync, and where this one stands on it. */
export function Steps({ job }: { job: Job }) {
  const { t, code } = useWords(words);
  const dropped = wasDropped(job);
  const here = STEPS.indexOf(job.state === 'halted' || dropped ? stoodAt(job) : job.state);
  return (
    <Box component="ol" className="uzel-steps" aria-label={t('steps')}>
      {STEPS.map((step, index) => {
        const state = index < here || (job.state === 'done' && !dropped) ? 'done' : index === here && !dropped ? 'next' : 'later';
        return (
          <li key={step} data-state={state} {...(state === 'next' ? { 'aria-current': 'step' as const } : {})}>
            <Group gap={6} wrap="nowrap" align="flex-start">
              <span className="uzel-step">{state === 'done' ? <Icon name="check" size={12} /> : index + 1}</span>
              <div>
                <Text fw={state === 'next' ? 600 : 400}>{code('step', step)}</Text>
                <Text size="xs" c="dimmed">
                  {code('stepHow', step)}
                </Text>
              </div>
            </Group>
          </li>
        );
      })}
    </Box>
  );
}

/** A halted job goes on where it stood; one that was given up came so far. */
function stoodAt({ plan, canaryDone, fed }: Job): (typeof STEPS)[number] {
  if (plan === null) return 'planning';
  if (fed === 0) return 'planned';
  return canaryDone ? 'running' : 'canary';
}
