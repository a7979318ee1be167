import { Paper, Table, Text } from '@mantine/core';
import { useApi } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { words } from './words.ts';

/** Every right, and which roles give it. */
export function Rights() {
  const { t, code } = useWords(words);
  const { t: say, code: word } = useWords(common);
  const query = useApi('/permissions', {});
  if (query.data === undefined) return query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} />;
  const rows = query.data.items;
  const roles = [...new Set(rows.flatMap((row) => row.roles))];
  return (
    <Paper withBorder p="sm">
      <Text c="dimmed" mb="xs">
        {t('rightsLead')}
      </Text>
      <Table.ScrollContainer minWidth={1100} type="native" tabIndex={0} role="region" aria-label={t('rights')}>
        <Table verticalSpacing={3} stickyHeader striped aria-label={t('rights')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('right')}</Table.Th>
              <Table.Th>{t('reach')}</Table.Th>
              {roles.map((role) => (
                <Table.Th key={role} fz="xs" ta="center">
                  {word('role', role)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.permission}>
                <Table.Th scope="row" fw={500} ff="monospace" fz="xs">
                  {row.permission}
                </Table.Th>
                <Table.Td fz="xs" className="uzel-nowrap">
                  {code('reach', row.reach)}
                </Table.Td>
                {roles.map((role) => (
                  <Table.Td key={role} ta="center">
                    {row.roles.includes(role) ? (
                      <span role="img" aria-label={say('yes')}>
                        <Icon name="check" size={14} />
                      </span>
                    ) : null}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
