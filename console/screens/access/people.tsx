import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay, useMe } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { When } from '../../ui/when.tsx';
import { Invitations } from './invitations.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { type RoleHeld, RoleRows } from './role-rows.tsx';
import { words } from './words.ts';

type Person = ItemOf<'/people'>;
type Act = 'roles' | 'disable' | 'enable';

/** Everybody with an account: what they are and where, and whether they can come in. */
export function People() {
  const { t } = useWords(words);
  const may = useMay('access.manage');
  const own = useMe().data?.id;
  const query = useApi('/people', {}, { live: ['access'] });
  const [inviting, setInviting] = useState(false);
  const [asking, setAsking] = useState<{ person: Person; act: Act } | null>(null);
  return (
    <Stack gap="sm">
      {may ? (
        <Group justify="flex-end">
          <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setInviting(true)}>
            {t('invite')}
          </Button>
        </Group>
      ) : null}
      <ServerTable<Person>
        query={query}
        rowId={(row) => row.id}
        label={t('people')}
        empty={{ title: t('people') }}
        columns={[
          {
            accessor: 'name',
            title: t('name'),
            width: 240,
            render: (row) => (
              <Stack gap={0}>
                <Text fw={500}>{row.name}</Text>
                <Text size="xs" c="dimmed">
                  {row.email}
                </Text>
              </Stack>
            ),
          },
          { accessor: 'roles', title: t('roles'), render: (row) => <Roles held={row.roles} /> },
          {
            accessor: 'disabledAt',
            title: t('state'),
            width: 110,
            render: (row) =>
              row.disabledAt === null ? <Badge color="green">{t('active')}</Badge> : <Badge color="gray">{t('closed')}</Badge>,
          },
          { accessor: 'createdAt', title: t('since'), width: 150, render: (row) => <When at={row.createdAt} relative /> },
          ...(may
            ? [
                {
                  accessor: 'actions',
                  title: t('actions'),
                  width: 190,
                  render: (row: Person) => (
                    <Group gap={4} wrap="nowrap">
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={t('rolesOf', { name: row.name })}
                        onClick={() => setAsking({ person: row, act: 'roles' })}
                      >
                        {t('changeRoles')}
                      </Button>
                      {row.id === own ? null : (
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={
                            row.disabledAt === null ? t('disableOf', { name: row.name }) : t('enableOf', { name: row.name })
                          }
                          onClick={() => setAsking({ person: row, act: row.disabledAt === null ? 'disable' : 'enable' })}
                        >
                          {row.disabledAt === null ? t('disable') : t('enable')}
                        </Button>
                      )}
                    </Group>
                  ),
                },
              ]
            : []),
        ]}
      />
      <Invitations />
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
      {asking === null ? null : asking.act === 'roles' ? (
        <RolesDialog person={asking.person} onClose={() => setAsking(null)} />
      ) : (
        <AccountDialog person={asking.person} act={asking.act} onClose={() => setAsking(null)} />
      )}
    </Stack>
  );
}

export function Roles({ held }: { held: readonly RoleHeld[] }) {
  const { t } = useWords(words);
  const { code } = useWords(common);
  const units = useApi('/units', {}, { live: ['access'] });
  if (held.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('noRoles')}
      </Text>
    );
  }
  return (
    <Group gap={4}>
      {held.map(({ role, unit }) => (
        <Badge key={`${role} ${unit}`} color="gray">
          {code('role', role)}
          {unit === null ? '' : `: ${units.data?.items.find(({ id }) => id === unit)?.name ?? unit}`}
        </Badge>
      ))}
    </Group>
  );
}

function RolesDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useWords(words);
  const [held, setHeld] = useState<RoleHeld[]>(person.roles);
  const save = useCommand('put', '/people/{id}/roles', ['access']);
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('rolesOf', { name: person.name })}
      plan={
        <Stack gap="sm">
          <Text>{t('rolesPlan')}</Text>
          <RoleRows held={held} onChange={setHeld} />
        </Stack>
      }
      confirm={t('save')}
      pending={save.isPending}
      error={save.error}
      onConfirm={({ reason }) =>
        save.mutate({ params: { id: person.id }, body: { roles: held, reason } }, { onSuccess: onClose })
      }
    />
  );
}

function AccountDialog({ person, act, onClose }: { person: Person; act: 'disable' | 'enable'; onClose: () => void }) {
  const { t } = useWords(words);
  const disable = useCommand('post', '/people/{id}/disable', ['access']);
  const enable = useCommand('post', '/people/{id}/enable', ['access']);
  const command = act === 'disable' ? disable : enable;
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={act === 'disable' ? t('disableOf', { name: person.name }) : t('enableOf', { name: person.name })}
      plan={<Text>{act === 'disable' ? t('disablePlan') : t('enablePlan')}</Text>}
      confirm={act === 'disable' ? t('disable') : t('enable')}
      danger={act === 'disable'}
      pending={command.isPending}
      error={command.error}
      onConfirm={({ reason }) => command.mutate({ params: { id: person.id }, body: { reason } }, { onSuccess: onClose })}
    />
  );
}
