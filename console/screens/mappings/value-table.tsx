import { Button, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../i18n/dictionary.ts';
import { words } from './words.ts';

interface Option {
  id: string;
  title: string;
}

/** Says for each value of the source which option of the target it is. Open sources get their keys one by one. */
export function ValueTable({
  keys,
  options,
  values,
  fallback,
  onChange,
}: {
  keys: readonly Option[] | null;
  options: readonly Option[];
  values: { [key: string]: string };
  fallback: string;
  onChange: (values: { [key: string]: string }, fallback: string) => void;
}) {
  const { t } = useWords(words);
  const [typed, setTyped] = useState('');
  const rows = keys ?? Object.keys(values).map((id) => ({ id, title: id }));
  const data = options.map(({ id, title }) => ({ value: id, label: title }));
  const add = () => {
    if (typed.trim() !== '') onChange({ ...values, [typed.trim()]: '' }, fallback);
    setTyped('');
  };
  return (
    <Stack gap="xs">
      <Text fw={600}>{t('valueTable')}</Text>
      <Table verticalSpacing={3}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('cameValue')}</Table.Th>
            <Table.Th>{t('option')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ id, title }) => (
            <Table.Tr key={id}>
              <Table.Th scope="row" fw={500}>
                {title}
              </Table.Th>
              <Table.Td>
                <Select
                  aria-label={t('optionFor', { key: id })}
                  searchable
                  data={data}
                  value={values[id] === undefined || values[id] === '' ? null : values[id]}
                  onChange={(value) => onChange({ ...values, [id]: value ?? '' }, fallback)}
                />
              </Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th scope="row" fw={500}>
              {t('anythingElse')}
            </Table.Th>
            <Table.Td>
              <Select
                aria-label={t('anythingElse')}
                searchable
                clearable
                data={data}
                value={fallback === '' ? null : fallback}
                onChange={(value) => onChange(values, value ?? '')}
              />
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      {keys === null ? (
        <Group gap="xs" align="flex-end">
          <TextInput
            label={t('newKey')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Enter' && add()}
          />
          <Button variant="default" onClick={add}>
            {t('addKey')}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
