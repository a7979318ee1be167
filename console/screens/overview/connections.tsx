import { Badge, Table, Text } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { numberText } from '../../ui/numbers.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { EmptyState } from '../../ui/states.tsx';
import type { Answer } from './answer.ts';
import { words } from './words.ts';

/** Every connection in a line: whether it works and what waits there. */
export function Connections({ rows }: { rows: NonNullable<Answer['connections']> }) {
  const { t } = useWords(words);
  return (
    <Panel title={t('connections')}>
      {rows.length === 0 ? (
        <EmptyState icon="plug" title={t('noConnections')} />
      ) : (
        <Table.ScrollContainer minWidth={420} type="native">
          <Table verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('title')}</Table.Th>
                <Table.Th>{t('state')}</Table.Th>
                <Table.Th ta="right">{t('waiting')}</Table.Th>
                <Table.Th ta="right">{t('needPerson')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row.id}>
                  <Table.Td>
                    <ScreenLink to={`/connections/${row.id}`}>{row.title}</ScreenLink>
                    <Text size="xs" c="dimmed">
                      {row.id}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Badge color={row.state === 'active' ? 'green' : 'red'}>{t(row.state)}</Badge>
                    {row.tested ? null : (
                      <Text span size="xs" c="dimmed" ml={6}>
                        {t('untested')}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td ta="right">
                    <ScreenLink to={`/events?state=pending&connection=${row.id}`}>{numberText(row.pending)}</ScreenLink>
                  </Table.Td>
                  <Table.Td ta="right" {...(row.dead > 0 ? { c: 'red', fw: 600 } : {})}>
                    <ScreenLink to={`/events?state=dead&connection=${row.id}`}>{numberText(row.dead)}</ScreenLink>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  );
}
