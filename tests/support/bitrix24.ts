import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import type { Bitrix24Options } from '../../connectors/bitrix24/options.ts';
import type { Connected, TokenPair, TokenStore } from '../../connectors/sdk/contract.ts';
import { createHttpCore, type HttpDeps } from '../../connectors/sdk/http.ts';
import { createNetCore } from '../../connectors/sdk/net.ts';
import { httpDeps } from './http-deps.ts';
import { createMemoryPressure } from './memory-ports.ts';

export const WEBHOOK_SECRET = 'a1b2c3d4e5f6g7h8';

/** Options of a webhook connection, through the connector's own schema. */
export function bitrix24Options(overrides: { [option: string]: unknown } = {}): Bitrix24Options {
  return bitrix24.options.parse({
    auth: 'webhook',
    portal: 'https://tour.bitrix24.example',
    webhookUserId: '17',
    webhookSecret: WEBHOOK_SECRET,
    applicationToken: 'app-token-1',
    dealCategoryId: 7,
    ...overrides,
  });
}

/** What the runtime would lend a connection: real HTTP core, limits in memory. */
export function connected(
  options: Bitrix24Options,
  deps: Partial<HttpDeps> = {},
  tokens = noTokens,
  more: Partial<Connected<Bitrix24Options>> = {},
): Connected<Bitrix24Options> {
  const http = httpDeps({ secrets: [WEBHOOK_SECRET], ...deps });
  return {
    connectionId: http.connectionId,
    options,
    lane: 'sync',
    http: createHttpCore(http),
    net: createNetCore(http),
    tokens,
    pressure: createMemoryPressure(http.clock),
    remember: async () => undefined,
    clock: http.clock,
    limitScale: 1,
    ...more,
  };
}

const noTokens: TokenStore = {
  read: async () => null,
  refresh: async (stale) => stale,
};

/** A token store of one process with single-flight refresh; counts the refreshes. */
export function tokenStore(first: TokenPair): TokenStore & { refreshes: number } {
  let pair = first;
  let running: Promise<TokenPair> | null = null;
  const store = {
    refreshes: 0,
    read: async () => pair,
    async refresh(stale: TokenPair, refresh: (pair: TokenPair) => Promise<TokenPair>) {
      if (pair.accessToken !== stale.accessToken) return pair;
      running ??= refresh(pair)
        .then((fresh) => {
          store.refreshes += 1;
          pair = fresh;
          return fresh;
        })
        .finally(() => {
          running = null;
        });
      return running;
    },
  };
  return store;
}
