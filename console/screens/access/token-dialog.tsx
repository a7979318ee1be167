import { Alert, Button, Group, Modal, MultiSelect, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMe } from '../../api/session.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ProblemAlert } from '../../ui/states.tsx';
import { Once } from './once.tsx';
import { words } from './words.ts';

const DAYS = 365;

/** Makes a token of what one may oneself; it is shown this once. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords(words);
  const { t: say } = useWords(common);
  const me = useMe().data;
  const units = useApi('/units', {});
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState<string[]>([]);
  const [unit, setUnit] = useState('');
  const [days, setDays] = useState<number | null>(DAYS);
  const create = useCommand('post', '/tokens', ['access']);
  return (
    <Modal opened onClose={onClose} title={t('tokenNew')} size="lg" closeButtonProps={{ 'aria-label': say('close') }}>
      {create.data === undefined ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate({ body: { name, permissions, unit: unit === '' ? null : unit, days } });
          }}
        >
          <Stack gap="sm">
            <TextInput
              label={t('tokenName')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              required
              data-autofocus
            />
            <MultiSelect
              label={t('tokenPermissions')}
              data={Object.keys(me?.permissions ?? {}).sort()}
              value={permissions}
              onChange={setPermissions}
              searchable
              required
            />
            <Group grow>
              <Select
                label={t('unit')}
                data={[
                  { value: '', label: t('everywhere') },
                  ...(units.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
                ]}
                value={unit}
                onChange={(value) => setUnit(value ?? '')}
              />
              <NumberInput
                label={t('tokenDays')}
                description={t('tokenDaysHint')}
                value={days ?? ''}
                min={1}
                max={3650}
                onChange={(value) => setDays(typeof value === 'number' ? value : null)}
              />
            </Group>
            <ProblemAlert error={create.error} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {say('cancel')}
              </Button>
              <Button type="submit" loading={create.isPending} disabled={permissions.length === 0}>
                {t('tokenNew')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack gap="sm">
          <Alert color="green" role="status" title={t('tokenMade')}>
            {t('tokenMadeLead')}
          </Alert>
          <Once value={create.data.token} />
          <Group justify="flex-end">
            <Button onClick={onClose}>{say('close')}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
