import { Badge, Paper, Table, Text } from '@mantine/core';
import type { AnswerOf } from '../../api/types.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { EmptyState, LoadingState } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

/** What the last test found: each capability, and why it is missing where it is. What is missing comes first. */
export function Capabilities({
  connection: { capabilities, probedAt },
  testing,
}: {
  connection: AnswerOf<'get', '/connections/{id}'>;
  testing: boolean;
}) {
  const { t, of, code } = useWords(words);
  if (capabilities === null) {
    return (
      <Paper withBorder>
        {testing ? <LoadingState /> : <EmptyState icon="pulse" title={t('neverTested')} text={t('neverTestedText')} />}
      </Paper>
    );
  }
  const rows = [...capabilities].sort((one, other) => Number(one.available) - Number(other.available));
  return (
    <Paper withBorder p="sm">
      <Text size="xs" c="dimmed" mb="xs">
        {t('testedAt')}: <When at={probedAt} relative />
      </Text>
      <Table verticalSpacing={6} aria-label={t('tabCapabilities')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={90}>{t('state')}</Table.Th>
            <Table.Th w={200}>{t('capability')}</Table.Th>
            <Table.Th>{t('why')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.name}>
              <Table.Td>
                <Badge color={row.available ? 'green' : 'orange'}>{row.available ? t('available') : t('missing')}</Badge>
              </Table.Td>
              <Table.Td>
                <span title={row.name}>{code('capability', row.name)}</span>
              </Table.Td>
              <Table.Td>{of(row.reason)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
