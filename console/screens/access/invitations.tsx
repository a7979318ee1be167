import { Button, Table } from '@mantine/core';
import { useMay } from '../../api/session.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { Roles } from './people.tsx';
import { words } from './words.ts';

/** Invitations that nobody has accepted yet; nothing is shown where there are none. */
export function Invitations() {
  const { t } = useWords(words);
  const may = useMay('access.manage');
  const query = useApi('/invitations', {}, { live: ['access'] });
  const revoke = useCommand('delete', '/invitations/{id}', ['access']);
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Panel title={t('invitations')}>
      <ProblemAlert error={revoke.error} />
      <Table verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('name')}</Table.Th>
            <Table.Th>{t('email')}</Table.Th>
            <Table.Th>{t('roles')}</Table.Th>
            <Table.Th>{t('invitedBy')}</Table.Th>
            <Table.Th>{t('expires')}</Table.Th>
            {may ? <Table.Th>{t('actions')}</Table.Th> : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((invitation) => (
            <Table.Tr key={invitation.id}>
              <Table.Td>{invitation.name}</Table.Td>
              <Table.Td>{invitation.email}</Table.Td>
              <Table.Td>
                <Roles held={invitation.roles} />
              </Table.Td>
              <Table.Td>
                <Actor of={invitation.invitedBy} />
              </Table.Td>
              <Table.Td>
                <When at={invitation.expiresAt} />
              </Table.Td>
              {may ? (
                <Table.Td>
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={t('revokeInvitation', { name: invitation.name })}
                    loading={revoke.isPending && revoke.variables.params.id === invitation.id}
                    onClick={() => revoke.mutate({ params: { id: invitation.id } })}
                  >
                    {t('revoke')}
                  </Button>
                </Table.Td>
              ) : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
