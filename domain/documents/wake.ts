import type { Sentence } from '../errors.ts';
import type { Instant } from '../sla/instant.ts';
import { addDays } from '../time/date.ts';
import { startOfDate } from '../time/zoned.ts';
import type { PackClaim, PlannedPart } from './types.ts';

/** When a pack is looked at again by itself, and what for. */
export interface Wake {
  at: Instant;
  why: Sentence;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A new day has begun everywhere in the unit's zone, whatever a clock is off by. */
const AFTER_MIDNIGHT_MS = 5 * MINUTE_MS;

/**
 * When a waiting document is looked for again: nobody tells when a supplier has brought it. The nearer the tour, the more often.
 * Reasons that pass with an event of the claim are looked at once a day, for events that got lost.
 * @param scale divides the waits, which are no business deadlines
 */
export function lookAgain(code: string, daysLeft: number | null, scale: number): number {
  const near = daysLeft !== null && daysLeft <= 3;
  const hours = MADE.includes(code)
    ? 1 / 12
    : BROUGHT.includes(code)
      ? near
        ? 0.5
        : daysLeft !== null && daysLeft <= 14
          ? 2
          : 12
      : 24;
  return (hours * HOUR_MS) / scale;
}

/** It is being made right now. */
const MADE = ['3500', '102'];
/** Somebody else brings it. */
const BROUGHT = ['1000043', '1000044', '1000045', '1000046'];

/** The earliest moment at which waiting alone moves a part: its day, or another look at what is not ready. */
export function wakeOf(
  plan: readonly PlannedPart[],
  claim: Pick<PackClaim, 'dates'>,
  { zone, today, now, scale }: { zone: string; today: string; now: Instant; scale: number },
): Wake | null {
  const daysLeft =
    claim.dates.start === null ? null : Math.round((Date.parse(claim.dates.start) - Date.parse(today)) / (24 * HOUR_MS));
  const wakes = plan.flatMap(({ state, reasons, documents, rule }): Wake[] => {
    if (state !== 'not_yet' && state !== 'waiting' && state !== 'changed') return [];
    const days = reasons.flatMap(({ from, sentence }) =>
      from === undefined ? [] : [{ at: startOfDate(zone, from) + AFTER_MIDNIGHT_MS, why: sentence }],
    );
    if (state === 'not_yet' && days.length > 0) return days;
    const looks = documents.flatMap(({ availability }) => {
      if (availability.state !== 'waits') return [];
      const { code, daysBefore, message } = availability;
      const day = daysBefore === null || claim.dates.start === null ? null : addDays(claim.dates.start, -daysBefore);
      if (day !== null && day > today)
        return [{ at: startOfDate(zone, day) + AFTER_MIDNIGHT_MS, why: titled(rule.title, message) }];
      return [{ at: now + lookAgain(code, daysLeft, scale), why: titled(rule.title, message) }];
    });
    const other = { at: now + lookAgain('', daysLeft, scale), why: titled(rule.title, reasons[0]?.sentence ?? rule.title) };
    return [...days, ...(looks.length > 0 ? looks : [other])];
  });
  return earliest(wakes);
}

const titled = (title: Sentence, why: Sentence): Sentence => ({ ru: `«${title.ru}»: ${why.ru}`, en: `“${title.en}”: ${why.en}` });

export function earliest(wakes: readonly (Wake | null)[]): Wake | null {
  return wakes.reduce<Wake | null>((first, one) => (one !== null && (first === null || one.at < first.at) ? one : first), null);
}
