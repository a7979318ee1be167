import {
  Button,
  Collapse,
  JsonInput,
  NumberInput,
  PasswordInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import type { ItemOf } from '../../api/types.ts';
import type { Sentence } from '../../i18n/dictionary.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { words } from './words.ts';

export type OptionField = ItemOf<'/systems'>['options']['fields'][number];
export type Values = Record<string, unknown>;

type Kind = 'text' | 'secret' | 'choice' | 'flag' | 'number' | 'list' | 'json';

/** What a field's JSON Schema asks for; what has no type is judged by its default. */
function kindOf({ secret, schema }: OptionField): Kind {
  if (secret) return 'secret';
  if (Array.isArray(schema['enum'])) return 'choice';
  const type = schema['type'] ?? typeof schema['default'];
  if (type === 'boolean') return 'flag';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'array') return (schema['items'] as { type?: string } | undefined)?.type === 'string' ? 'list' : 'json';
  return type === 'object' || schema['anyOf'] !== undefined ? 'json' : 'text';
}

/** A field that only matters under certain choices in others says so in `when`. */
function applies({ schema }: OptionField, fields: readonly OptionField[], values: Values): boolean {
  const when = schema['when'] as Record<string, unknown> | undefined;
  return Object.entries(when ?? {}).every(([name, wanted]) => {
    const present = values[name] ?? fields.find((field) => field.name === name)?.schema['default'];
    return Array.isArray(wanted) ? wanted.includes(present) : wanted === present;
  });
}

/** Shown at once: what is required, what the connector calls main, what hangs on a choice, and what proves a sender; the rest on demand. */
const isMain = ({ name, required, schema }: OptionField, hookSecrets: readonly string[]) =>
  required || schema['main'] === true || schema['when'] !== undefined || hookSecrets.includes(name);

/** The form of a connector's options, made from what the connector says of them. Secrets can be written and never read. */
export function OptionFields({
  fields,
  values,
  stored = [],
  hookSecrets = [],
  errors,
  onChange,
}: {
  fields: readonly OptionField[];
  values: Values;
  /** Names of the secrets that are set. */
  stored?: readonly string[];
  /** Names of the secrets that prove a sender. */
  hookSecrets?: readonly string[];
  errors: Record<string, string>;
  onChange: (values: Values) => void;
}) {
  const { t } = useWords(words);
  const shown = fields.filter((field) => applies(field, fields, values));
  const main = shown.filter((field) => isMain(field, hookSecrets));
  const rest = shown.filter((field) => !isMain(field, hookSecrets));
  const troubled = rest.some(({ name }) => errors[name] !== undefined);
  const [opened, setOpened] = useState(false);
  const one = (field: OptionField) => (
    <Option
      key={field.name}
      field={field}
      value={values[field.name]}
      isStored={stored.includes(field.name)}
      error={errors[field.name]}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  );
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm" verticalSpacing="sm">
        {main.map(one)}
      </SimpleGrid>
      {rest.length === 0 ? null : (
        <div>
          <Button
            variant="subtle"
            color="gray"
            leftSection={<Icon name={opened || troubled ? 'down' : 'right'} size={14} />}
            aria-expanded={opened || troubled}
            onClick={() => setOpened(!opened)}
          >
            {t('moreOptions', { count: rest.length })}
          </Button>
          <Collapse expanded={opened || troubled}>
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm" verticalSpacing="sm" pt="xs">
              {rest.map(one)}
            </SimpleGrid>
          </Collapse>
        </div>
      )}
    </Stack>
  );
}

function Option({
  field,
  value,
  isStored,
  error,
  onChange,
}: {
  field: OptionField;
  value: unknown;
  isStored: boolean;
  error: string | undefined;
  onChange: (value: unknown) => void;
}) {
  const { t, of, code } = useWords(words);
  const { schema } = field;
  const label = schema['label'] === undefined ? field.name : of(schema['label'] as Sentence);
  const help = schema['help'] === undefined ? undefined : of(schema['help'] as Sentence);
  const common = {
    label,
    error,
    withAsterisk: field.required && !isStored,
    ...(help === undefined ? {} : { description: help }),
  };
  const standard = schema['default'];
  switch (kindOf(field)) {
    case 'secret':
      return (
        <PasswordInput
          {...common}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
          autoComplete="new-password"
          placeholder={isStored ? t('secretStored') : ''}
          visibilityToggleButtonProps={{ 'aria-label': t('showTyped') }}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={(schema['enum'] as string[]).map((one) => ({ value: one, label: code(`option_${field.name}`, one) }))}
          value={typeof value === 'string' ? value : typeof standard === 'string' ? standard : null}
          onChange={(next) => onChange(next ?? undefined)}
          allowDeselect={!field.required}
        />
      );
    case 'flag':
      return (
        <Switch
          label={label}
          description={help}
          error={error}
          mt="xs"
          checked={typeof value === 'boolean' ? value : standard === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          value={typeof value === 'number' ? value : ''}
          placeholder={standard === undefined ? '' : String(standard)}
          onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
        />
      );
    case 'list':
      return (
        <TagsInput
          {...common}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={onChange}
          placeholder={t('listHint')}
        />
      );
    case 'json':
      return (
        <JsonInput
          {...common}
          defaultValue={value === undefined ? '' : JSON.stringify(value, null, 2)}
          onChange={(text) => onChange(parsed(text))}
          validationError={t('jsonWrong')}
          formatOnBlur
          autosize
          minRows={2}
          maxRows={12}
        />
      );
    case 'text':
      return (
        <TextInput
          {...common}
          value={typeof value === 'string' ? value : ''}
          placeholder={typeof standard === 'string' ? standard : ''}
          onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
        />
      );
  }
}

/** What cannot be read yet is sent as it is typed: the hub names the field. */
function parsed(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
