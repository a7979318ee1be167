import { ActionIcon, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { type Block, insteadOf, keyOf } from './body.ts';
import { takesFields, useReadOnly } from './insertion.ts';
import { words } from './words.ts';

interface Fields<Kind extends Block['kind']> {
  block: Extract<Block, { kind: Kind }>;
  onChange: (block: Block) => void;
}

/** What one piece says. */
export function BlockFields({ block, onChange }: { block: Block; onChange: (block: Block) => void }) {
  const { t, code } = useWords(words);
  switch (block.kind) {
    case 'heading':
    case 'text':
      return (
        <Words
          label={code('block', block.kind)}
          value={block.text}
          rows={block.kind === 'text' ? 3 : 1}
          onChange={(text) => onChange({ ...block, text })}
        />
      );
    case 'button':
      return (
        <Stack gap={4}>
          <Line label={t('buttonText')} value={block.text} onChange={(text) => onChange({ ...block, text })} />
          <Line label={t('buttonUrl')} value={block.url} onChange={(url) => onChange({ ...block, url })} />
        </Stack>
      );
    case 'files':
      return <Line label={t('filesTitle')} value={block.title} onChange={(title) => onChange({ ...block, title })} />;
    case 'facts':
      return <Facts block={block} onChange={onChange} />;
    case 'table':
      return <Columns block={block} onChange={onChange} />;
    case 'mark':
      return (
        <Stack gap={4}>
          <Line label={t('advertiser')} value={block.advertiser} onChange={(advertiser) => onChange({ ...block, advertiser })} />
          <Line label="ERID" value={block.erid} plain onChange={(erid) => onChange({ ...block, erid })} />
        </Stack>
      );
    case 'divider':
    case 'contacts':
      return (
        <Text size="xs" c="dimmed">
          {code('blockHint', block.kind)}
        </Text>
      );
  }
}

function Facts({ block, onChange }: Fields<'facts'>) {
  const { t } = useWords(words);
  return (
    <Rows
      rows={block.rows}
      most={30}
      add={t('addRow')}
      blank={{ label: '', value: '' }}
      onChange={(rows) => onChange({ ...block, rows })}
    >
      {(row, number, change) => (
        <>
          <Line hidden label={t('factLabel', { number })} value={row.label} onChange={(label) => change({ label })} />
          <Line hidden label={t('factValue', { number })} value={row.value} onChange={(value) => change({ value })} />
        </>
      )}
    </Rows>
  );
}

function Columns({ block, onChange }: Fields<'table'>) {
  const { t } = useWords(words);
  return (
    <Stack gap={4}>
      <Line
        label={t('tableOf')}
        hint={t('tableOfHint')}
        value={block.each}
        plain
        onChange={(each) => onChange({ ...block, each })}
      />
      <div data-each={block.each}>
        <Rows
          rows={block.columns}
          most={6}
          add={t('addColumn')}
          blank={{ title: '', value: '' }}
          onChange={(columns) => onChange({ ...block, columns })}
        >
          {(column, number, change) => (
            <>
              <Line hidden label={t('columnTitle', { number })} value={column.title} onChange={(title) => change({ title })} />
              <Line hidden label={t('columnValue', { number })} value={column.value} onChange={(value) => change({ value })} />
            </>
          )}
        </Rows>
      </div>
    </Stack>
  );
}

/** Pairs of texts; the last one stays. */
function Rows<Row extends object>({
  rows,
  most,
  add,
  blank,
  onChange,
  children,
}: {
  rows: readonly Row[];
  most: number;
  add: string;
  blank: Row;
  onChange: (rows: Row[]) => void;
  children: (row: Row, number: number, change: (part: Partial<Row>) => void) => React.ReactNode;
}) {
  const { t } = useWords(words);
  const readOnly = useReadOnly();
  return (
    <Stack gap={4}>
      {rows.map((row, index) => (
        <Group key={keyOf(row)} gap={4} wrap="nowrap" align="flex-start" className="uzel-pair">
          {children(row, index + 1, (part) => onChange(rows.with(index, insteadOf(row, { ...row, ...part }))))}
          {readOnly ? null : (
            <ActionIcon
              size="md"
              aria-label={`${t('takeOut')}: ${index + 1}`}
              disabled={rows.length === 1}
              onClick={() => onChange(rows.toSpliced(index, 1))}
            >
              <Icon name="cross" size={14} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {readOnly || rows.length >= most ? null : (
        <Button
          variant="subtle"
          size="compact-xs"
          w="fit-content"
          leftSection={<Icon name="plus" size={12} />}
          onClick={() => onChange([...rows, { ...blank }])}
        >
          {add}
        </Button>
      )}
    </Stack>
  );
}

interface TextProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** One line of text. `plain`: nothing is filled in; `hidden`: its label is only heard. */
function Line({
  label,
  hint,
  value,
  plain = false,
  hidden = false,
  onChange,
}: TextProps & { hint?: string; plain?: boolean; hidden?: boolean }) {
  const readOnly = useReadOnly();
  return (
    <TextInput
      {...(hidden ? { 'aria-label': label, placeholder: label } : { label })}
      {...(hint === undefined ? {} : { description: hint, inputWrapperOrder: ['label', 'input', 'description', 'error'] })}
      {...(plain ? {} : takesFields)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      readOnly={readOnly}
      maxLength={500}
      flex={1}
    />
  );
}

function Words({ label, value, rows, onChange }: TextProps & { rows: number }) {
  const readOnly = useReadOnly();
  return (
    <Textarea
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      readOnly={readOnly}
      autosize
      minRows={rows}
      maxRows={16}
      maxLength={rows === 1 ? 500 : 20_000}
      {...takesFields}
    />
  );
}
