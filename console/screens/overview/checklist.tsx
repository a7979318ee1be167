import { Box, Group, Text } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import type { Answer } from './answer.ts';
import { words } from './words.ts';

type SetUp = NonNullable<Answer['setUp']>;

const STEPS = [
  { of: 'connected', name: 'stepConnect', how: 'stepConnectHow', to: '/connections' },
  { of: 'tested', name: 'stepTest', how: 'stepTestHow', to: '/connections' },
  { of: 'prepared', name: 'stepPrepare', how: 'stepPrepareHow', to: '/connections' },
  { of: 'paired', name: 'stepMap', how: 'stepMapHow', to: '/mappings' },
  { of: 'observed', name: 'stepDryRun', how: 'stepDryRunHow', to: '/connections' },
  { of: 'live', name: 'stepLive', how: 'stepLiveHow', to: '/connections' },
] as const satisfies readonly { of: keyof SetUp; name: string; how: string; to: string }[];

/** The way from an empty hub to live work. Steps tick themselves: by what the hub holds, not by what somebody clicked. */
export function Checklist({ done }: { done: SetUp }) {
  const { t } = useWords(words);
  const next = STEPS.find((step) => !done[step.of])?.of;
  return (
    <Panel title={t('setUp')}>
      <Text c="dimmed" mb="xs">
        {t('setUpLead')}
      </Text>
      <Box component="ol" className="uzel-steps">
        {STEPS.map((step, index) => {
          const state = done[step.of] ? 'done' : step.of === next ? 'next' : 'later';
          return (
            <li key={step.of} data-state={state} {...(state === 'next' ? { 'aria-current': 'step' as const } : {})}>
              <Group gap={6} wrap="nowrap" align="flex-start">
                <span className="uzel-step">{state === 'done' ? <Icon name="check" size={12} /> : index + 1}</span>
                <div>
                  <Text fw={state === 'next' ? 600 : 400}>
                    <ScreenLink to={step.to}>{t(step.name)}</ScreenLink>
                  </Text>
                  <Text size="xs" c="dimmed">
                    {state === 'next' ? t(step.how) : t(state)}
                  </Text>
                </div>
              </Group>
            </li>
          );
        })}
      </Box>
    </Panel>
  );
}
