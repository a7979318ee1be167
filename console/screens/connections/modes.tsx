import { Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import type { AnswerOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { type Mode, ModeDialog, type Process } from './mode-dialog.tsx';
import { words } from './words.ts';

const MODES: readonly Mode[] = ['off', 'observe', 'live'];

/** What the hub writes to the two systems of a pair. */
const writersOf = (pair: { leftConnection: string; rightConnection: string }): { process: Process; id: string }[] => [
  { process: 'deals', id: pair.leftConnection },
  { process: 'deals', id: pair.rightConnection },
  { process: 'payments', id: pair.leftConnection },
];

/** The pairs of a connection, and what the hub may write to either side. */
export function Modes({ connection }: { connection: AnswerOf<'get', '/connections/{id}'> }) {
  const { t, code } = useWords(words);
  const may = useMay('connections.operate');
  const pairs = useApi('/pairs', {}, { live: ['connections'] });
  const modes = useApi('/modes', {}, { live: ['connections'] });
  const all = useApi('/connections', {}, { live: ['connections'] });
  const [asking, setAsking] = useState<{ process: Process; id: string; title: string; mode: Mode } | null>(null);
  const error = pairs.error ?? modes.error;
  if (pairs.data === undefined || modes.data === undefined) {
    return error === null ? <LoadingState /> : <ProblemAlert error={error} />;
  }
  const own = pairs.data.items.filter((pair) => [pair.leftConnection, pair.rightConnection].includes(connection.id));
  if (own.length === 0) {
    return (
      <Paper withBorder>
        <EmptyState icon="link" title={t('pairsNone')} text={t('pairsNoneText')} />
      </Paper>
    );
  }
  const titleOf = (id: string) => all.data?.items.find((one) => one.id === id)?.title ?? id;
  const modeOf = (process: Process, id: string) =>
    modes.data.items.find((one) => one.process === process && one.connection === id);
  return (
    <Stack gap="sm">
      {own.map((pair) => (
        <Panel key={pair.id} title={t('pairOf', { left: titleOf(pair.leftConnection), right: titleOf(pair.rightConnection) })}>
          <Stack gap="md">
            {writersOf(pair).map(({ process, id }) => {
              const now = modeOf(process, id);
              const mode = now?.mode ?? 'off';
              const title = titleOf(id);
              const label = t(process === 'payments' ? 'modePosts' : 'modeWrites', { title });
              return (
                <Group key={`${process} ${id}`} gap="md" align="flex-start">
                  <div>
                    <Text fw={500} mb={4}>
                      {label}
                    </Text>
                    <SegmentedControl
                      aria-label={label}
                      value={mode}
                      disabled={!may}
                      data={MODES.map((value) => ({ value, label: code('mode', value) }))}
                      onChange={(value) => {
                        const next = MODES.find((one) => one === value);
                        if (next !== undefined && next !== mode) setAsking({ process, id, title, mode: next });
                      }}
                    />
                  </div>
                  <div>
                    <Text size="sm">{code('modeHint', mode)}</Text>
                    {now === undefined ? null : (
                      <Text size="xs" c="dimmed">
                        <Actor of={now.updatedBy} />, <When at={now.updatedAt} relative />
                      </Text>
                    )}
                  </div>
                </Group>
              );
            })}
            {Object.keys(pair.constants).length === 0 ? null : (
              <Text size="xs" c="dimmed">
                {t('constants')}:{' '}
                {Object.entries(pair.constants)
                  .map(([name, value]) => `${code('constant', name)}: ${String(value)}`)
                  .join(' · ')}
              </Text>
            )}
          </Stack>
        </Panel>
      ))}
      {asking === null ? null : <ModeDialog {...asking} onClose={() => setAsking(null)} />}
    </Stack>
  );
}
