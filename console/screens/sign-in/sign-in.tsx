import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { type ApiProblem, isProblem } from '../../api/problem.ts';
import { signIn, useMe } from '../../api/session.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ProblemAlert } from '../../ui/states.tsx';
import { Door } from './door.tsx';
import { words } from './words.ts';

/** Only places of the console itself: a link must not lead people elsewhere after they have typed their password. */
function placeIn(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) ? to : '/';
}

/** The Temporal UI is under the hub's address and no part of the console. */
function Elsewhere({ place }: { place: string }) {
  useEffect(() => window.location.replace(place), [place]);
  return null;
}

export default function SignIn() {
  const { t } = useWords(words);
  const [search] = useSearchParams();
  const client = useQueryClient();
  const me = useMe();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useMutation<void, ApiProblem, { email: string; password: string }>({
    mutationFn: (given) => signIn(client, given),
  });
  const place = placeIn(search.get('to'));
  if (me.data) return place.startsWith('/temporal') ? <Elsewhere place={place} /> : <Navigate to={place} replace />;
  return (
    <Door title={t('title')} lead={t('lead')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          attempt.mutate({ email: email.trim(), password });
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t('email')}
            type="email"
            name="email"
            autoComplete="username"
            size="sm"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('password')}
            name="password"
            autoComplete="current-password"
            size="sm"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Refusal error={attempt.error} />
          <Button type="submit" size="sm" loading={attempt.isPending}>
            {t('enter')}
          </Button>
        </Stack>
      </form>
    </Door>
  );
}

/** What went wrong at the door, in words that do not tell whether the e-mail is known. */
function Refusal({ error }: { error: ApiProblem | null }) {
  const { t } = useWords(words);
  if (error === null) return null;
  const word = isProblem(error) ? ({ 401: 'wrong', 403: 'wrong', 429: 'tooMany' } as const)[error.status] : undefined;
  return word === undefined ? <ProblemAlert error={error} /> : <Alert color="red" role="alert" title={t(word)} />;
}
