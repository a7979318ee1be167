import { ActionIcon, Button, Group, Select, Stack } from '@mantine/core';
import { ROLES } from '../../api/roles.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { words } from './words.ts';

export type RoleHeld = ItemOf<'/people'>['roles'][number];

/** Which roles somebody holds, each over the whole hub or a unit and all below it. */
export function RoleRows({ held, onChange }: { held: readonly RoleHeld[]; onChange: (held: RoleHeld[]) => void }) {
  const { t } = useWords(words);
  const { code } = useWords(common);
  const units = useApi('/units', {}, { live: ['access'] });
  const put = (index: number, next: RoleHeld) => onChange(held.map((one, at) => (at === index ? next : one)));
  return (
    <Stack gap="xs">
      {held.map((one, index) => (
        <Group key={`${one.role} ${one.unit}`} gap="xs" align="flex-end" wrap="nowrap">
          <Select
            label={t('role')}
            data={ROLES.map((role) => ({ value: role, label: code('role', role) }))}
            value={one.role}
            onChange={(role) => put(index, { ...one, role: ROLES.find((known) => known === role) ?? one.role })}
            flex={1}
          />
          <Select
            label={t('unit')}
            data={[
              { value: '', label: t('everywhere') },
              ...(units.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={one.unit ?? ''}
            onChange={(unit) => put(index, { ...one, unit: unit === '' ? null : unit })}
            flex={1}
          />
          <ActionIcon
            size="lg"
            aria-label={t('removeRole', { role: code('role', one.role) })}
            onClick={() => onChange(held.filter((_, at) => at !== index))}
          >
            <Icon name="cross" size={14} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        leftSection={<Icon name="plus" size={14} />}
        onClick={() => {
          const free = ROLES.find((role) => !held.some((one) => one.role === role && one.unit === null));
          if (free !== undefined) onChange([...held, { role: free, unit: null }]);
        }}
        w="fit-content"
      >
        {t('addRole')}
      </Button>
    </Stack>
  );
}
