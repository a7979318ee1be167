import { Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../i18n/dictionary.ts';
import { useFieldNames } from '../../ui/field-names.ts';
import { FieldValue } from '../../ui/field-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RevealTask } from './reveal-task.tsx';
import type { Task } from './task.tsx';
import { words } from './words.ts';

/** The values that a task is about: what was to be written, or what was sent and what was kept. */
export function Values({ task }: { task: Task }) {
  const { t } = useWords(words);
  const { field: nameOf } = useFieldNames();
  const [clear, setClear] = useState<unknown>(null);
  const values = clear ?? task.values;
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return null;
  const rows = Object.entries(values);
  const compared = rows.every(([, value]) => isSent(value));
  return (
    <Panel title={compared ? t('sentAndKept') : t('toBeWritten')}>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('field')}</Table.Th>
            <Table.Th>{compared ? t('sent') : t('value')}</Table.Th>
            {compared ? <Table.Th>{t('kept')}</Table.Th> : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([field, value]) => (
            <Table.Tr key={field}>
              <Table.Th scope="row" fw={500}>
                {nameOf(field)}
              </Table.Th>
              <Table.Td className="uzel-value">
                <FieldValue field={field} value={isSent(value) ? value.sent : value} />
              </Table.Td>
              {isSent(value) ? (
                <Table.Td className="uzel-value">
                  <FieldValue field={field} value={value.kept} />
                </Table.Td>
              ) : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {clear === null ? <RevealTask id={task.id} values={task.values} onRevealed={setClear} /> : null}
      {rows.length === 0 ? <Text c="dimmed">—</Text> : null}
    </Panel>
  );
}

const isSent = (value: unknown): value is { sent: unknown; kept: unknown } =>
  typeof value === 'object' && value !== null && 'sent' in value && 'kept' in value;
