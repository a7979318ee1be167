import { Badge, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Value } from '../../ui/diff.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Panel } from '../../ui/panel.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { useDocumentName } from './names.ts';
import { words } from './words.ts';

/** Which keys came, which of them have no value, and which values nobody ever asked for. */
export function Keys({ name }: { name: string }) {
  const { t } = useWords(words);
  const nameOf = useDocumentName();
  const query = useApi('/mappings/dictionary/{name}/coverage', { params: { name } }, { everySeconds: 15 });
  if (query.data === undefined) {
    return query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  }
  const { unknown, unseen, seen } = query.data;
  const lines = [
    ...unknown.map((line) => ({ ...line, known: false, value: null })),
    ...seen.map((line) => ({ ...line, known: true })),
  ];
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm">
      <Panel title={t('cameKeys')}>
        {lines.length === 0 ? (
          <Text c="dimmed">{t('cameNone')}</Text>
        ) : (
          <Table verticalSpacing={3}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('key')}</Table.Th>
                <Table.Th>{t('value')}</Table.Th>
                <Table.Th>{t('times')}</Table.Th>
                <Table.Th>{t('lastSeen')}</Table.Th>
                <Table.Th>{t('mapping')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lines.map((line) => (
                <Table.Tr key={`${line.mapping} ${line.key}`}>
                  <Table.Th scope="row" fw={500}>
                    {line.key}
                  </Table.Th>
                  <Table.Td>{line.known ? <Value value={line.value} /> : <Badge color="red">{t('unknownKey')}</Badge>}</Table.Td>
                  <Table.Td>{numberText(line.count)}</Table.Td>
                  <Table.Td>
                    <When at={line.lastSeen} relative />
                  </Table.Td>
                  <Table.Td>{nameOf(line.mapping)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Panel>
      <Panel title={t('unseenKeys')}>
        <Stack gap={2}>
          {unseen.length === 0 ? <Text c="dimmed">{t('unseenNone')}</Text> : unseen.map((key) => <Text key={key}>{key}</Text>)}
        </Stack>
      </Panel>
    </SimpleGrid>
  );
}
