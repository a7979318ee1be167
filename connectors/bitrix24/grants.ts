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

/** Trades the refresh token for a new pair; both old tokens are void afterwards. No record changes: a broken connection is `transient`. */
export function refreshTokens(connected: Connected<Bitrix24Options>): (pair: TokenPair) => Promise<TokenPair> {
  return (pair) => grant(connected, { grant_type: 'refresh_token', refresh_token: pair.refreshToken });
}

/** Trades the code of a redirect, which lives 30 seconds and works once. */
export function tradeCode(connected: Connected<Bitrix24Options>, code: string): Promise<TokenPair> {
  return grant(connected, { grant_type: 'authorization_code', code });
}

/** In the body of a POST, so that no access log holds the secrets. @throws HubError `auth` when the server refuses or the answer is not to be trusted */
async function grant(connected: Connected<Bitrix24Options>, what: { [name: string]: string }): Promise<TokenPair> {
  const { options, clock } = connected;
  const core = connected.http({ baseUrl: options.oauthServer, timeoutMs: TOKEN_TIMEOUT_MS });
  const form = new URLSearchParams({ client_id: options.clientId ?? '', client_secret: options.clientSecret ?? '', ...what });
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
      redact: (text) => core.redact(Object.values(what).reduce((clean, value) => clean.replaceAll(value, '‹secret›'), text)),
      untilMs: () => clock.now() + RATE_BACKOFF_MS,
    });
  }
  assertTrusted(reading, options);
  return {
    accessToken: reading.access_token,
    refreshToken: reading.refresh_token,
    expiresAt: clock.now() + reading.expires_in * 1_000,
    ...(reading.client_endpoint === undefined ? {} : { endpoint: reading.client_endpoint }),
    ...(reading.member_id === undefined ? {} : { memberId: reading.member_id }),
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
  const strange =
    (reading.server_endpoint !== undefined && !isAuthServer(reading.server_endpoint, options)) ||
    (reading.member_id !== undefined && options.memberId !== undefined && reading.member_id !== options.memberId);
  if (strange) throw strangeToken();
}

/** Whether an address that came with tokens is one of the vendor's authorisation servers, or the one that the administrator named. */
export function isAuthServer(address: string, { oauthServer }: Pick<Bitrix24Options, 'oauthServer'>): boolean {
  return [...knownAuthHosts, hostOf(oauthServer)].includes(hostOf(address));
}

export function strangeToken(): HubError {
  return new HubError({
    code: 'B24_STRANGE_TOKEN',
    kind: 'auth',
    userMessage: {
      ru: 'Токен выдан неизвестным сервером авторизации или для другого портала. Проверьте подключение и авторизуйте приложение заново.',
      en: 'The token comes from an unknown authorisation server or belongs to another portal. Check the connection and authorise again.',
    },
  });
}

/** Host of an address, empty for what is none. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}
