import { Button, Group, Select, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { Icon } from './icon.tsx';
import { useUrlState } from './url-state.ts';

export type FilterField =
  | { name: string; label: string; kind: 'choice'; options: readonly { value: string; label: string }[]; searchable?: boolean }
  | { name: string; label: string; kind: 'text'; placeholder?: string; width?: number }
  | { name: string; label: string; kind: 'date' };

/** What is asked of a list, kept in the address. Lists read it with `useFilters`. */
export function Filters({ fields }: { fields: readonly FilterField[] }) {
  const { t } = useWords(common);
  const url = useUrlState();
  const active = fields.some(({ name }) => url.get(name) !== undefined);
  return (
    <Group gap="xs" align="flex-end" role="search">
      {fields.map((field) => (
        <Field key={field.name} field={field} />
      ))}
      {active ? (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<Icon name="cross" size={14} />}
          onClick={() => url.set(Object.fromEntries(fields.map(({ name }) => [name, undefined])))}
        >
          {t('clearFilters')}
        </Button>
      ) : null}
    </Group>
  );
}

function Field({ field }: { field: FilterField }) {
  const { t } = useWords(common);
  const url = useUrlState();
  const value = url.get(field.name);
  if (field.kind === 'choice') {
    return (
      <Select
        label={field.label}
        data={[{ value: '', label: t('all') }, ...field.options]}
        value={value ?? ''}
        onChange={(next) => url.set({ [field.name]: next ?? undefined })}
        searchable={field.searchable ?? false}
        w={170}
      />
    );
  }
  if (field.kind === 'date') {
    return (
      <TextInput
        type="date"
        label={field.label}
        value={value ?? ''}
        onChange={(event) => url.set({ [field.name]: event.currentTarget.value })}
        w={150}
      />
    );
  }
  return (
    <Search
      name={field.name}
      label={field.label}
      {...(field.placeholder === undefined ? {} : { placeholder: field.placeholder })}
      {...(field.width === undefined ? {} : { width: field.width })}
    />
  );
}

const SETTLE_MS = 350;

/** A text that is looked for, taken into the address when typing rests or on Enter. */
export function Search({
  name,
  label,
  placeholder,
  width = 220,
}: {
  name: string;
  label: string;
  placeholder?: string;
  width?: number;
}) {
  const url = useUrlState();
  const asked = url.get(name) ?? '';
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  useEffect(() => {
    if (text.trim() === asked) return;
    const timer = setTimeout(() => url.set({ [name]: text.trim() }, { replace: true }), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text, asked, name, url]);
  return (
    <TextInput
      type="search"
      label={label}
      leftSection={<Icon name="search" size={14} />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') url.set({ [name]: text.trim() });
      }}
      w={width}
      {...(placeholder === undefined ? {} : { placeholder })}
    />
  );
}

/** The filters of the address that have one of these names; to be spread into a query. */
export function useFilters<Name extends string>(names: readonly Name[]): { [Key in Name]?: string } {
  const url = useUrlState();
  const found = names.flatMap((name) => {
    const value = url.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(found) as { [Key in Name]?: string };
}
