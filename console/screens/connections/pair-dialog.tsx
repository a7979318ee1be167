import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ItemOf } from '../../api/types.ts';
import { useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ProblemAlert } from '../../ui/states.tsx';
import { words } from './words.ts';

const CONSTANTS = ['assignedById', 'sourceId'] as const;

/** Joins a booking system and a CRM, so that their records are kept in agreement. Both stay off until a mode is chosen. */
export function PairDialog({ connections, onClose }: { connections: readonly ItemOf<'/connections'>[]; onClose: () => void }) {
  const { t, code } = useWords(words);
  const { t: say } = useWords(common);
  const guess = (system: string) => connections.find((one) => one.system === system)?.id ?? null;
  const [left, setLeft] = useState(guess('samo'));
  const [right, setRight] = useState(guess('bitrix24'));
  const [constants, setConstants] = useState<Record<string, string>>({});
  const save = useCommand('post', '/pairs', ['connections']);
  const data = connections.map(({ id, title }) => ({ value: id, label: title }));
  const same = left !== null && left === right;
  return (
    <Modal opened onClose={onClose} title={t('join')} closeButtonProps={{ 'aria-label': say('close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (left === null || right === null || same) return;
          const given = Object.fromEntries(Object.entries(constants).filter(([, value]) => value.trim() !== ''));
          const body = { process: 'deals' as const, leftConnection: left, rightConnection: right, constants: given };
          save.mutate({ body }, { onSuccess: onClose });
        }}
      >
        <Stack gap="sm">
          <Select label={t('left')} data={data} value={left} onChange={setLeft} required />
          <Select
            label={t('right')}
            data={data}
            value={right}
            onChange={setRight}
            required
            error={same ? t('pairSame') : undefined}
          />
          {CONSTANTS.map((name) => (
            <TextInput
              key={name}
              label={code('constant', name)}
              description={t('constants')}
              value={constants[name] ?? ''}
              onChange={(event) => setConstants({ ...constants, [name]: event.currentTarget.value })}
            />
          ))}
          <ProblemAlert error={save.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {say('cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t('join')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
