import { Alert, Button, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AnswerOf } from '../../api/types.ts';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { useFieldNames } from '../../ui/field-names.ts';
import { FieldValue } from '../../ui/field-value.tsx';
import { Icon } from '../../ui/icon.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Busy } from '../../ui/progress.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { words } from './words.ts';

type Rehearsal = AnswerOf<'post', '/mappings/spec/{name}/what-if'>;

const DAY_MS = 86_400_000;
const dayText = (at: Date) =>
  `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;

/** Rehearses the draft on the records of a period: which of them would get other values than by the text in force. */
export function WhatIf({ name, text, changed }: { name: string; text: string; changed: boolean }) {
  const { t } = useWords(words);
  const [from, setFrom] = useState(() => dayText(new Date(Date.now() - 7 * DAY_MS)));
  const [to, setTo] = useState(() => dayText(new Date()));
  const rehearse = useCommand('post', '/mappings/spec/{name}/what-if');
  const complete = from !== '' && to !== '' && from <= to;
  return (
    <Stack gap="sm">
      {changed ? null : <Alert color="gray">{t('whatIfSame')}</Alert>}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // Whole days of the viewer, the last one included.
          const until = new Date(`${to}T23:59:59.999`);
          const body = { text, from: new Date(`${from}T00:00`).toISOString(), to: until.toISOString() };
          rehearse.mutate({ params: { name }, body });
        }}
      >
        <Group gap="sm" align="flex-end">
          <TextInput type="date" label={t('periodFrom')} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
          <TextInput type="date" label={t('periodTo')} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
          <Button type="submit" disabled={!complete} loading={rehearse.isPending} leftSection={<Icon name="play" size={14} />}>
            {t('rehearse')}
          </Button>
          <Busy active={rehearse.isPending} />
          <Text size="xs" c="dimmed">
            {t('whatIfHint')}
          </Text>
        </Group>
      </form>
      <ProblemAlert error={rehearse.error} />
      {rehearse.data === undefined ? null : <Outcome rehearsal={rehearse.data} />}
    </Stack>
  );
}

function Outcome({ rehearsal }: { rehearsal: Rehearsal }) {
  const { t } = useWords(words);
  const { field } = useFieldNames();
  const { records, changed, fields, samples } = rehearsal;
  return (
    <Panel title={t('rehearsed')}>
      <Text fw={600} mb="xs">
        {t('lookedAt', { count: records })}, {t('wouldChange', { count: changed })}
      </Text>
      {fields.length === 0 ? null : (
        <Table verticalSpacing={4} mb="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('field')}</Table.Th>
              <Table.Th ta="right">{t('records')}</Table.Th>
              <Table.Th ta="right">{t('sumBefore')}</Table.Th>
              <Table.Th ta="right">{t('sumAfter')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {fields.map((one) => (
              <Table.Tr key={one.field}>
                <Table.Th scope="row" fw={500}>
                  {field(one.field)}
                </Table.Th>
                <Table.Td ta="right">{numberText(one.records)}</Table.Td>
                <Table.Td ta="right">{one.total?.before ?? '—'}</Table.Td>
                <Table.Td ta="right">{one.total?.after ?? '—'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {samples.length === 0 ? null : (
        <>
          <Text fw={600}>{t('samples')}</Text>
          <Table verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('record')}</Table.Th>
                <Table.Th>{t('field')}</Table.Th>
                <Table.Th>{t('stands')}</Table.Th>
                <Table.Th>{t('byInForce')}</Table.Th>
                <Table.Th>{t('byDraft')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {samples.map((one) => (
                <Table.Tr key={`${one.link} ${one.field}`}>
                  <Table.Th scope="row" fw={500}>
                    <ScreenLink to={`/deals/${one.link}`}>{one.number ?? one.link}</ScreenLink>
                  </Table.Th>
                  <Table.Td>{field(one.field)}</Table.Td>
                  <Table.Td>
                    <FieldValue field={one.field} value={one.stands} />
                  </Table.Td>
                  <Table.Td>
                    <FieldValue field={one.field} value={one.before} />
                  </Table.Td>
                  <Table.Td>
                    <FieldValue field={one.field} value={one.after} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </Panel>
  );
}
