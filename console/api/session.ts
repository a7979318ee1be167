import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { Permission as ServersPermission } from '../../server/auth/permissions.ts';
import { exchange } from './client.ts';
import type { ApiProblem } from './problem.ts';
import type { AnswerOf } from './types.ts';

export type Permission = ServersPermission;

/** Who is signed in, and what that person may do where. */
export type Me = AnswerOf<'get', '/me'>;

const ME = ['/me'];

/** Null when nobody is signed in. The session is asked first: it answers strangers without a refusal. */
async function whoAmI(signal?: AbortSignal): Promise<Me | null> {
  const options = signal ? { signal } : {};
  if ((await exchange('get', '/api/auth/get-session', options)) === null) return null;
  return (await exchange('get', '/api/me', options)) as Me;
}

export function useMe() {
  return useQuery<Me | null, ApiProblem>({ queryKey: ME, queryFn: ({ signal }) => whoAmI(signal), staleTime: 60_000 });
}

/** Whether somebody holds a permission in any unit; the server decides for each record. */
export const holds = (me: Me | null | undefined, permission: Permission): boolean => me?.permissions[permission] !== undefined;

/** Whether the person who is signed in holds a permission: what they may not do is not offered. */
export function useMay(permission: Permission): boolean {
  return holds(useMe().data, permission);
}

/** Nobody is signed in any more: what was read for that person is forgotten. */
export function forgetSession(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
  client.setQueryData(ME, null);
}

/** @throws ApiProblem for a wrong e-mail or password, and when there were too many attempts */
export async function signIn(client: QueryClient, given: { email: string; password: string }): Promise<void> {
  await exchange('post', '/api/auth/sign-in/email', { body: given });
  client.setQueryData(ME, await whoAmI());
}

export async function signOut(client: QueryClient): Promise<void> {
  await exchange('post', '/api/auth/sign-out', { body: {} });
  forgetSession(client);
}
