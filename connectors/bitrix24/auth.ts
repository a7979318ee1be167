import { HubError, isHubError } from '../../domain/errors.ts';
import type { Connected, TokenPair } from '../sdk/contract.ts';
import { hostOf, refreshTokens } from './grants.ts';
import type { Bitrix24Options } from './options.ts';
import { sameVendorZone } from './zones.ts';

/** What goes on one request: where to, the path of a method, and what its body needs beside the parameters. */
export interface Presented {
  portal: string;
  pathOf(method: string): string;
  body: { auth?: string };
}

/** One kind of credentials, behind which the client does not see webhook or application. */
export interface Credentials {
  present(): Promise<Presented>;
  /** Fresh ones in place of those that the portal refused as expired; null where nothing can be renewed. */
  renew(refused: Presented): Promise<Presented> | null;
  /** For a portal that answers from a new address: credentials for that address, or null when nothing vouches for it. */
  relocate(presented: Presented, portal: string): Promise<Presented | null>;
}

export function credentialsOf(connected: Connected<Bitrix24Options>): Credentials {
  return connected.options.auth === 'webhook' ? webhook(connected) : oauth(connected);
}

/** The secret is part of the path: paths are never logged. A new address is believed within the vendor's own domains only. */
function webhook({ options, remember }: Connected<Bitrix24Options>): Credentials {
  const { webhookUserId = '', webhookSecret = '' } = options;
  const at = (portal: string): Presented => ({
    portal,
    pathOf: (method) => `/rest/${webhookUserId}/${webhookSecret}/${method}`,
    body: {},
  });
  let presented = at(options.portal);
  return {
    present: async () => presented,
    renew: () => null,
    async relocate(_presented, portal) {
      if (!sameVendorZone(options.portal, portal)) return null;
      presented = at(portal);
      await kept(remember, portal);
      return presented;
    },
  };
}

/** Tokens are refreshed when the portal says so, never ahead of time: the vendor blocks applications that refresh on a timer. */
function oauth(connected: Connected<Bitrix24Options>): Credentials {
  const { options, tokens, remember } = connected;
  const pairs = new WeakMap<Presented, TokenPair>();
  let portal = options.portal;
  const presentedOf = (pair: TokenPair): Presented => {
    const presented: Presented = { portal, pathOf: (method) => `/rest/${method}`, body: { auth: pair.accessToken } };
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
      return stale ? renewPair(connected, stale).then(presentedOf) : null;
    },
    /** The authorisation server names the portal's address with each new pair: it vouches for the new one, or nobody does. */
    async relocate(presented, moved) {
      const stale = pairs.get(presented);
      const pair = stale ? await renewPair(connected, stale) : null;
      if (pair?.endpoint === undefined || hostOf(pair.endpoint) !== hostOf(moved)) return null;
      portal = moved;
      await kept(remember, portal);
      return presentedOf(pair);
    },
  };
}

/** An address that could not be kept is met again by the next process: the redirect still stands. */
async function kept(remember: Connected<Bitrix24Options>['remember'], portal: string): Promise<void> {
  await remember({ portal }).catch(() => undefined);
}

/**
 * A fresh pair in place of a stale one, by one process for all. An answer that got lost on its way leaves a dead pair behind: whoever meets it
 * reads the store once more, since another process may hold the living one, and otherwise a person signs in again.
 */
export async function renewPair(connected: Connected<Bitrix24Options>, stale: TokenPair): Promise<TokenPair> {
  try {
    return await connected.tokens.refresh(stale, refreshTokens(connected));
  } catch (error) {
    if (!isHubError(error) || error.kind !== 'auth') throw error;
    const kept = await connected.tokens.read();
    if (kept && kept.refreshToken !== stale.refreshToken) return kept;
    throw error;
  }
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
