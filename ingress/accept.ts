import { isHubError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { listPairs, saveCursor } from '../store/connections.ts';
import type { Database, Db } from '../store/database.ts';
import { dropSeen, insertDeliveries, insertEvents, type NewDelivery } from '../store/inbox.ts';
import type { Vault } from '../store/keys.ts';
import { takingRoutes } from '../store/routes.ts';
import { type IncomingEvent, route } from './route.ts';

/** A raw body that proved its origin, and what its connector read in it. */
export interface ReadDelivery {
  delivery: NewDelivery;
  events: IncomingEvent[];
}

/**
 * Reads a body with its connector. What cannot be read is a dead letter, not a refusal: the sender has done its part.
 * @param parse  the connector's reading; may throw HubError
 */
export function readDelivery(delivery: NewDelivery, parse: () => IncomingEvent[]): ReadDelivery {
  try {
    return { delivery, events: parse() };
  } catch (thrown) {
    if (!isHubError(thrown)) throw thrown;
    return {
      delivery: { ...delivery, error: { code: thrown.code, kind: thrown.kind, sentence: thrown.userMessage } },
      events: [],
    };
  }
}

async function storeDeliveries(db: Database, vault: Vault, batch: readonly ReadDelivery[]): Promise<void> {
  await db.transaction(async (tx) => {
    const ids = await insertDeliveries(
      tx,
      vault,
      batch.map((item) => item.delivery),
    );
    if (batch.every((item) => item.events.length === 0)) return;
    const pairs = await listPairs(tx);
    const routes = await takingRoutes(
      tx,
      batch.map(({ delivery }) => delivery.connectionId),
    );
    const rows = [];
    for (const [index, { delivery, events }] of batch.entries()) {
      rows.push(...(await route(tx, vault, { pairs, routes }, delivery.connectionId, events, ids[index] ?? null)));
    }
    await insertEvents(tx, vault, rows);
  });
}

export interface Acceptor {
  /** Resolves once the delivery is committed; rejects when it is not. */
  accept(delivery: ReadDelivery): Promise<void>;
}

interface Waiting {
  item: ReadDelivery;
  resolve(): void;
  reject(error: unknown): void;
}

const LARGEST_BATCH = 64;
const COMMITS_AT_ONCE = 2;

/**
 * Commits deliveries in groups: what arrives while a commit is under way shares the next one. Each sender still waits for its own commit.
 * If a group fails, its members are tried alone, so that one bad delivery is refused alone.
 */
export function createAcceptor(db: Database, vault: Vault, onCommitted: () => void): Acceptor {
  const waiting: Waiting[] = [];
  let running = 0;

  async function commit(group: Waiting[]): Promise<void> {
    try {
      await storeDeliveries(
        db,
        vault,
        group.map(({ item }) => item),
      );
      for (const member of group) member.resolve();
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      else for (const member of group) await commit([member]);
    }
  }

  async function run(): Promise<void> {
    running += 1;
    while (waiting.length > 0) {
      await commit(waiting.splice(0, LARGEST_BATCH));
      onCommitted();
    }
    running -= 1;
  }

  return {
    accept: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (running < COMMITS_AT_ONCE) void run();
      }),
  };
}

/** Stores a page of a feed and its cursor in one transaction: a crash loses neither and repeats nothing. Returns how many events were new. */
export async function acceptPage(
  db: Database,
  vault: Vault,
  page: { connectionId: string; pull: string; events: readonly IncomingEvent[]; cursor: Json },
): Promise<number> {
  return db.transaction(async (tx) => {
    const fresh = await dropSeen(tx, page.connectionId, page.events);
    await acceptEvents(tx, vault, page.connectionId, fresh);
    await saveCursor(tx, page.connectionId, page.pull, page.cursor);
    return fresh.length;
  });
}

/** Queues events that the hub itself found: by a feed, a comparison or a person's command. */
export async function acceptEvents(db: Db, vault: Vault, connectionId: string, events: readonly IncomingEvent[]): Promise<void> {
  const known = { pairs: await listPairs(db), routes: await takingRoutes(db, [connectionId]) };
  await insertEvents(db, vault, await route(db, vault, known, connectionId, events, null));
}
