import { Button, Group, NumberInput, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { CopyId } from '../../ui/copy-id.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { words } from './words.ts';

const OVERLAP_HOURS = 24;

/** Replaces what proves the sender of events; the former value holds for a while, so that no event is refused meanwhile. */
export function SecretDialog({ id, name, label, onClose }: { id: string; name: string; label: string; onClose: () => void }) {
  const { t } = useWords(words);
  const [value, setValue] = useState('');
  const [madeUp, setMadeUp] = useState(false);
  const [overlapHours, setOverlapHours] = useState(OVERLAP_HOURS);
  const replace = useCommand('post', '/connections/{id}/secrets/{name}/replace', ['connections', 'journal']);
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('replaceTitle', { name: label })}
      plan={
        <Stack gap="sm">
          <Text>{t('replacePlan')}</Text>
          <Group align="flex-end" gap="xs">
            <PasswordInput
              label={t('newValue')}
              value={value}
              onChange={(event) => {
                setValue(event.currentTarget.value);
                setMadeUp(false);
              }}
              autoComplete="new-password"
              visibilityToggleButtonProps={{ 'aria-label': t('showTyped') }}
              required
              w={320}
            />
            <Button
              variant="default"
              onClick={() => {
                setValue(randomSecret());
                setMadeUp(true);
              }}
            >
              {t('generate')}
            </Button>
          </Group>
          {madeUp ? (
            <Text size="sm">
              {t('generated')} <CopyId id={value} full />
            </Text>
          ) : null}
          <NumberInput
            label={t('overlapHours')}
            description={t('overlapHint')}
            value={overlapHours}
            min={0}
            max={168}
            onChange={(next) => setOverlapHours(typeof next === 'number' ? next : OVERLAP_HOURS)}
            w={320}
          />
        </Stack>
      }
      confirm={t('replace')}
      pending={replace.isPending}
      error={replace.error}
      onConfirm={({ reason }) =>
        replace.mutate({ params: { id, name }, body: { value, overlapHours, reason } }, { onSuccess: onClose })
      }
    />
  );
}

/** 256 bits, in letters that survive any form. */
function randomSecret(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
