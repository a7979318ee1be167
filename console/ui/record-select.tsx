import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useApi } from '../api/use-api.ts';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';

/** Chooses a link: the newest at first; by number of the claim, or by number in the CRM, once something is typed. */
export function RecordSelect({
  kind,
  label,
  placeholder,
  value,
  onChange,
}: {
  kind: 'deal' | 'contact' | 'company';
  label: string;
  placeholder: string;
  /** A link's id. */
  value: string | undefined;
  onChange: (link: string | undefined) => void;
}) {
  const { t } = useWords(common);
  const [typed, setTyped] = useState('');
  const [called] = useDebouncedValue(typed.split(' · ')[0]?.trim() ?? '', 250);
  const found = useApi('/links', { query: { kind, limit: 15, called: called === '' ? undefined : called } }, { keep: true });
  const newest = useApi('/links', { query: { kind, limit: 15 } });
  const all = new Map([...(found.data?.items ?? []), ...(newest.data?.items ?? [])].map((one) => [one.id, one]));
  const data = [...all.values()].map(({ id, claim, deal, payer }) => ({
    value: id,
    label: [claim ?? deal ?? id, payer].filter((part) => part !== null).join(' · '),
  }));
  return (
    <Select
      label={label}
      placeholder={placeholder}
      w={320}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={t('recordNone')}
      data={value === undefined || all.has(value) ? data : [...data, { value, label: value }]}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}
