import { ActionIcon, Badge, Button, Group, Modal, Paper, Select, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { EmptyState, LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { words } from './words.ts';

type Unit = ItemOf<'/units'>;
interface Draft {
  id: string | null;
  name: string;
  kind: Unit['kind'];
  parent: string | null;
}

const KINDS = ['brand', 'location', 'department'] as const;

/** Brands, their offices and departments, as a tree. */
export function Units() {
  const { t } = useWords(words);
  const may = useMay('access.manage');
  const query = useApi('/units', {}, { live: ['access'] });
  const [draft, setDraft] = useState<Draft | null>(null);
  const [removing, setRemoving] = useState<Unit | null>(null);
  const { data } = query;
  if (data === undefined) {
    return query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  }
  const add = may ? (
    <Button
      leftSection={<Icon name="plus" size={14} />}
      onClick={() => setDraft({ id: null, name: '', kind: 'brand', parent: null })}
    >
      {t('unitAdd')}
    </Button>
  ) : null;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text c="dimmed">{t('unitsLead')}</Text>
        {data.items.length === 0 ? null : add}
      </Group>
      <Paper withBorder p="sm">
        {data.items.length === 0 ? (
          <EmptyState icon="people" title={t('unitsNone')}>
            {add}
          </EmptyState>
        ) : (
          <Branch
            units={data.items}
            parent={null}
            onAdd={may ? (parent) => setDraft({ id: null, name: '', kind: below(parent.kind), parent: parent.id }) : null}
            onChange={(unit) => setDraft(unit)}
            onRemove={setRemoving}
          />
        )}
      </Paper>
      {draft === null ? null : <UnitDialog units={data.items} draft={draft} onClose={() => setDraft(null)} />}
      {removing === null ? null : <RemoveDialog unit={removing} onClose={() => setRemoving(null)} />}
    </Stack>
  );
}

const below = (kind: Unit['kind']) => (kind === 'brand' ? ('location' as const) : ('department' as const));

function Branch({
  units,
  parent,
  onAdd,
  onChange,
  onRemove,
}: {
  units: readonly Unit[];
  parent: string | null;
  /** Null for those who only look. */
  onAdd: ((parent: Unit) => void) | null;
  onChange: (unit: Unit) => void;
  onRemove: (unit: Unit) => void;
}) {
  const { t, code } = useWords(words);
  const own = units.filter((unit) => unit.parent === parent);
  if (own.length === 0) return null;
  return (
    <Stack gap={4} component="ul" className="uzel-tree">
      {own.map((unit) => (
        <li key={unit.id}>
          <Group gap="xs">
            <Text fw={parent === null ? 600 : 400}>{unit.name}</Text>
            <Badge color="gray">{code('unitKind', unit.kind)}</Badge>
            {onAdd === null ? null : (
              <Group gap={2}>
                {(
                  [
                    ['plus', t('unitAddBelow', { name: unit.name }), onAdd],
                    ['settings', t('unitChange', { name: unit.name }), onChange],
                    ['cross', t('unitRemove', { name: unit.name }), onRemove],
                  ] as const
                ).map(([icon, label, act]) => (
                  <Tooltip key={icon} label={label}>
                    <ActionIcon size="sm" aria-label={label} onClick={() => act(unit)}>
                      <Icon name={icon} size={13} />
                    </ActionIcon>
                  </Tooltip>
                ))}
              </Group>
            )}
          </Group>
          <Branch units={units} parent={unit.id} onAdd={onAdd} onChange={onChange} onRemove={onRemove} />
        </li>
      ))}
    </Stack>
  );
}

function UnitDialog({ units, draft, onClose }: { units: readonly Unit[]; draft: Draft; onClose: () => void }) {
  const { t, code } = useWords(words);
  const { t: say } = useWords(common);
  const [name, setName] = useState(draft.name);
  const [kind, setKind] = useState(draft.kind);
  const [parent, setParent] = useState(draft.parent);
  const create = useCommand('post', '/units', ['access']);
  const change = useCommand('put', '/units/{id}', ['access']);
  const { id } = draft;
  const command = id === null ? create : change;
  return (
    <Modal
      opened
      onClose={onClose}
      title={id === null ? t('unitAdd') : t('unitChange', { name: draft.name })}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const body = { name, kind, parent };
          if (id === null) create.mutate({ body }, { onSuccess: onClose });
          else change.mutate({ params: { id }, body }, { onSuccess: onClose });
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t('unitName')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            required
            data-autofocus
          />
          <Select
            label={t('unitKind')}
            data={KINDS.map((value) => ({ value, label: code('unitKind', value) }))}
            value={kind}
            onChange={(value) => setKind(KINDS.find((one) => one === value) ?? kind)}
          />
          <Select
            label={t('unitParent')}
            data={[
              { value: '', label: t('unitTop') },
              ...units.filter((unit) => unit.id !== id).map((unit) => ({ value: unit.id, label: unit.name })),
            ]}
            value={parent ?? ''}
            onChange={(value) => setParent(value === '' ? null : value)}
          />
          <ProblemAlert error={command.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {say('cancel')}
            </Button>
            <Button type="submit" loading={command.isPending}>
              {id === null ? t('add') : t('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function RemoveDialog({ unit, onClose }: { unit: Unit; onClose: () => void }) {
  const { t } = useWords(words);
  const remove = useCommand('delete', '/units/{id}', ['access']);
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('unitRemove', { name: unit.name })}
      plan={<Text>{t('unitRemovePlan')}</Text>}
      confirm={t('remove')}
      danger
      reasonNeeded={false}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ params: { id: unit.id } }, { onSuccess: onClose })}
    />
  );
}
