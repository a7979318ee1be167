import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ProblemAlert } from '../../ui/states.tsx';
import { Once } from './once.tsx';
import { type RoleHeld, RoleRows } from './role-rows.tsx';
import { words } from './words.ts';

/** Invites a person; the link is shown once, for the administrator to hand over. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords(words);
  const { t: say } = useWords(common);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [language, setLanguage] = useState<'ru' | 'en'>('ru');
  const [roles, setRoles] = useState<RoleHeld[]>([{ role: 'viewer', unit: null }]);
  const invite = useCommand('post', '/invitations', ['access']);
  return (
    <Modal opened onClose={onClose} title={t('invite')} size="lg" closeButtonProps={{ 'aria-label': say('close') }}>
      {invite.data === undefined ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            invite.mutate({ body: { name, email, language, roles } });
          }}
        >
          <Stack gap="sm">
            <Group grow>
              <TextInput
                label={t('name')}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                required
                data-autofocus
              />
              <TextInput
                type="email"
                label={t('email')}
                value={email}
                onChange={(event) => setEmail(event.currentTarget.value)}
                required
              />
            </Group>
            <Select
              label={t('language')}
              data={[
                { value: 'ru', label: 'Русский' },
                { value: 'en', label: 'English' },
              ]}
              value={language}
              onChange={(value) => setLanguage(value === 'en' ? 'en' : 'ru')}
              w={200}
            />
            <Text fw={600}>{t('roles')}</Text>
            <RoleRows held={roles} onChange={setRoles} />
            <ProblemAlert error={invite.error} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {say('cancel')}
              </Button>
              <Button type="submit" loading={invite.isPending}>
                {t('send')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack gap="sm">
          <Alert color="green" role="status" title={t('invited')}>
            {t('invitedLead')}
          </Alert>
          <Once value={invite.data.link} />
          <Group justify="flex-end">
            <Button onClick={onClose}>{say('close')}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
