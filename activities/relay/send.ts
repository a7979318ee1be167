import type { WriteOutcome, WritePort } from '../../domain/deals/ports.ts';
import type { Permit } from '../../domain/effects/permit.ts';
import { HubError } from '../../domain/errors.ts';
import { claimWrites, type MadeWrite, type RelayStanding, releaseWrites, storeMade } from '../../store/relay-effects.ts';
import { endRows, postpone } from '../../store/relay-queue.ts';
import type { RouteRow } from '../../store/routes.ts';
import { asHubError, isRepeatable } from '../errors.ts';
import type { RelayDeps } from './deps.ts';
import { type Attempt, park } from './park.ts';
import type { Item } from './plan.ts';

/** What became of a batch. `halted` names what keeps every further write from being made now. */
export interface Sent {
  writes: number;
  parked: number;
  postponed: number;
  halted: HubError | null;
}

/** Keys written at once within one lane; the target's budget may allow fewer. */
const KEYS_AT_ONCE = 12;
/** Outcomes stored together. */
const STORED_AT_ONCE = 50;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** These end a batch: what is left of it would meet the same. */
const HALTING = new Set(['CIRCUIT_OPEN', 'STOPPING', 'BUDGET_EXHAUSTED', 'DATABASE_AWAY']);

/**
 * Makes the writes of a batch, each at most once and those of one key in their order; different keys side by side.
 *
 * A write that a repeat cannot harm is claimed with all others in one statement; any other just before its call, so that a crash leaves no more of them
 * in doubt than were under way. Outcomes are stored many at a time, with their events and journal lines.
 */
export async function sendBatch(
  deps: RelayDeps,
  route: RouteRow,
  port: WritePort,
  items: readonly Item[],
  permit: Permit,
): Promise<Sent> {
  if (permit.process !== 'relay' || permit.connectionId !== route.targetConnection)
    throw new Error('this permit is for another connection');
  const { operation } = route.write;
  const retry = port.retry(operation);
  const repeatable = retry === 'keyed' || retry === 'safe';
  const times = { callMs: port.deadlineMs(operation), settleMs: port.settleMs(operation) };
  const standings: ReadonlyMap<string, RelayStanding> = repeatable
    ? await claimWrites(
        deps.db,
        items.map(({ plan }) => plan),
        times,
        { repeatable },
      )
    : new Map();
  const mappingHash = items[0]?.plan.mappingHash ?? route.mappingHash;

  const sent: Sent = { writes: 0, parked: 0, postponed: 0, halted: null };
  let made: MadeWrite[] = [];
  const stores: Promise<unknown>[] = [];
  const known: { id: number; result: string }[] = [];
  const later: { id: number; waitMs: number }[] = [];
  const released: (Attempt & { code: string })[] = [];

  function flush(): void {
    if (made.length === 0) return;
    const group = made;
    made = [];
    const stored = storeMade(deps.db, { id: route.id, connectionId: route.targetConnection, mappingHash }, group).then(
      (ended) => {
        sent.writes += ended.size;
      },
    );
    // Heard by the `all` below; until then nobody listens.
    stored.catch(() => {});
    stores.push(stored);
  }

  function done(item: Item, { effectId, attempt }: Attempt, outcome: WriteOutcome, how: 'answered' | 'found'): true {
    const data = {
      event: item.row.id,
      kind: item.row.entity,
      operation,
      how,
      ...(item.issues.length > 0 ? { issues: item.issues } : {}),
    };
    made.push({ effectId, attempt, eventId: item.row.id, externalId: outcome.externalId ?? null, result: 'written', data });
    if (made.length >= STORED_AT_ONCE) flush();
    return true;
  }

  function again(item: Item, waitMs: number): false {
    later.push({ id: item.row.id, waitMs });
    sent.postponed += 1;
    return false;
  }

  async function parked(item: Item, error: HubError, attempt: Attempt, state: 'failed' | 'unknown'): Promise<false> {
    await park(deps, route, item.row, error, { ...attempt, state, plan: item.plan });
    sent.parked += 1;
    return false;
  }

  async function claimed(item: Item, absent?: number): Promise<RelayStanding> {
    const early = absent === undefined ? standings.get(item.plan.key) : undefined;
    if (early) return early;
    const proved = absent === undefined ? {} : { absent: new Map([[item.plan.key, absent]]) };
    const standing = (await claimWrites(deps.db, [item.plan], times, { repeatable, ...proved })).get(item.plan.key);
    if (!standing) throw new Error('a claim got no answer');
    return standing;
  }

  /** True when the write is made, so that the next of its key may follow. */
  async function deliver(item: Item, absent?: number): Promise<boolean> {
    const standing = await claimed(item, absent);
    if (standing.kind === 'done') return known.push({ id: item.row.id, result: 'written' }) > 0;
    if (standing.kind === 'asked') {
      await park(deps, route, item.row, unknownOutcome());
      sent.parked += 1;
      return false;
    }
    if (standing.kind === 'claimed') return call(item, standing);
    const found = await port.find(operation, item.input, item.idempotencyKey);
    if (found) return done(item, standing, found, 'found');
    if (retry === 'manual') return parked(item, unknownOutcome(), standing, 'unknown');
    return standing.overdue ? deliver(item, standing.attempt) : again(item, standing.untilMs - Date.now());
  }

  /** Nothing that goes wrong with one event may leave its neighbours running unattended. */
  async function delivered(item: Item): Promise<boolean> {
    try {
      return await deliver(item);
    } catch (thrown) {
      sent.halted ??= asHubError(thrown);
      return false;
    }
  }

  async function call(item: Item, attempt: Attempt): Promise<boolean> {
    try {
      return done(item, attempt, await port.perform(operation, item.input, item.idempotencyKey), 'answered');
    } catch (thrown) {
      return failed(item, attempt, asHubError(thrown).at(route.targetConnection));
    }
  }

  async function failed(item: Item, attempt: Attempt, error: HubError): Promise<boolean> {
    if (error.kind === 'unknown_outcome' && repeatable) {
      // The attempt stays open: should the connection stop promising that repeats do no harm, the next one looks first.
      return again(item, backoffMs(attempt.attempt));
    }
    if (error.kind === 'unknown_outcome') {
      const found = retry === 'findable' ? await port.find(operation, item.input, item.idempotencyKey).catch(() => null) : null;
      if (found) return done(item, attempt, found, 'found');
      if (retry === 'manual') return parked(item, unknownOutcome(), attempt, 'unknown');
      return again(item, times.callMs + times.settleMs);
    }
    if (isRepeatable(error)) {
      released.push({ ...attempt, code: error.code });
      if (HALTING.has(error.code)) {
        sent.halted ??= error;
        return false;
      }
      return again(item, error.untilMs === undefined ? backoffMs(attempt.attempt) : error.untilMs - Date.now());
    }
    if (error.kind === 'auth' || error.kind === 'permission' || error.kind === 'config') {
      released.push({ ...attempt, code: error.code });
      sent.halted = error;
      return false;
    }
    return parked(item, error, attempt, 'failed');
  }

  const backoffMs = (attempt: number) =>
    (Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt - 1, 6)) / deps.limitScale) * (1 + Math.random() * 0.2);

  const keys = [...byKey(items).values()];
  const unsent: Item[] = [];
  async function worker(): Promise<void> {
    for (let key = keys.shift(); key; key = keys.shift()) {
      for (const [index, item] of key.entries()) {
        if (sent.halted !== null) unsent.push(...key.slice(index));
        if (sent.halted !== null || !(await delivered(item))) {
          if (sent.halted === null) unsent.push(...key.slice(index + 1));
          break;
        }
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(KEYS_AT_ONCE, keys.length) }, worker));
  } finally {
    flush();
    await Promise.all([
      ...stores,
      endRows(deps.db, known),
      postpone(deps.db, later),
      releaseWrites(deps.db, [...released, ...notSent(unsent, standings)]),
    ]);
    sent.writes += known.length;
  }
  return sent;
}

function byKey(items: readonly Item[]): Map<string, Item[]> {
  const keys = new Map<string, Item[]>();
  for (const item of items) {
    const key = keys.get(item.orderKey);
    if (key) key.push(item);
    else keys.set(item.orderKey, [item]);
  }
  return keys;
}

/** Claims that no call followed. */
function notSent(unsent: readonly Item[], standings: ReadonlyMap<string, RelayStanding>): (Attempt & { code: string })[] {
  return unsent.flatMap((item) => {
    const standing = standings.get(item.plan.key);
    return standing?.kind === 'claimed' ? [{ effectId: standing.effectId, attempt: standing.attempt, code: 'NOT_SENT' }] : [];
  });
}

const unknownOutcome = () =>
  new HubError({
    code: 'OUTCOME_UNKNOWN',
    kind: 'validation',
    userMessage: {
      ru: 'Неизвестно, дошла ли запись до системы. Проверьте её там и отметьте исход',
      en: 'It is unknown whether the write arrived. Check the other system and record the outcome',
    },
  });
