import { betterAuth } from 'better-auth';
import { accountsAdapter, holderOf, type StoredRole, type UserRow } from '../../store/accounts.ts';
import type { Database } from '../../store/database.ts';
import { newId } from '../../store/ids.ts';
import type { Vault } from '../../store/keys.ts';

const COOKIE_PREFIX = 'uzel';
const HOUR_SECONDS = 3600;
/** A browser left alone is signed out after this. */
const IDLE_SECONDS = 2 * HOUR_SECONDS;
/** However busy, a session ends after this: a shift. */
const LIFETIME_MS = 12 * HOUR_SECONDS * 1000;

/** Header in which the hub tells better-auth where a request comes from; one that a client sends is overwritten. */
export const ADDRESS_HEADER = 'x-uzel-client';

export interface SignedIn {
  sessionId: string;
  user: UserRow;
  roles: StoredRole[];
  /** Cookies of a session that this use has prolonged. */
  cookies: string[];
}

export interface AccountsDeps {
  db: Database;
  vault: Vault;
  publicUrl: string;
  now: () => Date;
}

/** E-mail, password and sessions, by better-auth. Accounts are opened by invitation only, and closed by an administrator. */
export function createAccounts(deps: AccountsDeps) {
  let made: ReturnType<typeof make> | undefined;
  // At first use: the key of cookies comes from the database.
  const auth = () => {
    made ??= make(deps).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
  return {
    handler: async (request: Request): Promise<Response> => (await auth()).handler(request),
    /** Who is signed in with these cookies; null for nobody, for closed accounts, and past the session's lifetime. Use prolongs a session. */
    async signedIn(headers: Headers): Promise<SignedIn | null> {
      if (!(headers.get('cookie') ?? '').includes(COOKIE_PREFIX)) return null;
      const { response: found, headers: answer } = await (await auth()).api.getSession({ headers, returnHeaders: true });
      if (!found || deps.now().getTime() - found.session.createdAt.getTime() > LIFETIME_MS) return null;
      const holder = await holderOf(deps.db, found.user.id);
      if (!holder || holder.user.disabledAt !== null) return null;
      return { ...holder, sessionId: found.session.id, cookies: answer.getSetCookie() };
    },
  };
}

async function make({ db, vault, publicUrl }: AccountsDeps) {
  const secure = publicUrl.startsWith('https:');
  return betterAuth({
    appName: 'Uzel',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret: await vault.hash(db, 'session-cookie', 'v1'),
    database: accountsAdapter(db),
    emailAndPassword: { enabled: true, disableSignUp: true, autoSignIn: false, minPasswordLength: 1, maxPasswordLength: 200 },
    session: { expiresIn: IDLE_SECONDS, updateAge: 5 * 60, cookieCache: { enabled: false } },
    // Failed sign-ins are counted in the database, by account and by address, before better-auth is asked.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      // The prefix __Host- is kept by browsers only for this very host, over TLS; better-auth would put another one before it.
      useSecureCookies: false,
      cookiePrefix: secure ? `__Host-${COOKIE_PREFIX}` : COOKIE_PREFIX,
      // Whether a request comes from a page of ours is asked before, of every request with a cookie.
      disableOriginCheck: true,
      disableCSRFCheck: true,
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: ({ model }) => newId(model.slice(0, 3)) },
    },
  });
}

export type Accounts = ReturnType<typeof createAccounts>;
