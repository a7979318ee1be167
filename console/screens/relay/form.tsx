import { Button, Group, JsonInput, NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { type ApiProblem, isProblem } from '../../api/problem.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Panel } from '../../ui/panel.tsx';
import { Busy } from '../../ui/progress.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { Conditions } from './conditions.tsx';
import { type Draft, isJson } from './draft.ts';
import { Rules } from './rules.tsx';
import { words } from './words.ts';

const MODES = ['observe', 'live', 'off'] as const;

/** Everything that a route says, as a form. What the hub refuses is shown where it stands. */
export function RouteForm({
  draft,
  onChange,
  submit,
  pending,
  error,
  disabled = false,
  onSubmit,
}: {
  draft: Draft;
  onChange: (draft: Draft) => void;
  submit: string;
  pending: boolean;
  error: ApiProblem | null;
  disabled?: boolean;
  onSubmit: () => void;
}) {
  const { t, code } = useWords(words);
  const errors = isProblem(error) ? error.errors : [];
  const at = (path: string) => errors.find((one) => one.path === path)?.message;
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (isJson(draft.dictionaries) && isJson(draft.constants)) onSubmit();
  };
  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        <Panel title={draft.title === '' ? t('tabRules') : draft.title}>
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
            <TextInput
              label={t('title')}
              value={draft.title}
              onChange={(event) => set({ title: event.currentTarget.value })}
              error={at('title')}
              required
              disabled={disabled}
            />
            <Select
              label={t('mode')}
              data={MODES.map((mode) => ({ value: mode, label: code('mode', mode) }))}
              value={draft.mode}
              onChange={(mode) => set({ mode: (mode ?? 'observe') as Draft['mode'] })}
              allowDeselect={false}
              disabled={disabled}
            />
            <Ends draft={draft} set={set} at={at} disabled={disabled} />
            <TextInput
              label={t('orderBy')}
              description={t('orderByHint')}
              value={draft.orderBy}
              onChange={(event) => set({ orderBy: event.currentTarget.value })}
              error={at('orderBy')}
              disabled={disabled}
            />
            <NumberInput
              label={t('lanes')}
              value={draft.lanes}
              min={1}
              max={32}
              onChange={(lanes) => set({ lanes: typeof lanes === 'number' ? lanes : 4 })}
              disabled={disabled}
            />
          </SimpleGrid>
        </Panel>
        <Conditions rows={draft.conditions} onChange={(conditions) => set({ conditions })} errors={errors} disabled={disabled} />
        <Rules rows={draft.rules} onChange={(rules) => set({ rules })} errors={errors} disabled={disabled} />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
          {(['dictionaries', 'constants'] as const).map((name) => (
            <JsonInput
              key={name}
              label={t(name)}
              {...(name === 'dictionaries' ? { description: t('dictionariesHint') } : {})}
              value={draft[name]}
              onChange={(value) => set({ [name]: value })}
              error={isJson(draft[name]) ? at(name) : t('notJson')}
              autosize
              minRows={3}
              maxRows={12}
              disabled={disabled}
            />
          ))}
        </SimpleGrid>
        <ProblemAlert error={error} />
        {disabled ? null : (
          <Group gap="xs">
            <Button type="submit" loading={pending}>
              {submit}
            </Button>
            <Busy active={pending} />
          </Group>
        )}
      </Stack>
    </form>
  );
}

/** Both connections, and what is said of each. */
function Ends({
  draft,
  set,
  at,
  disabled,
}: {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  at: (path: string) => string | undefined;
  disabled: boolean;
}) {
  const { t } = useWords(words);
  const connections = useApi('/connections', {});
  const options = (connections.data?.items ?? []).map(({ id, title }) => ({ value: id, label: `${title} (${id})` }));
  const writes = useApi(
    '/connections/{id}/writes',
    { params: { id: draft.targetConnection } },
    { enabled: draft.targetConnection !== '' },
  );
  const known = writes.data?.items ?? [];
  const manual = known.find(({ operation }) => operation === draft.write)?.retry === 'manual';
  return (
    <>
      <Select
        label={t('from')}
        data={options}
        value={draft.sourceConnection === '' ? null : draft.sourceConnection}
        onChange={(id) => set({ sourceConnection: id ?? '' })}
        error={at('source.connection')}
        searchable
        required
        disabled={disabled}
      />
      <TextInput
        label={t('event')}
        description={t('eventHint')}
        value={draft.event}
        onChange={(event) => set({ event: event.currentTarget.value })}
        error={at('source.event')}
        required
        disabled={disabled}
      />
      <Select
        label={t('to')}
        data={options}
        value={draft.targetConnection === '' ? null : draft.targetConnection}
        onChange={(id) => set({ targetConnection: id ?? '', write: '' })}
        error={at('target.connection')}
        searchable
        required
        disabled={disabled}
      />
      <Select
        label={t('write')}
        description={t('writeHint')}
        data={known.map(({ operation }) => operation)}
        value={draft.write === '' ? null : draft.write}
        onChange={(write) => set({ write: write ?? '' })}
        error={at('target.write')}
        searchable
        required
        disabled={disabled || draft.targetConnection === ''}
        {...(manual ? { inputContainer: (children) => <Warned text={t('writeManual')}>{children}</Warned> } : {})}
      />
      <TextInput
        label={t('targetId')}
        value={draft.targetId}
        onChange={(event) => set({ targetId: event.currentTarget.value })}
        error={at('target.id')}
        disabled={disabled}
      />
    </>
  );
}

function Warned({ text, children }: { text: string; children: React.ReactNode }) {
  return (
    <>
      {children}
      <Text size="xs" c="orange.8" mt={4}>
        {text}
      </Text>
    </>
  );
}
