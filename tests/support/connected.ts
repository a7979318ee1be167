import { connectionBudgets } from '../../connectors/sdk/budgets.ts';
import type { Connected, Connector, TokenPair, TokenStore } from '../../connectors/sdk/contract.ts';
import { createHttpCore, type HttpCoreSpec, type HttpDeps } from '../../connectors/sdk/http.ts';
import { createNetCore } from '../../connectors/sdk/net.ts';
import type { PressurePort } from '../../connectors/sdk/ports.ts';
import { secretValues } from '../../connectors/sdk/secrets.ts';
import type { Json } from '../../domain/json.ts';
import { httpDeps, type LogLine } from './http-deps.ts';
import { createMemoryBudget, createMemoryPressure } from './memory-ports.ts';

export interface ConnectedForTest<Options> extends Connected<Options> {
  lines: LogLine[];
}

export interface ConnectOverrides extends Partial<HttpDeps> {
  limitScale?: number;
  tokens?: TokenStore;
  pressure?: PressurePort;
  remember?: Connected<unknown>['remember'];
  /** Changes what the connector asks of the core, to meet its limits. */
  spec?: Partial<HttpCoreSpec>;
}

/** What the runtime lends a connection, on memory ports: vendor limits sped up by `limitScale`, loopback granted. */
export function connectedForTest<Options, Client>(
  connector: Connector<Options, Client>,
  rawOptions: unknown,
  overrides: ConnectOverrides = {},
): ConnectedForTest<Options> {
  const { limitScale = 50, tokens = createMemoryTokens(null), spec = {}, pressure, remember, ...rest } = overrides;
  const options = connector.options.parse(rawOptions);
  const clock = rest.clock ?? { now: () => Date.now() };
  const connectionId = rest.connectionId ?? 'test';
  const deps = httpDeps({
    budget: createMemoryBudget(connectionBudgets(connector, options, limitScale), clock),
    secrets: secretValues(connector, options as { [name: string]: Json }),
    connectionId,
    clock,
    ...rest,
  });
  const http = createHttpCore(deps);
  return {
    connectionId,
    options,
    lane: deps.lane,
    http: (wanted) => http({ ...wanted, ...spec }),
    net: createNetCore(deps),
    tokens,
    pressure: pressure ?? createMemoryPressure(clock),
    remember: remember ?? (async () => undefined),
    clock,
    limitScale,
    lines: deps.lines,
  };
}

/** Single-flight refresh in memory; share one instance to play several processes. */
export function createMemoryTokens(initial: TokenPair | null): TokenStore {
  let pair = initial;
  let running: Promise<TokenPair> | null = null;
  return {
    read: async () => pair,
    async refresh(stale, refresh) {
      if (pair && pair.accessToken !== stale.accessToken) return pair;
      running ??= refresh(pair ?? stale)
        .then((next) => {
          pair = next;
          return next;
        })
        .finally(() => {
          running = null;
        });
      return running;
    },
  };
}
