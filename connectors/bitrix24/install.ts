import { z } from 'zod';
import { HubError } from '../../domain/errors.ts';
import type { Connected, Install, Installed } from '../sdk/contract.ts';
import type { Charge } from '../sdk/ports.ts';
import { readAnswer } from './envelope.ts';
import { refusalError } from './errors.ts';
import { parseBody } from './form.ts';
import { hostOf, isAuthServer, strangeToken, tradeCode } from './grants.ts';
import { isToken } from './hook.ts';
import { rateScope } from './limits.ts';
import type { Bitrix24Options } from './options.ts';
import { isPlainObject } from './wire.ts';

const TIMEOUT_MS = 30_000;

/** What the portal posts when the application is installed; every value is a text. */
const installed = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.coerce.number().catch(3600),
  client_endpoint: z.string(),
  server_endpoint: z.string(),
  member_id: z.string().min(1),
  application_token: z.string().min(1),
});

/** What the authorisation server says of a token; portals and years differ in what they tell. */
const tokenOwner = z.object({
  client_id: z.string().optional().catch(undefined),
  member_id: z.string().optional().catch(undefined),
  client_endpoint: z.string().optional().catch(undefined),
});

/**
 * Installation and removal of a local application.
 *
 * Anybody can post tokens here. They are believed when the addresses in the request are the vendor's and this portal's, the authorisation server
 * knows the token and contradicts nothing, and the portal itself accepts it. A removal proves itself by the application token alone.
 */
export const install: Install<Bitrix24Options> = {
  authorizeUrl({ portal, clientId = '' }, state) {
    return `${portal}/oauth/authorize/?${new URLSearchParams({ client_id: clientId, state })}`;
  },

  async exchange(connected, query) {
    const { options } = connected;
    const code = new URLSearchParams(query).get('code');
    if (!code) throw unreadable('no code');
    const tokens = await tradeCode(connected, code);
    if (tokens.endpoint !== undefined && hostOf(tokens.endpoint) !== hostOf(options.portal)) throw strangeToken();
    await assertOfPortal(connected, tokens.accessToken);
    return { kind: 'installed', tokens, options: tokens.memberId === undefined ? {} : { memberId: tokens.memberId } };
  },

  async accept(connected, request) {
    const body = parseBody(request);
    const auth = isPlainObject(body['auth']) ? body['auth'] : {};
    switch (String(body['event'] ?? '').toUpperCase()) {
      case 'ONAPPINSTALL':
        return accepted(connected, auth);
      case 'ONAPPUNINSTALL': {
        const { memberId } = connected.options;
        const ours = isToken(auth['application_token'], connected.options);
        if (!ours || (memberId !== undefined && auth['member_id'] !== memberId)) throw unproved();
        return { kind: 'uninstalled', clean: isPlainObject(body['data']) && String(body['data']['CLEAN'] ?? '') === '1' };
      }
      default:
        return null;
    }
  },
};

async function accepted(connected: Connected<Bitrix24Options>, raw: { [key: string]: unknown }): Promise<Installed> {
  const { options, clock } = connected;
  const parsed = installed.safeParse(raw);
  if (!parsed.success) throw unreadable(parsed.error.issues.map((issue) => issue.path.join('.')).join(', '));
  const auth = parsed.data;
  if (options.auth !== 'oauth') throw unproved();
  const strange =
    !isAuthServer(auth.server_endpoint, options) ||
    hostOf(auth.client_endpoint) !== hostOf(options.portal) ||
    (options.memberId !== undefined && options.memberId !== auth.member_id);
  if (strange) throw strangeToken();
  const owner = tokenOwner.safeParse(await appInfo(connected, auth.server_endpoint, auth.access_token));
  const told = owner.success ? owner.data : {};
  const contradicted =
    (told.client_id !== undefined && told.client_id !== options.clientId) ||
    (told.member_id !== undefined && told.member_id !== auth.member_id) ||
    (told.client_endpoint !== undefined && hostOf(told.client_endpoint) !== hostOf(options.portal));
  if (contradicted) throw strangeToken();
  await assertOfPortal(connected, auth.access_token);
  return {
    kind: 'installed',
    tokens: {
      accessToken: auth.access_token,
      refreshToken: auth.refresh_token,
      expiresAt: clock.now() + auth.expires_in * 1_000,
      endpoint: auth.client_endpoint,
      memberId: auth.member_id,
    },
    options: { memberId: auth.member_id, applicationToken: auth.application_token },
  };
}

/** A portal accepts the tokens of its own applications only. */
async function assertOfPortal(connected: Connected<Bitrix24Options>, token: string): Promise<void> {
  const { options } = connected;
  await appInfo(connected, `${options.portal}/rest/`, token, [{ scope: rateScope(options), cost: 1 }]);
}

/** Asks one side about a token. @throws HubError by the table of errors when it is refused */
async function appInfo(
  connected: Connected<Bitrix24Options>,
  endpoint: string,
  token: string,
  charge: Charge[] = [],
): Promise<unknown> {
  const core = connected.http({ baseUrl: endpoint, timeoutMs: TIMEOUT_MS });
  const answer = await core.request({
    method: 'POST',
    path: 'app.info',
    operation: 'app.info',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ auth: token }),
    charge,
    readOnly: true,
  });
  const reading = readAnswer(answer.status, answer.text);
  if (reading.ok) return reading.body['result'];
  const redact = (text: string) => core.redact(text.replaceAll(token, '‹secret›'));
  throw refusalError(reading.refusal, {
    operation: 'app.info',
    readOnly: true,
    redact,
    untilMs: () => connected.clock.now() + 5_000,
  });
}

function unreadable(detail: string): HubError {
  return new HubError({
    code: 'B24_UNREADABLE_INSTALL',
    kind: 'validation',
    userMessage: {
      ru: 'Данные установки приложения Битрикс24 не читаются.',
      en: 'The installation data of the Bitrix24 application cannot be read.',
    },
    detail,
  });
}

function unproved(): HubError {
  return new HubError({
    code: 'B24_ORIGIN_UNPROVED',
    kind: 'auth',
    userMessage: {
      ru: 'Отправитель не доказал, что он портал этого подключения.',
      en: 'The sender has not proved to be the portal of this connection.',
    },
  });
}
