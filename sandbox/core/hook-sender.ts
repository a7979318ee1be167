import type { Clock } from './clock.ts';
import type { FaultPlan } from './types.ts';

/** One notification and what became of it. */
export interface SentNotice {
  /** Vendor's name of the event; fault rules go by it. */
  operation: string;
  body: string;
  attempts: { at: string; status: number | null }[];
  state: 'waiting' | 'taken' | 'lost' | 'given_up';
}

export interface HookSender {
  /** Where notifications go; nowhere until somebody says so. */
  subscribe(handler: string): void;
  send(operation: string, body: string): void;
  sent(): readonly SentNotice[];
  clear(): void;
}

export interface HookSenderOptions {
  clock: Clock;
  faults: FaultPlan;
  /** Waits between attempts, at limit scale 1. */
  retryMs: readonly number[];
  limitScale: number;
  isTaken(status: number, body: string): boolean;
  /** JSON by default. */
  contentType?: string;
}

const DELAY_MS = 2_000;

/**
 * Posts notifications and repeats those that were not taken. Faults: `lose_event`, `duplicate_event`, `delay_event` (`ms`), and `reorder_events`, which
 * holds a notification back until the next one has gone.
 */
export function createHookSender(options: HookSenderOptions): HookSender {
  const { clock, faults, retryMs, limitScale, contentType = 'application/json' } = options;
  let handler: string | null = null;
  let notices: SentNotice[] = [];
  let held: SentNotice | null = null;
  const timers = new Set<NodeJS.Timeout>();

  function later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timer.unref();
    timers.add(timer);
  }

  async function post(notice: SentNotice): Promise<void> {
    if (handler === null) return;
    const answer = await fetch(handler, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: notice.body,
    }).catch(() => null);
    const text = answer === null ? '' : await answer.text();
    notice.attempts.push({ at: new Date(clock.now()).toISOString(), status: answer?.status ?? null });
    if (answer !== null && options.isTaken(answer.status, text)) {
      notice.state = 'taken';
      return;
    }
    const wait = retryMs[notice.attempts.length - 1];
    if (notice.state === 'taken') return;
    if (wait === undefined) notice.state = 'given_up';
    else later(wait / limitScale, () => void post(notice));
  }

  return {
    subscribe: (address) => {
      handler = address;
    },
    send(operation, body) {
      const notice: SentNotice = { operation, body, attempts: [], state: 'waiting' };
      notices.push(notice);
      const fault = (kind: 'lose_event' | 'duplicate_event' | 'delay_event' | 'reorder_events') =>
        faults.strike(operation, [kind]);
      if (fault('lose_event')) {
        notice.state = 'lost';
        return;
      }
      if (held === null && fault('reorder_events')) {
        held = notice;
        return;
      }
      const delay = fault('delay_event');
      const before = held;
      held = null;
      const go = async () => {
        await post(notice);
        if (fault('duplicate_event')) await post(notice);
        if (before !== null) await post(before);
      };
      if (delay) later((delay.ms ?? DELAY_MS) / limitScale, () => void go());
      else void go();
    },
    sent: () => notices,
    clear() {
      notices = [];
      held = null;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
