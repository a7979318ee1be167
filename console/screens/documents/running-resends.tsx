import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Progress } from '../../ui/progress.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { words } from './words.ts';

type Resend = ItemOf<'/document-resends'>;

/** Bulk resends under way, with their progress and the way to stop them. */
export function RunningResends() {
  const { t } = useWords(words);
  const may = useMay('documents.bulk');
  const query = useApi('/document-resends', {}, { live: ['documents', 'deliveries'], everySeconds: 3 });
  const [stopping, setStopping] = useState<Resend | null>(null);
  const running = (query.data?.items ?? []).filter(({ state }) => state === 'running');
  return (
    <>
      {running.map((resend) => (
        <Paper key={resend.id} withBorder p="sm" component="section" aria-label={t('progress')}>
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <Stack gap={4} flex={1}>
              <Text fw={500}>
                {t('progress')}: {resend.reason}
              </Text>
              <Progress done={resend.sent} failed={resend.failed + resend.unknown} total={resend.total} label={t('progress')} />
              <Text size="xs" c="dimmed">
                <Actor of={resend.startedBy} />
              </Text>
            </Stack>
            {may ? (
              <Button variant="default" onClick={() => setStopping(resend)}>
                {t('stop')}
              </Button>
            ) : null}
          </Group>
        </Paper>
      ))}
      {stopping === null ? null : <Stop resend={stopping} onClose={() => setStopping(null)} />}
    </>
  );
}

function Stop({ resend, onClose }: { resend: Resend; onClose: () => void }) {
  const { t } = useWords(words);
  const cancel = useCommand('post', '/document-resends/{id}/cancel', ['documents']);
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('stop')}
      plan={<Text>{t('stopPlan', { count: resend.waiting })}</Text>}
      confirm={t('stop')}
      danger
      pending={cancel.isPending}
      error={cancel.error}
      onConfirm={({ reason }) => cancel.mutate({ params: { id: resend.id }, body: { reason } }, { onSuccess: onClose })}
    />
  );
}
