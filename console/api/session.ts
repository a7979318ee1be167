import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { Permission as ServersPermission } from '../../server/auth/permissions.ts';
import { exchange } from './client.ts';
import { type ApiProblem, isProblem } from './problem.ts';

export type Permission = ServersPermission;

/** Who is signed in, and what that person may do. */
export interface Me {
  name: string;
  email: string;
  roles: readonly string[];
  permissions: readonly Permission[];
  units: readonly string[];
  language: string;
}

const ME = ['/me'];

/** Null when nobody is signed in. */
export function useMe() {
  return useQuery<Me | null, ApiProblem>({
    queryKey: ME,
    queryFn: ({ signal }) =>
      exchange('get', '/api/me', { signal }).then(
        (me) => me as Me,
        (error: unknown) => {
          if (isProblem(error) && error.status === 401) return null;
          throw error;
        },
      ),
    staleTime: 60_000,
  });
}

/** Nobody is signed in any more: what was read for that person is forgotten. */
export function forgetSession(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
  client.setQueryData(ME, null);
}

/** @throws ApiProblem for a wrong e-mail or password, and when there were too many attempts */
export async function signIn(client: QueryClient, given: { email: string; password: string }): Promise<void> {
  await exchange('post', '/api/auth/sign-in/email', { body: given });
  await client.fetchQuery({ queryKey: ME, queryFn: () => exchange('get', '/api/me') });
}

export async function signOut(client: QueryClient): Promise<void> {
  await exchange('post', '/api/auth/sign-out', { body: {} });
  forgetSession(client);
}

/** Whether the person who is signed in holds a permission: what they may not do is not offered. */
export function useMay(permission: Permission): boolean {
  return useMe().data?.permissions.includes(permission) ?? false;
}
