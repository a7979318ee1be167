import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { HubError } from '../../domain/errors.ts';
import type { Clock } from '../sdk/contract.ts';
import type { Pressure, PressurePort } from '../sdk/ports.ts';
import type { Bitrix24Options } from './options.ts';
import type { Timing } from './wire.ts';

/** Running time that one method may take in ten minutes, per webhook or application; the portal's own figure can differ. */
const LIMIT_S = 480;
const STOP_SHARE = 0.95;
const SLOW_SHARE = 0.8;
/** Figures below this are not worth a write: the next answer brings a newer one. */
const SHARED_FROM_SHARE = 0.5;
const SHARED_EVERY_MS = 1_000;
/** Between two calls of a method that is close to its limit: this part of the time that is left until its reset. */
const GAP_SHARE = 0.01;
const LONGEST_GAP_MS = 7_000;
const LONGEST_WAIT_MS = 2_000;
/** Without a known reset the oldest one-minute bucket drops after at most this. */
const BUCKET_MS = 60_000;

/** Keeps one credential's methods below their running-time budget, fed by the `time` of every answer; shared by all processes. */
export interface OperatingBudget {
  /**
   * Lets a call through, spaced out while its method is close to the limit.
   * @throws HubError `rate_limited` while the method is near its limit, or when the next gap is longer than a call may wait
   */
  admit(method: string): Promise<void>;
  /** False from the point on at which calls of a method are spaced out. */
  roomy(method: string): Promise<boolean>;
  feed(method: string, time: Timing | undefined): void;
  /** Parks a method that the portal has just refused; epoch milliseconds until which. */
  blocked(method: string): number;
}

interface OperatingDeps {
  options: Bitrix24Options;
  pressure: PressurePort;
  clock: Clock;
  limitScale: number;
}

export function createOperatingBudget({ options, pressure, clock, limitScale }: OperatingDeps): OperatingBudget {
  const figures = new Map<string, Pressure>();
  const nextAt = new Map<string, number>();
  const toldAt = new Map<string, number>();
  const prefix = `b24:${new URL(options.portal).host}:operating:${credentialOf(options)}`;
  const scopeOf = (method: string) => `${prefix}:${method.toLowerCase()}`;

  function keep(method: string, figure: Pressure): void {
    const known = figures.get(method);
    if (!known || figure.untilMs > known.untilMs || figure.value > known.value) figures.set(method, figure);
  }

  async function current(method: string): Promise<Pressure | null> {
    const shared = await pressure.read(scopeOf(method));
    if (shared) keep(method, shared);
    const known = figures.get(method);
    return known && known.untilMs > clock.now() ? known : null;
  }

  return {
    async admit(method) {
      const figure = await current(method);
      const share = (figure?.value ?? 0) / LIMIT_S;
      if (!figure || share < SLOW_SHARE) return;
      if (share >= STOP_SHARE) throw resting(method, figure.untilMs);
      const now = clock.now();
      const at = Math.max(now, nextAt.get(method) ?? 0);
      if (at - now > LONGEST_WAIT_MS) throw resting(method, at);
      nextAt.set(method, at + Math.min((figure.untilMs - now) * GAP_SHARE, LONGEST_GAP_MS));
      if (at > now) await sleep(at - now);
    },
    roomy: async (method) => ((await current(method))?.value ?? 0) < LIMIT_S * SLOW_SHARE,
    feed(method, time) {
      if (time?.operating_reset_at === undefined) return;
      const figure = { value: time.operating ?? 0, untilMs: time.operating_reset_at * 1_000 };
      figures.set(method, figure);
      const now = clock.now();
      if (figure.value < LIMIT_S * SHARED_FROM_SHARE || now - (toldAt.get(method) ?? 0) < SHARED_EVERY_MS) return;
      toldAt.set(method, now);
      pressure.tell(scopeOf(method), figure);
    },
    blocked(method) {
      const now = clock.now();
      const known = figures.get(method)?.untilMs ?? 0;
      const figure = { value: LIMIT_S, untilMs: known > now ? known : now + BUCKET_MS / limitScale };
      figures.set(method, figure);
      pressure.tell(scopeOf(method), figure);
      return figure.untilMs;
    },
  };
}

/** The time is charged to the webhook or the application; a webhook's code is a secret and stands here as a digest. */
function credentialOf(options: Bitrix24Options): string {
  if (options.auth === 'oauth') return options.clientId ?? '';
  const digest = createHash('sha256')
    .update(options.webhookSecret ?? '')
    .digest('hex');
  return `${options.webhookUserId}-${digest.slice(0, 12)}`;
}

function resting(method: string, untilMs: number): HubError {
  return new HubError({
    code: 'B24_OPERATION_TIME_NEAR',
    kind: 'rate_limited',
    untilMs,
    userMessage: {
      ru: 'Метод Битрикс24 почти исчерпал время работы за десять минут. Узел продолжит, когда оно восстановится.',
      en: 'A Bitrix24 method has nearly spent its ten-minute time budget. Uzel goes on when it is restored.',
    },
    detail: method,
  });
}
