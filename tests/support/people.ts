import { hashPassword } from 'better-auth/crypto';
import type { Hono } from 'hono';
import { createUser, type StoredRole, setRoles } from '../../store/accounts.ts';
import type { Database } from '../../store/database.ts';
import { type Answer, apiClient } from './api-client.ts';

export const PASSWORD = 'верблюд-сливки-окно-27';
/** Where the console's pages come from, as browsers tell it. */
export const OWN_PAGE = { origin: 'https://uzel.example.com' };

const passwordHash = hashPassword(PASSWORD);
let people = 0;

/** Somebody with an account and these roles. */
export async function person(db: Database, roles: StoredRole[]): Promise<{ id: string; email: string; name: string }> {
  people += 1;
  const email = `person-${people}@example.com`;
  const user = await createUser(db, {
    email,
    name: `Сотрудник ${people}`,
    language: 'ru',
    passwordHash: await passwordHash,
  });
  if (!user) throw new Error('the address is taken');
  await setRoles(db, user.id, roles);
  return user;
}

/** What a browser sends back of the cookies that an answer sets. */
export function cookiesOf({ headers }: Pick<Answer, 'headers'>): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}

export function signIn(
  app: Hono,
  email: string,
  password = PASSWORD,
  headers: Record<string, string> = OWN_PAGE,
): Promise<Answer> {
  return apiClient(app, null).post('/api/auth/sign-in/email', { email, password }, headers);
}

/** A browser in which somebody with these roles is signed in. */
export async function browserOf(app: Hono, db: Database, roles: StoredRole[]) {
  const who = await person(db, roles);
  const answer = await signIn(app, who.email);
  if (answer.status !== 200) throw new Error(`the sign-in was answered with ${answer.status}`);
  const cookie = cookiesOf(answer);
  const client = apiClient(app, null);
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    client.call(method, path, body, { cookie, ...OWN_PAGE, ...headers });
  return {
    ...who,
    cookie,
    call,
    get: (path: string) => call('GET', path),
    post: (path: string, body?: unknown) => call('POST', path, body),
    put: (path: string, body: unknown) => call('PUT', path, body),
    patch: (path: string, body: unknown) => call('PATCH', path, body),
    delete: (path: string) => call('DELETE', path),
  };
}
