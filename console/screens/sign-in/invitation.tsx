import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { api } from '../../api/client.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { signIn } from '../../api/session.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ProblemAlert } from '../../ui/states.tsx';
import { Door } from './door.tsx';
import { words } from './words.ts';

const SHORTEST = 12;

/** Opened from the letter of an invitation: the person sets a password and comes in. */
export default function Invitation() {
  const { t } = useWords(words);
  // Behind the hash, so that it stands in no log of a server on the way.
  const token = useLocation().hash.slice(1);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [asked, setAsked] = useState(false);
  const short = password.length < SHORTEST;
  const differs = repeat !== password;
  const accept = useMutation<void, ApiProblem, void>({
    mutationFn: async () => {
      const { email } = await api.post('/invitations/accept', { body: { token, password } });
      await signIn(client, { email, password });
    },
    onSuccess: () => navigate('/', { replace: true }),
  });
  return (
    <Door title={t('invitationTitle')} lead={t('invitationLead')}>
      {token === '' ? (
        <Alert color="red" title={t('noToken')} role="alert" />
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setAsked(true);
            if (!short && !differs) accept.mutate();
          }}
        >
          <Stack gap="sm">
            <PasswordInput
              label={t('password')}
              description={t('short')}
              autoComplete="new-password"
              size="sm"
              required
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              error={asked && short ? t('short') : undefined}
            />
            <PasswordInput
              label={t('repeat')}
              autoComplete="new-password"
              size="sm"
              required
              value={repeat}
              onChange={(event) => setRepeat(event.currentTarget.value)}
              error={asked && differs ? t('differs') : undefined}
            />
            <ProblemAlert error={accept.error} />
            <Button type="submit" size="sm" loading={accept.isPending}>
              {t('accept')}
            </Button>
          </Stack>
        </form>
      )}
    </Door>
  );
}
