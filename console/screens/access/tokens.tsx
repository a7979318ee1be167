import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { useNow, When } from '../../ui/when.tsx';
import { TokenDialog } from './token-dialog.tsx';
import { words } from './words.ts';

type Token = ItemOf<'/tokens'>;

/** Keys of programs: what they may do, whose they are, when they were last used. */
export function Tokens() {
  const { t } = useWords(words);
  const may = useMay('tokens.manage');
  const query = useApi('/tokens', {}, { live: ['access'] });
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const make = may ? (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setMaking(true)}>
      {t('tokenNew')}
    </Button>
  ) : null;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text c="dimmed">{t('tokensLead')}</Text>
        {make}
      </Group>
      <ServerTable<Token>
        query={query}
        rowId={(row) => row.id}
        label={t('tokens')}
        empty={{ title: t('tokensNone') }}
        columns={[
          { accessor: 'name', title: t('tokenName'), render: (row) => <Text fw={500}>{row.name}</Text> },
          {
            accessor: 'permissions',
            title: t('tokenPermissions'),
            width: 160,
            render: (row) => <span title={row.permissions.join('\n')}>{t('rights', { count: row.permissions.length })}</span>,
          },
          { accessor: 'state', title: t('state'), width: 110, render: (row) => <State token={row} /> },
          {
            accessor: 'createdAt',
            title: t('tokenCreated'),
            width: 190,
            render: (row) => (
              <Stack gap={0}>
                <Text size="sm">
                  <Actor of={row.createdBy} />
                </Text>
                <Text size="xs" c="dimmed">
                  <When at={row.createdAt} relative />
                </Text>
              </Stack>
            ),
          },
          {
            accessor: 'lastUsedAt',
            title: t('tokenUsed'),
            width: 150,
            render: (row) => (row.lastUsedAt === null ? t('tokenNever') : <When at={row.lastUsedAt} relative />),
          },
          {
            accessor: 'expiresAt',
            title: t('tokenExpires'),
            width: 170,
            render: (row) => (row.expiresAt === null ? t('tokenForever') : <When at={row.expiresAt} />),
          },
          ...(may
            ? [
                {
                  accessor: 'actions',
                  title: t('actions'),
                  width: 110,
                  render: (row: Token) =>
                    row.revokedAt === null ? (
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={t('tokenRevoke', { name: row.name })}
                        onClick={() => setRevoking(row)}
                      >
                        {t('revoke')}
                      </Button>
                    ) : null,
                },
              ]
            : []),
        ]}
      />
      {making ? <TokenDialog onClose={() => setMaking(false)} /> : null}
      {revoking === null ? null : <RevokeDialog token={revoking} onClose={() => setRevoking(null)} />}
    </Stack>
  );
}

function State({ token: { revokedAt, expiresAt } }: { token: Token }) {
  const { t } = useWords(words);
  const now = useNow();
  if (revokedAt !== null) return <Badge color="gray">{t('tokenRevoked')}</Badge>;
  if (expiresAt !== null && new Date(expiresAt).getTime() <= now) return <Badge color="orange">{t('tokenExpired')}</Badge>;
  return <Badge color="green">{t('tokenWorks')}</Badge>;
}

function RevokeDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useWords(words);
  const revoke = useCommand('delete', '/tokens/{id}', ['access']);
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('tokenRevoke', { name: token.name })}
      plan={<Text>{t('tokenRevokePlan')}</Text>}
      confirm={t('revoke')}
      danger
      reasonNeeded={false}
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate({ params: { id: token.id } }, { onSuccess: onClose })}
    />
  );
}
