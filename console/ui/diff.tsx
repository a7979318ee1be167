import { Code, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';

export interface DiffRow {
  field: string;
  /** A name for people, where there is one. */
  title?: string;
  before: unknown;
  after: unknown;
}

/** Fields side by side; those that differ stand out. Headings say which side is which. */
export function Diff({
  rows,
  before,
  after,
  show = (value) => <Value value={value} />,
}: {
  rows: readonly DiffRow[];
  before?: string;
  after?: string;
  /** How a value is told; as it is unless said otherwise. */
  show?: (value: unknown) => ReactNode;
}) {
  const { t } = useWords(common);
  return (
    <Table withTableBorder verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('field')}</Table.Th>
          <Table.Th>{before ?? t('before')}</Table.Th>
          <Table.Th>{after ?? t('after')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => {
          const same = JSON.stringify(row.before ?? null) === JSON.stringify(row.after ?? null);
          return (
            <Table.Tr key={row.field} {...(same ? {} : { bg: 'var(--mantine-color-yellow-light)' })}>
              <Table.Th scope="row" fw={500}>
                {row.title ?? <Code>{row.field}</Code>}
              </Table.Th>
              <Table.Td>{show(row.before)}</Table.Td>
              <Table.Td>{show(row.after)}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

/** Any value of a record in a cell; nothing is told apart from an empty text. */
export function Value({ value }: { value: unknown }) {
  const { t } = useWords(common);
  if (value === null || value === undefined || value === '') {
    return (
      <Text span c="dimmed" fs="italic">
        {t('emptyValue')}
      </Text>
    );
  }
  if (typeof value === 'boolean') return <>{value ? t('yes') : t('no')}</>;
  if (typeof value === 'string' || typeof value === 'number') return <>{String(value)}</>;
  return <Code>{JSON.stringify(value)}</Code>;
}
