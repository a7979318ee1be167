import { ActionIcon, Button, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { emptyRule, type RuleDraft } from './draft.ts';
import { words } from './words.ts';

const SOURCES = ['path', 'const', 'constant'] as const;
const MISSING = ['null', 'skip', 'error'] as const;

interface RulesProps {
  rows: RuleDraft[];
  onChange: (rows: RuleDraft[]) => void;
  errors: readonly { path: string; message: string }[];
  disabled: boolean;
}

/** What goes where: one field of the write to a row. */
export function Rules({ rows, onChange, errors, disabled }: RulesProps) {
  const { t } = useWords(words);
  return (
    <Panel title={t('rules')}>
      <Stack gap="xs">
        <Text size="xs" c="dimmed">
          {t('rulesHint')}
        </Text>
        <Table.ScrollContainer minWidth={900}>
          <Table verticalSpacing={4} horizontalSpacing={6} layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={140}>{t('source')}</Table.Th>
                <Table.Th>{t('path')}</Table.Th>
                <Table.Th>{t('target')}</Table.Th>
                <Table.Th>{t('via')}</Table.Th>
                <Table.Th>{t('lookup')}</Table.Th>
                <Table.Th w={150}>{t('missing')}</Table.Th>
                <Table.Td w={44} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row, index) => (
                <RuleRow
                  key={row.key}
                  row={row}
                  error={errors.find(({ path }) => path === `rules.${index}` || path.startsWith(`rules.${index}.`))?.message}
                  disabled={disabled}
                  onChange={(to) => onChange(rows.map((one) => (one.key === row.key ? { ...one, ...to } : one)))}
                  onRemove={rows.length === 1 ? null : () => onChange(rows.filter(({ key }) => key !== row.key))}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {disabled ? null : (
          <Group>
            <Button
              variant="default"
              leftSection={<Icon name="plus" size={14} />}
              onClick={() => onChange([...rows, emptyRule()])}
            >
              {t('addRule')}
            </Button>
          </Group>
        )}
      </Stack>
    </Panel>
  );
}

function RuleRow({
  row,
  error,
  disabled,
  onChange,
  onRemove,
}: {
  row: RuleDraft;
  error: string | undefined;
  disabled: boolean;
  onChange: (to: Partial<RuleDraft>) => void;
  onRemove: (() => void) | null;
}) {
  const { t, code } = useWords(words);
  const name = row.to === '' ? row.from : row.to;
  const text = (field: 'from' | 'to' | 'via' | 'lookup', label: string, placeholder?: string) => (
    <TextInput
      aria-label={`${label}: ${name}`}
      value={row[field]}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
      disabled={disabled}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(field === 'to' && error !== undefined ? { error } : {})}
    />
  );
  return (
    <Table.Tr>
      <Table.Td>
        <Select
          aria-label={`${t('source')}: ${name}`}
          data={SOURCES.map((source) => ({ value: source, label: code('source', source) }))}
          value={row.source}
          onChange={(source) => onChange({ source: (source ?? 'path') as RuleDraft['source'] })}
          allowDeselect={false}
          disabled={disabled}
        />
      </Table.Td>
      <Table.Td>{text('from', t('path'))}</Table.Td>
      <Table.Td>{text('to', t('target'))}</Table.Td>
      <Table.Td>{text('via', t('via'), t('viaHint'))}</Table.Td>
      <Table.Td>{text('lookup', t('lookup'))}</Table.Td>
      <Table.Td>
        <Select
          aria-label={`${t('missing')}: ${name}`}
          data={MISSING.map((missing) => ({ value: missing, label: code('missing', missing) }))}
          value={row.missing}
          onChange={(missing) => onChange({ missing: (missing ?? 'null') as RuleDraft['missing'] })}
          allowDeselect={false}
          disabled={disabled}
        />
      </Table.Td>
      <Table.Td>
        {onRemove === null || disabled ? null : (
          <ActionIcon variant="subtle" color="gray" aria-label={`${t('removeRow')}: ${name}`} onClick={onRemove}>
            <Icon name="cross" size={14} />
          </ActionIcon>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
