import type { Instant } from '../sla/instant.ts';
import { addDays } from '../time/date.ts';
import { startOfDate } from '../time/zoned.ts';
import type { DeadlineLevel, PackPolicy, PlannedPart, SentPart } from './types.ts';

/** A deadline that a look wants to run, or to stop. */
export type WantedClock = { name: string; policy: string } & (
  | { run: true; dueAt: Instant | null }
  /** At that moment it was met or missed; null: now, since nothing is owed any more. */
  | { run: false; at: Instant | null }
);

const PACK = 'pack';

/** The first sending of a part has a clock, and each update another one. */
export function clockOf({ rule, recipient }: Pick<PlannedPart, 'rule' | 'recipient'>, sent: readonly SentPart[]): string {
  const proven = sent.filter(
    (one) => one.part === rule.part && one.recipient === recipient && one.state === 'sent' && !one.elsewhere,
  );
  const resends = proven.filter(({ kind }) => kind === 'resend').length;
  return `${rule.part}/${recipient}/${proven.length - resends}`;
}

/** Deadlines of a plan. @param zone of the unit; the pack is due when a day begins there */
export function clocksOf(
  { whole }: Pick<PackPolicy, 'whole'>,
  plan: readonly PlannedPart[],
  sent: readonly SentPart[],
  start: string | null,
  zone: string,
): WantedClock[] {
  const clocks: WantedClock[] = plan.flatMap((part): WantedClock[] => {
    const policy = part.rule.clock;
    if (policy === null || part.state === 'sent' || !part.available) return [];
    return [{ name: clockOf(part, sent), policy, run: true, dueAt: null }];
  });
  if (whole === null || start === null) return clocks;
  const owed = plan.some(({ rule, state }) => OWED.includes(state) && goesBefore(rule, whole.daysBefore));
  const pack = { name: PACK, policy: whole.clock };
  if (!owed) return [...clocks, { ...pack, run: false, at: null }];
  return [...clocks, { ...pack, run: true, dueAt: startOfDate(zone, addDays(start, -whole.daysBefore)) }];
}

const OWED: readonly PlannedPart['state'][] = ['not_yet', 'waiting', 'ready', 'sending', 'changed', 'unknown', 'failed'];

function goesBefore({ when }: Pick<PlannedPart['rule'], 'when'>, days: number): boolean {
  return when.kind === 'now' || when.kind === 'visa' || (when.kind === 'days_before' && when.days > days);
}

/** How late something is, by the marks of its clock that have fallen. */
export function levelOf(told: readonly string[]): DeadlineLevel {
  if (told.includes('escalation')) return 'escalation';
  if (told.includes('breach')) return 'breach';
  return told.includes('warning') ? 'warning' : 'none';
}
