import { Badge, Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

type Session = ItemOf<'/sessions'>;

/** Who is signed in and where; any of it can be ended. */
export function Sessions() {
  const { t } = useWords(words);
  const may = useMay('access.manage');
  const query = useApi('/sessions', {}, { live: ['access'], everySeconds: 60 });
  const end = useCommand('delete', '/sessions/{id}', ['access']);
  const [ending, setEnding] = useState<Session | null>(null);
  return (
    <>
      <ServerTable<Session>
        query={query}
        rowId={(row) => row.id}
        label={t('sessions')}
        empty={{ title: t('sessionsNone') }}
        columns={[
          {
            accessor: 'name',
            title: t('sessionPerson'),
            width: 230,
            render: (row) => (
              <>
                {row.name} {row.current ? <Badge color="blue">{t('sessionThis')}</Badge> : null}
              </>
            ),
          },
          {
            accessor: 'address',
            title: t('sessionWhere'),
            render: (row) => (
              <>
                <Text size="sm">{row.address ?? '—'}</Text>
                <Text size="xs" c="dimmed" lineClamp={1} title={row.browser ?? ''}>
                  {row.browser ?? ''}
                </Text>
              </>
            ),
          },
          { accessor: 'createdAt', title: t('sessionBegan'), width: 150, render: (row) => <When at={row.createdAt} relative /> },
          { accessor: 'usedAt', title: t('sessionUsed'), width: 150, render: (row) => <When at={row.usedAt} relative /> },
          { accessor: 'expiresAt', title: t('sessionUntil'), width: 160, render: (row) => <When at={row.expiresAt} /> },
          ...(may
            ? [
                {
                  accessor: 'actions',
                  title: t('actions'),
                  width: 120,
                  render: (row: Session) =>
                    row.current ? null : (
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={t('sessionEndOf', { name: row.name })}
                        onClick={() => setEnding(row)}
                      >
                        {t('sessionEnd')}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
      {ending === null ? null : (
        <ReasonDialog
          opened
          onClose={() => setEnding(null)}
          title={t('sessionEndOf', { name: ending.name })}
          plan={<Text>{t('sessionEndPlan')}</Text>}
          confirm={t('sessionEnd')}
          danger
          reasonNeeded={false}
          pending={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate({ params: { id: ending.id } }, { onSuccess: () => setEnding(null) })}
        />
      )}
    </>
  );
}
