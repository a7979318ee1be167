import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ItemOf } from '../../api/types.ts';
import { useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ProblemAlert } from '../../ui/states.tsx';
import { words } from './words.ts';

/** Takes or closes an alert, with a note for colleagues. */
export function NoteDialog({
  alert,
  verb,
  onClose,
}: {
  alert: ItemOf<'/alerts'>;
  verb: 'acknowledge' | 'resolve';
  onClose: () => void;
}) {
  const { t, of } = useWords(words);
  const { t: say } = useWords(common);
  const [note, setNote] = useState('');
  const acknowledge = useCommand('post', '/alerts/{id}/acknowledge', ['alerts']);
  const resolve = useCommand('post', '/alerts/{id}/resolve', ['alerts']);
  const command = verb === 'acknowledge' ? acknowledge : resolve;
  return (
    <Modal opened onClose={onClose} title={t(verb)} closeButtonProps={{ 'aria-label': say('close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const body = note.trim() === '' ? {} : { note: note.trim() };
          command.mutate({ params: { id: alert.id }, body }, { onSuccess: onClose });
        }}
      >
        <Stack gap="sm">
          <Text fw={600}>{of(alert.title)}</Text>
          <Text size="sm">{verb === 'acknowledge' ? t('acknowledgePlan') : t('resolvePlan')}</Text>
          <Textarea
            label={t('note')}
            description={t('noteHint')}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            maxLength={300}
            autosize
            minRows={2}
            data-autofocus
          />
          <ProblemAlert error={command.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {say('cancel')}
            </Button>
            <Button type="submit" loading={command.isPending}>
              {t(verb)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
