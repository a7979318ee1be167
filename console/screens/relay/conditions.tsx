import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type ConditionDraft, emptyCondition } from './draft.ts';
import { words } from './words.ts';

const TESTS = ['is', 'in', 'present', 'absent'] as const;

/** Which events pass: closed conditions of the mapping language, one to a row. */
export function Conditions({
  rows,
  onChange,
  errors,
  disabled,
}: {
  rows: ConditionDraft[];
  onChange: (rows: ConditionDraft[]) => void;
  errors: readonly { path: string; message: string }[];
  disabled: boolean;
}) {
  const { t, code } = useWords(words);
  const change = (key: string, to: Partial<ConditionDraft>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...to } : row)));
  const wrong = errors.filter(({ path }) => path.startsWith('conditions')).map(({ message }) => message);
  return (
    <Panel title={t('conditions')}>
      <Stack gap="xs">
        <Text size="xs" c="dimmed">
          {t('conditionsHint')}
        </Text>
        {rows.map((row) => (
          <Group key={row.key} gap="xs" align="end" wrap="wrap">
            <TextInput
              label={t('path')}
              value={row.path}
              onChange={(event) => change(row.key, { path: event.currentTarget.value })}
              required
              disabled={disabled}
            />
            <Select
              label={t('test')}
              data={TESTS.map((test) => ({ value: test, label: code('test', test) }))}
              value={row.test}
              onChange={(test) => change(row.key, { test: (test ?? 'is') as ConditionDraft['test'] })}
              allowDeselect={false}
              disabled={disabled}
            />
            {row.test === 'is' || row.test === 'in' ? (
              <TextInput
                label={row.test === 'in' ? `${t('value')} (${t('valuesHint')})` : t('value')}
                value={row.value}
                onChange={(event) => change(row.key, { value: event.currentTarget.value })}
                disabled={disabled}
              />
            ) : null}
            {disabled ? null : (
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={`${t('removeRow')}: ${row.path}`}
                onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
              >
                <Icon name="cross" size={14} />
              </ActionIcon>
            )}
          </Group>
        ))}
        {wrong.map((message) => (
          <Text key={message} size="xs" c="var(--mantine-color-error)" role="alert">
            {message}
          </Text>
        ))}
        {disabled ? null : (
          <Group>
            <Button
              variant="default"
              leftSection={<Icon name="plus" size={14} />}
              onClick={() => onChange([...rows, emptyCondition()])}
            >
              {t('addCondition')}
            </Button>
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
