import type { FaultPlan } from '../core/types.ts';
import type { Address } from './address.ts';
import type { Auth } from './auth.ts';
import { eventBody, type Recipient } from './event-body.ts';
import type { OfflineQueue } from './offline.ts';
import { formatBrackets } from './php.ts';
import type { Portal, PortalEvent } from './portal.ts';
import type { WireMap } from './wire.ts';

export interface Subscription {
  id: number;
  kind: 'webhook' | 'application';
  event: string;
  handler: string;
  type: 'online' | 'offline';
  /** Whose token the body carries. */
  userId: number;
  authConnector: string;
}

/** One line per event and handler: what was sent and how it ended. There is no second attempt. */
export interface EventLogLine {
  n: number;
  at: string;
  event: string;
  objectId: string;
  handler: string;
  /** Null for what comes without a subscription. */
  handlerId: number | null;
  /** `sent` while the handler has not answered yet. */
  outcome: 'waiting' | 'sent' | 'delivered' | 'refused' | 'unreachable' | 'lost';
  status: number | null;
  fault: string | null;
}

export interface EventDeps {
  portal: Portal;
  auth: Auth;
  address: Address;
  faults: FaultPlan;
  offline: OfflineQueue;
  limitScale: number;
}

const HANDLER_TIMEOUT_MS = 10_000;
/** A held-back event leaves after the next one, or after this long when none follows. */
const REORDER_WINDOW_MS = 300;
/** A handler that takes longer than this is put at the end of the queue: its next events wait. */
const SLOW_MS = 5_000;
const DEMOTION_MS = 3_000;

/** Tells subscribers that a record has changed: asynchronously, at most once, form-encoded, values never. */
export function createEvents(deps: EventDeps) {
  const { portal, faults, offline, limitScale } = deps;
  let subscriptions: Subscription[] = [];
  let log: EventLogLine[] = [];
  let held: (() => void)[] = [];
  let lastId = 0;
  const slow = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const stopping = new AbortController();

  function later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
  }

  function emit(event: PortalEvent): void {
    for (const subscription of subscriptions) {
      if (subscription.event !== event.name) continue;
      if (subscription.type === 'online') dispatch(subscription, event);
      else if (offline.push(event, subscription.authConnector)) wake(event);
    }
  }

  /** `ONOFFLINEEVENT` has no data: it only says that the queue is not empty. */
  function wake(event: PortalEvent): void {
    for (const subscription of subscriptions) {
      if (subscription.event === 'ONOFFLINEEVENT') dispatch(subscription, { ...event, name: 'ONOFFLINEEVENT', body: {} });
    }
  }

  function logged(event: string, objectId: string, handler: string, handlerId: number | null): EventLogLine {
    const at = new Date(portal.clock.now()).toISOString();
    const line = { n: log.length + 1, at, event, objectId, handler, handlerId };
    const waiting: EventLogLine = { ...line, outcome: 'waiting', status: null, fault: null };
    log.push(waiting);
    return waiting;
  }

  function dispatch(subscription: Recipient & { handler: string }, event: PortalEvent): void {
    const line = logged(event.name, event.objectId, subscription.handler, subscription.id);
    if (faults.strike(event.name, ['lose_event']) !== null) {
      Object.assign(line, { outcome: 'lost', fault: 'lose_event' });
      return;
    }
    const body = formatBrackets(eventBody(deps, subscription, event));
    const send = () => void post(line, subscription.handler, body);
    const twice = faults.strike(event.name, ['duplicate_event']) !== null;
    const delay = faults.strike(event.name, ['delay_event']);
    const hold = faults.strike(event.name, ['reorder_events']) !== null;
    line.fault = twice ? 'duplicate_event' : delay !== null ? 'delay_event' : hold ? 'reorder_events' : null;
    const go = () => {
      send();
      if (twice) send();
    };
    if (delay !== null) later(delay.ms ?? 1000, go);
    else if (hold) {
      held.push(go);
      later(REORDER_WINDOW_MS, releaseHeld);
    } else {
      later(slow.has(subscription.handler) ? DEMOTION_MS / limitScale : 0, () => {
        go();
        releaseHeld();
      });
    }
  }

  function releaseHeld(): void {
    const waiting = held.reverse();
    held = [];
    for (const go of waiting) go();
  }

  async function post(line: EventLogLine, handler: string, body: string): Promise<void> {
    const started = performance.now();
    line.outcome = 'sent';
    try {
      const answer = await fetch(handler, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Bitrix24 Webhook Engine' },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(HANDLER_TIMEOUT_MS)]),
      });
      await answer.arrayBuffer();
      Object.assign(line, { outcome: answer.ok ? 'delivered' : 'refused', status: answer.status });
    } catch {
      line.outcome = 'unreachable';
    }
    if (performance.now() - started > SLOW_MS / limitScale) slow.add(handler);
    else slow.delete(handler);
  }

  return {
    emit,
    later,
    /** The same event and handler again keeps the first subscription; null then. */
    subscribe(init: Omit<Subscription, 'id'>): Subscription | null {
      const event = init.event.toUpperCase();
      const known = subscriptions.some(
        (one) => one.event === event && one.handler === init.handler && one.kind === init.kind && one.type === init.type,
      );
      if (known) return null;
      lastId += 1;
      const subscription = { ...init, event, id: lastId };
      subscriptions.push(subscription);
      return subscription;
    },
    unsubscribe(matches: (subscription: Subscription) => boolean): number {
      const kept = subscriptions.filter((one) => !matches(one));
      const removed = subscriptions.length - kept.length;
      subscriptions = kept;
      return removed;
    },
    subscriptions: () => subscriptions,
    /** `event.test`: whatever the caller sent comes back as `data[QUERY]`. */
    test(event: PortalEvent, query: WireMap): void {
      for (const subscription of subscriptions) {
        if (subscription.event === 'ONAPPTEST') dispatch(subscription, { ...event, body: { QUERY: query } });
      }
    },
    /** Tells one handler outside its subscriptions: of an installation or its end. */
    tell(handler: string, event: PortalEvent): void {
      dispatch({ id: null, kind: 'application', handler, userId: event.actor.userId }, event);
    },
    /** Calls a handler that is no event's: a provider of text messages. */
    deliver(handler: string, name: string, objectId: string, body: WireMap): void {
      const line = logged(name, objectId, handler, null);
      later(0, () => void post(line, handler, formatBrackets(body)));
    },
    log: () => log,
    /** Forgets what was sent; subscriptions stay. */
    clear() {
      log = [];
      held = [];
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      stopping.abort();
    },
  };
}

export type Events = ReturnType<typeof createEvents>;
