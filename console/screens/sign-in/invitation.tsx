import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { exchange } from '../../api/client.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { forgetSession } from '../../api/session.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ProblemAlert } from '../../ui/states.tsx';
import { Door } from './door.tsx';
import { words } from './words.ts';

const SHORTEST = 12;

/** Opened from the letter of an invitation: the person sets a password and comes in. */
export default function Invitation() {
  const { t } = useWords(words);
  const [search] = useSearchParams();
  const token = search.get('token');
  const navigate = useNavigate();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [asked, setAsked] = useState(false);
  const short = password.length < SHORTEST;
  const differs = repeat !== password;
  const accept = useMutation<unknown, ApiProblem, void>({
    mutationFn: () => exchange('post', '/api/invitations/accept', { body: { token, password } }),
    onSuccess: () => {
      forgetSession(client);
      void navigate('/sign-in', { replace: true });
    },
  });
  return (
    <Door title={t('invitationTitle')} lead={t('invitationLead')}>
      {token === null ? (
        <Alert color="red" title={t('noToken')} role="alert" />
      ) : (
        <form
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
