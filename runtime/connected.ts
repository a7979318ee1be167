import { begun, patienceMs } from '../activities/context.ts';
import { connectionBudgets } from '../connectors/sdk/budgets.ts';
import type { Connected, Connector, EntitySchema, Lane, PullResult, Upkeep } from '../connectors/sdk/contract.ts';
import { createHttpCore } from '../connectors/sdk/http.ts';
import { createNetCore } from '../connectors/sdk/net.ts';
import type { LogPort, MetricsPort, TurnPort } from '../connectors/sdk/ports.ts';
import type { ConnectorRegistry } from '../connectors/sdk/registry.ts';
import { splitSecrets } from '../connectors/sdk/secrets.ts';
import { createWritePort, writesOf } from '../connectors/sdk/writes.ts';
import type { DocumentPort, PaymentPort } from '../domain/booking/ports.ts';
import type { ClaimSource, CrmSource, WritePort } from '../domain/deals/ports.ts';
import { HubError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { PaymentSource } from '../domain/payments/types.ts';
import type { ConnectedPort, FoundConnection } from '../server/deps.ts';
import { type ConnectionRow, getConnection, openSecrets, saveCapabilities } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import { changeOptions } from '../store/installation.ts';
import type { Vault } from '../store/keys.ts';
import { createBreakers, createBudgets } from '../store/limits.ts';
import { createPressures } from '../store/operating.ts';
import { openPreviousSecrets } from '../store/secrets.ts';
import { createTokenStore } from '../store/tokens.ts';

export interface ConnectedDeps {
  db: Database;
  /** A pool whose commits need not be durable: budgets and breakers. */
  limits: Database;
  /** Turns of systems that take one call at a time. */
  turns: TurnPort;
  vault: Vault;
  registry: ConnectorRegistry;
  limitScale: number;
  /** Aborted when the process stops: nobody waits for a slot any more. */
  stopping: AbortSignal;
  log: LogPort;
  metrics: MetricsPort;
  /** What the mappings need of a connection's installation, in its connector's shape. */
  needsOf(connection: ConnectionRow): Promise<Json>;
}

interface Open {
  row: ConnectionRow;
  connector: Connector;
  options: unknown;
  previous: FoundConnection['previous'];
  clients: Map<Lane, unknown>;
  checkedAt: number;
}

const DEALS = { ru: 'Это подключение не подходит для синхронизации сделок', en: 'This connection does not serve deal sync' };
const DOCUMENTS = { ru: 'Это подключение не выдаёт документов', en: 'This connection gives out no documents' };
const PAYMENTS = { ru: 'Это подключение не сообщает об оплатах', en: 'This connection tells nothing of payments' };
/** What a client must be able to do, and what is said of one that cannot. */
const SERVES = { getClaim: DEALS, getRecord: DEALS, listPayments: PAYMENTS, getPayment: PAYMENTS, listDocuments: DOCUMENTS };

/** How long a process goes on with its picture of a connection before it looks for a newer version. */
const RECHECK_MS = 2_000;

export interface ConnectedHub extends ConnectedPort {
  claims(connectionId: string, lane: Lane): Promise<ClaimSource>;
  crm(connectionId: string, lane: Lane): Promise<CrmSource>;
  booking(connectionId: string, lane: Lane): Promise<ClaimSource & PaymentPort>;
  papers(connectionId: string, lane: Lane): Promise<ClaimSource & DocumentPort>;
  provider(connectionId: string, lane: Lane): Promise<PaymentSource>;
  writePort(connectionId: string, lane: Lane): Promise<WritePort>;
  pull(connectionId: string, name: string, cursor: Json | null): Promise<PullResult>;
  /** What the connection's connector asks for now and then; nothing where it asks for nothing. */
  maintain(connectionId: string, upkeep: Upkeep): Promise<void>;
  /** Entities and fields of an installation as they are now. */
  describe(connectionId: string): Promise<{ system: string; schemas: EntitySchema[] }>;
  /** What a connector's `install` works with. @throws HubError `config` for an unknown connection */
  lend(connectionId: string): Promise<{ connector: Connector; connected: Connected<unknown> }>;
}

/** Turns stored connections into clients, one per connection and lane, rebuilt when the connection changes. */
export function createConnected(deps: ConnectedDeps): ConnectedHub {
  const cache = new Map<string, Open>();
  const clock = { now: () => Date.now() };
  const pressure = createPressures(deps.limits, {
    now: clock.now,
    onLost: (error) => deps.log.warn({ err: error }, 'a figure of a vendor limit was not kept'),
  });

  async function find(connectionId: string): Promise<Open | null> {
    const cached = cache.get(connectionId);
    if (cached && clock.now() - cached.checkedAt < RECHECK_MS) return cached;
    const row = await getConnection(deps.db, connectionId);
    if (!row) return null;
    if (cached && cached.row.version === row.version) {
      const fresh = { ...cached, row, checkedAt: clock.now() };
      cache.set(connectionId, fresh);
      return fresh;
    }
    const open = await build(row);
    cache.set(connectionId, open);
    return open;
  }

  async function build(row: ConnectionRow): Promise<Open> {
    const connector = deps.registry[row.system];
    if (!connector)
      throw config(
        'SYSTEM_UNKNOWN',
        row.id,
        `Для системы «${row.system}» нет коннектора`,
        `There is no connector for "${row.system}"`,
      );
    let secret: Record<string, string>;
    try {
      secret = await openSecrets(deps.db, deps.vault, row.id);
    } catch (cause) {
      throw config(
        'SECRETS_UNREADABLE',
        row.id,
        'Секреты подключения не удаётся прочитать: введите их заново',
        'The secrets of this connection cannot be read: enter them again',
        cause,
      );
    }
    const parsed = connector.options.safeParse({ ...row.options, ...secret });
    if (!parsed.success)
      throw config(
        'OPTIONS_INVALID',
        row.id,
        'Настройки подключения заполнены неверно',
        'The options of this connection are not valid',
        parsed.error,
      );
    const previous = await previousOptions(row, connector, secret);
    return { row, connector, options: parsed.data, previous, clients: new Map(), checkedAt: clock.now() };
  }

  async function previousOptions(row: ConnectionRow, connector: Connector, secret: Record<string, string>) {
    const replaced = await openPreviousSecrets(deps.db, deps.vault, row.id, new Date(clock.now()));
    return replaced.flatMap(({ name, value, until }) => {
      const parsed = connector.options.safeParse({ ...row.options, ...secret, [name]: value });
      return parsed.success && connector.hook?.secrets?.some((one: string) => one === name)
        ? [{ options: parsed.data, until }]
        : [];
    });
  }

  async function opened(connectionId: string): Promise<Open> {
    const open = await find(connectionId);
    if (!open) throw config('CONNECTION_UNKNOWN', connectionId, 'Такого подключения нет', 'There is no such connection');
    return open;
  }

  function lent({ row, connector, options }: Open, lane: Lane): Connected<unknown> {
    const core = {
      connectionId: row.id,
      lane,
      budget: createBudgets(deps.limits, connectionBudgets(connector, options, deps.limitScale), deps.stopping),
      turns: deps.turns,
      breaker: createBreakers(deps.limits, { scale: deps.limitScale, now: clock.now }),
      egress: { allow: networksOf(options) },
      secrets: secretsOf(connector, options),
      clock,
      log: deps.log,
      metrics: deps.metrics,
      patienceMs,
      onSlot: begun,
    };
    const tokens = createTokenStore(deps.db, deps.vault, row.id);
    const remember = async (changes: { [option: string]: Json }) => {
      await changeOptions(deps.db, deps.vault, row.id, { open: changes, secret: {} });
      cache.delete(row.id);
    };
    return {
      connectionId: row.id,
      options,
      lane,
      http: createHttpCore(core),
      net: createNetCore(core),
      tokens,
      pressure,
      remember,
      clock,
      limitScale: deps.limitScale,
    };
  }

  function clientOf(open: Open, lane: Lane): unknown {
    const existing = open.clients.get(lane);
    if (existing) return existing;
    const client = open.connector.connect(lent(open, lane));
    open.clients.set(lane, client);
    return client;
  }

  async function clientAs(connectionId: string, lane: Lane, needed: keyof typeof SERVES): Promise<unknown> {
    const open = await opened(connectionId);
    const client = clientOf(open, lane);
    if (typeof client !== 'object' || client === null || !(needed in client)) {
      throw config('WRONG_SYSTEM', connectionId, SERVES[needed].ru, SERVES[needed].en);
    }
    return client;
  }

  return {
    find,
    forget: (connectionId) => void cache.delete(connectionId),
    async test(connectionId) {
      cache.delete(connectionId);
      const open = await opened(connectionId);
      const capabilities = await open.connector.probe(clientOf(open, 'interactive'));
      await saveCapabilities(deps.db, connectionId, capabilities);
      return capabilities;
    },
    async describe(connectionId) {
      // A client remembers what it has read of an installation: ask with a new one.
      cache.delete(connectionId);
      const open = await opened(connectionId);
      return { system: open.row.system, schemas: await open.connector.describe(clientOf(open, 'interactive')) };
    },
    claims: async (connectionId, lane) => (await clientAs(connectionId, lane, 'getClaim')) as ClaimSource,
    crm: async (connectionId, lane) => (await clientAs(connectionId, lane, 'getRecord')) as CrmSource,
    booking: async (connectionId, lane) => (await clientAs(connectionId, lane, 'listPayments')) as ClaimSource & PaymentPort,
    papers: async (connectionId, lane) => (await clientAs(connectionId, lane, 'listDocuments')) as ClaimSource & DocumentPort,
    provider: async (connectionId, lane) => (await clientAs(connectionId, lane, 'getPayment')) as PaymentSource,
    async writes(connectionId) {
      const open = await opened(connectionId);
      const client = clientOf(open, 'interactive');
      return Object.entries(writesOf(open.connector, client)).map(([operation, { retry }]) => ({
        operation,
        retry: typeof retry === 'function' ? retry(client) : retry,
      }));
    },
    async render(connectionId, operation, input, key) {
      const open = await opened(connectionId);
      const client = clientOf(open, 'interactive');
      return writesOf(open.connector, client)[operation]?.render?.(client, input, key) ?? null;
    },
    async writePort(connectionId, lane) {
      const open = await opened(connectionId);
      return createWritePort(open.connector, clientOf(open, lane), deps.limitScale, (own) => clientOf(open, own));
    },
    async pull(connectionId, name, cursor) {
      const open = await opened(connectionId);
      const pull = open.connector.pulls[name];
      if (!pull)
        throw config('PULL_UNKNOWN', connectionId, `У подключения нет ленты «${name}»`, `This connection has no feed "${name}"`);
      return pull(clientOf(open, 'sync'), cursor);
    },
    async maintain(connectionId, upkeep) {
      const open = await opened(connectionId);
      await open.connector.maintain?.(clientOf(open, 'bulk'), upkeep);
    },
    async preparing(connectionId) {
      const open = await opened(connectionId);
      const { prepare } = open.connector;
      if (!prepare) return null;
      return { prepare, client: clientOf(open, 'interactive'), needs: await deps.needsOf(open.row) };
    },
    async lend(connectionId) {
      const open = await opened(connectionId);
      return { connector: open.connector, connected: lent(open, 'interactive') };
    },
  };
}

function networksOf(options: unknown): string[] {
  const networks = typeof options === 'object' && options !== null && 'privateNetworks' in options ? options.privateNetworks : [];
  return Array.isArray(networks) ? networks.filter((network) => typeof network === 'string') : [];
}

function secretsOf(connector: Connector, options: unknown): string[] {
  const secret = splitSecrets(connector, options as { [name: string]: Json }).secret;
  return Object.values(secret).filter((value) => typeof value === 'string' && value !== '') as string[];
}

function config(code: string, connectionId: string, ru: string, en: string, cause?: unknown): HubError {
  return new HubError({ code, kind: 'config', userMessage: { ru, en }, connectionId, ...(cause === undefined ? {} : { cause }) });
}
