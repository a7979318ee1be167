import { Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { words } from './words.ts';

/** Orders a first sync. Nothing is written yet: it is planned, and waits for its plan to be confirmed. */
export function NewSync({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useWords(words);
  const navigate = useNavigate();
  const pairs = useApi('/pairs', {}, { enabled: opened });
  const [chosen, setChosen] = useState<string | null>(null);
  const order = useCommand('post', '/jobs', ['jobs']);
  const items = pairs.data?.items ?? [];
  const pair = chosen ?? items[0]?.id ?? null;
  const close = () => {
    order.reset();
    onClose();
  };
  return (
    <ReasonDialog
      opened={opened}
      onClose={close}
      title={t('newSync')}
      plan={
        <Stack gap="xs">
          <Text>{t('newSyncPlan')}</Text>
          <Select
            label={t('pair')}
            data={items.map(({ id }) => id)}
            value={pair}
            onChange={setChosen}
            {...(pairs.data !== undefined && items.length === 0 ? { error: t('noPairs') } : {})}
          />
        </Stack>
      }
      confirm={t('makePlan')}
      pending={order.isPending}
      error={order.error ?? pairs.error}
      onConfirm={({ reason }) => {
        if (pair === null) return;
        order.mutate(
          { body: { kind: 'first_sync', pair, reason } },
          {
            onSuccess: ({ id }) => {
              close();
              void navigate(`/jobs/${id}`);
            },
          },
        );
      }}
    />
  );
}
