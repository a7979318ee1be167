import type { z } from 'zod';
import { HubError } from '../../domain/errors.ts';
import type { Connected, TokenPair } from '../sdk/contract.ts';
import { readAnswer } from './envelope.ts';
import { refusalError } from './errors.ts';
import { parseLossless } from './json.ts';
import { type Bitrix24Options, knownAuthHosts } from './options.ts';
import { tokenResult } from './wire.ts';

const TOKEN_TIMEOUT_MS = 30_000;
const RATE_BACKOFF_MS = 5_000;

/** What goes on one request: the path of a method, and what its body needs beside the parameters. */
export interface Presented {
  pathOf(method: string): string;
  body: { auth?: string };
}

/** One kind of credentials, behind which the client does not see webhook or application. */
export interface Credentials {
  present(): Promise<Presented>;
  /** Fresh ones in place of those that the portal refused as expired; null where nothing can be renewed. */
  renew(refused: Presented): Promise<Presented> | null;
}

export function credentialsOf(connected: Connected<Bitrix24Options>): Credentials {
  return connected.options.auth === 'webhook' ? webhook(connected.options) : oauth(connected);
}

/** The secret is part of the path: paths are never logged. */
function webhook({ webhookUserId = '', webhookSecret = '' }: Bitrix24Options): Credentials {
  const presented: Presented = { pathOf: (method) => `/rest/${webhookUserId}/${webhookSecret}/${method}`, body: {} };
  return { present: async () => presented, renew: () => null };
}

/** Tokens are refreshed when the portal says so, never ahead of time: the vendor blocks applications that refresh on a timer. */
function oauth(connected: Connected<Bitrix24Options>): Credentials {
  const { tokens } = connected;
  const pairs = new WeakMap<Presented, TokenPair>();
  const presentedOf = (pair: TokenPair): Presented => {
    const presented: Presented = { pathOf: (method) => `/rest/${method}`, body: { auth: pair.accessToken } };
    pairs.set(presented, pair);
    return presented;
  };
  return {
    async present() {
      const pair = await tokens.read();
      if (!pair) throw notAuthorised();
      return presentedOf(pair);
    },
    renew(refused) {
      const stale = pairs.get(refused);
      return stale ? tokens.refresh(stale, refreshTokens(connected)).then(presentedOf) : null;
    },
  };
}

/** Trades the refresh token for a new pair; both old tokens are void afterwards. No record changes: a broken connection is `transient`. */
function refreshTokens(connected: Connected<Bitrix24Options>): (pair: TokenPair) => Promise<TokenPair> {
  const { options, clock } = connected;
  const core = connected.http({ baseUrl: options.oauthServer, timeoutMs: TOKEN_TIMEOUT_MS });
  return async (pair) => {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: options.clientId ?? '',
      client_secret: options.clientSecret ?? '',
      refresh_token: pair.refreshToken,
    });
    const answer = await core.request({
      method: 'POST',
      path: '/oauth/token/',
      operation: 'oauth.token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
      charge: [],
      readOnly: true,
    });
    const reading = readToken(answer.text);
    if (answer.status !== 200 || reading === null) {
      const refused = readAnswer(answer.status, answer.text);
      const refusal = refused.ok ? { status: answer.status, code: '', text: '', html: false } : refused.refusal;
      throw refusalError(refusal, {
        operation: 'oauth.token',
        readOnly: true,
        redact: core.redact,
        untilMs: () => clock.now() + RATE_BACKOFF_MS,
      });
    }
    assertTrusted(reading, options);
    return {
      accessToken: reading.access_token,
      refreshToken: reading.refresh_token,
      expiresAt: clock.now() + reading.expires_in * 1_000,
      ...(reading.client_endpoint === undefined ? {} : { endpoint: reading.client_endpoint }),
    };
  };
}

function readToken(text: string): z.output<typeof tokenResult> | null {
  try {
    return tokenResult.parse(parseLossless(text));
  } catch {
    return null;
  }
}

/** A pair that names a strange authorisation server or another portal is not taken: whoever forged it would get our next tokens. */
function assertTrusted(reading: z.output<typeof tokenResult>, options: Bitrix24Options): void {
  const authHosts = [...knownAuthHosts, new URL(options.oauthServer).host];
  const strange =
    (reading.server_endpoint !== undefined && !authHosts.includes(hostOf(reading.server_endpoint))) ||
    (reading.member_id !== undefined && options.memberId !== undefined && reading.member_id !== options.memberId);
  if (!strange) return;
  throw new HubError({
    code: 'B24_STRANGE_TOKEN',
    kind: 'auth',
    userMessage: {
      ru: 'Токен выдан неизвестным сервером авторизации или для другого портала. Проверьте подключение и авторизуйте приложение заново.',
      en: 'The token comes from an unknown authorisation server or belongs to another portal. Check the connection and authorise again.',
    },
  });
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}

function notAuthorised(): HubError {
  return new HubError({
    code: 'B24_NOT_AUTHORISED',
    kind: 'auth',
    userMessage: {
      ru: 'Приложение ещё не авторизовано на портале. Пройдите авторизацию.',
      en: 'The application is not yet authorised on the portal. Authorise it.',
    },
  });
}
