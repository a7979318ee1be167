import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Progress } from '../../ui/progress.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { words } from './words.ts';

/** Replays under way stand above everything else, with their progress and the way to stop them. */
export function RunningReplays() {
  const { t } = useWords(words);
  const may = useMay('events.replay');
  const query = useApi('/replays', {}, { live: ['events'], everySeconds: 3 });
  const [cancelling, setCancelling] = useState<ItemOf<'/replays'> | null>(null);
  const running = (query.data?.items ?? []).filter(({ state }) => state === 'running');
  return (
    <>
      {running.map((replay) => (
        <Paper key={replay.id} withBorder p="sm" component="section" aria-label={t('progress')}>
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <Stack gap={4} flex={1}>
              <Text fw={500}>
                {t('progress')}: {replay.reason}
              </Text>
              <Progress
                done={replay.done}
                failed={replay.dead}
                total={replay.done + replay.dead + replay.waiting}
                label={t('progress')}
              />
              <Group gap="sm">
                <Text size="xs" c="dimmed">
                  <Actor of={replay.startedBy} />
                </Text>
                <Text size="xs">
                  <ScreenLink to={`/events?replay=${replay.id}`}>{t('itsEvents')}</ScreenLink>
                </Text>
              </Group>
            </Stack>
            {may ? (
              <Button variant="default" onClick={() => setCancelling(replay)}>
                {t('cancelReplay')}
              </Button>
            ) : null}
          </Group>
        </Paper>
      ))}
      {cancelling === null ? null : <CancelReplay replay={cancelling} onClose={() => setCancelling(null)} />}
    </>
  );
}

function CancelReplay({ replay, onClose }: { replay: ItemOf<'/replays'>; onClose: () => void }) {
  const { t } = useWords(words);
  const cancel = useCommand('post', '/replays/{id}/cancel', ['events']);
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('cancelReplay')}
      plan={<Text>{t('cancelPlan', { count: replay.waiting })}</Text>}
      confirm={t('cancelReplay')}
      danger
      pending={cancel.isPending}
      error={cancel.error}
      onConfirm={({ reason }) => cancel.mutate({ params: { id: replay.id }, body: { reason } }, { onSuccess: onClose })}
    />
  );
}
