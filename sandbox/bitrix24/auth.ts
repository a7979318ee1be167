import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { errorByCode, VendorError } from './vendor-error.ts';

/** Synthetic and the same in every sandbox: a connection form can be filled in before anything runs. */
export const sandboxWebhook = { userId: '1', secret: 'sandbox0hook0secret0000' };
export const sandboxApplicationToken = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
export const sandboxApp = {
  clientId: 'local.sandbox000000.00000000',
  clientSecret: 'sandboxClientSecret00000000000000000000000000000',
  applicationToken: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
};
export const memberId = 'c0ffee00c0ffee00c0ffee00c0ffee00';

const CODE_LIFE_MS = 30_000;
const REFRESH_LIFE_MS = 180 * 86_400_000;
const LIFETIME_SECONDS = 3600;

const grantedScopes = () => ({
  webhook: ['crm', 'user', 'disk', 'task', 'documentgenerator', 'userfieldconfig', 'sale', 'salescenter', 'imopenlines'],
  oauth: [
    ...['crm', 'user', 'im', 'imopenlines', 'imconnector', 'disk', 'task', 'documentgenerator', 'userfieldconfig'],
    ...['sale', 'salescenter', 'telephony', 'messageservice'],
  ],
});

export interface Credential {
  mode: 'webhook' | 'oauth';
  /** Webhook or application: whom the operating budget is charged to. */
  key: string;
  userId: number;
  scopes: readonly string[];
}

export interface TokenAnswer {
  access_token: string;
  refresh_token: string;
  /** Epoch seconds. */
  expires: number;
  expires_in: number;
}

/** Webhook secret, authorisation codes and token pairs of the one registered application. */
export function createAuth(clock: Clock) {
  const scopes = grantedScopes();
  const codes = new Map<string, { userId: number; until: number }>();
  const access = new Map<string, { userId: number; until: number }>();
  const refresh = new Map<string, { userId: number; until: number }>();
  let lifetimeSeconds = LIFETIME_SECONDS;
  let issued = 0;

  /** Looks random, is not: the same run issues the same tokens. */
  function token(kind: string): string {
    issued += 1;
    return createHash('sha256').update(`${kind} ${issued}`).digest('hex').slice(0, 60);
  }

  function issue(userId: number): TokenAnswer {
    const now = clock.now();
    const pair = { access_token: token('access'), refresh_token: token('refresh') };
    access.set(pair.access_token, { userId, until: now + lifetimeSeconds * 1000 });
    refresh.set(pair.refresh_token, { userId, until: now + REFRESH_LIFE_MS });
    return { ...pair, expires: Math.floor(now / 1000) + lifetimeSeconds, expires_in: lifetimeSeconds };
  }

  function spend(store: typeof codes, value: string): TokenAnswer {
    const entry = store.get(value);
    store.delete(value);
    if (entry === undefined || entry.until <= clock.now()) throw new VendorError(400, 'invalid_grant', '');
    return issue(entry.userId);
  }

  return {
    scopes,
    /** A code that lives 30 seconds and works once. */
    code(userId: number): string {
      const value = token('code');
      codes.set(value, { userId, until: clock.now() + CODE_LIFE_MS });
      return value;
    },
    /** @throws VendorError invalid_grant */
    byCode: (value: string) => spend(codes, value),
    /** Works once: the pair it came with is dead afterwards. @throws VendorError invalid_grant */
    byRefresh: (value: string) => spend(refresh, value),
    /** A token that an event body carries. */
    forEvent: (userId: number) => issue(userId),
    /** @throws VendorError INVALID_CREDENTIALS */
    webhook(userId: string, secret: string): Credential {
      if (userId !== sandboxWebhook.userId || secret !== sandboxWebhook.secret) throw errorByCode('INVALID_CREDENTIALS');
      return { mode: 'webhook', key: `webhook ${userId}`, userId: Number(userId), scopes: scopes.webhook };
    },
    /** @throws VendorError NO_AUTH_FOUND · invalid_token · expired_token */
    token(value: string): Credential {
      if (value === '') throw errorByCode('NO_AUTH_FOUND');
      const entry = access.get(value);
      if (entry === undefined) throw errorByCode('invalid_token');
      if (entry.until <= clock.now()) throw errorByCode('expired_token');
      return { mode: 'oauth', key: `app ${sandboxApp.clientId}`, userId: entry.userId, scopes: scopes.oauth };
    },
    /** Ends all access tokens now, refresh tokens too if asked; `seconds` is the life of the next ones. */
    expire(options: { refresh: boolean; seconds: number | null }) {
      for (const entry of access.values()) entry.until = 0;
      if (options.refresh) refresh.clear();
      if (options.seconds !== null) lifetimeSeconds = options.seconds;
    },
    /** Scopes and token life as they were set up; tokens stay valid. */
    restore() {
      Object.assign(scopes, grantedScopes());
      lifetimeSeconds = LIFETIME_SECONDS;
    },
  };
}

export type Auth = ReturnType<typeof createAuth>;
