import { z } from '@hono/zod-openapi';
import type { ClockPolicy } from '../../domain/sla/clock.ts';
import { DEFAULT_RECKONING } from '../../domain/sla/reckon.ts';
import type { Moved } from '../../store/clocks.ts';
import { unitId } from './access-schemas.ts';
import { isoOrNull, moment } from './schemas.ts';

const date = z.iso.date().openapi({ example: '2026-12-31' });

const span = z.strictObject({ from: z.int().min(0).max(1439), to: z.int().min(1).max(2880) }).openapi('WorkingSpan', {
  description: 'Minutes after local midnight; `to` may lie past midnight',
  example: { from: 540, to: 1080 },
});
const spans = z.array(span).max(12);

const hours = z
  .strictObject({
    1: spans.optional(),
    2: spans.optional(),
    3: spans.optional(),
    4: spans.optional(),
    5: spans.optional(),
    6: spans.optional(),
    7: spans.optional(),
  })
  .openapi({ description: 'By ISO weekday, 1 is Monday; a weekday that is not named is closed' });

const specialDay = z
  .strictObject({
    title: z.string().trim().min(1).max(120),
    spans: spans.openapi({ description: 'Empty: closed' }),
    active: z.boolean().optional().openapi({ description: 'false: the date is like any other' }),
  })
  .openapi('SpecialDay');

export const country = z.enum(['russia']);

export const calendarDraft = z
  .strictObject({
    zone: z.string().max(60).openapi({ example: 'Europe/Moscow' }),
    weeks: z
      .array(z.strictObject({ since: date, hours }))
      .min(1)
      .max(40)
      .openapi({ description: 'Hours of a week, each from a local date on' }),
    production: country.nullable().openapi({ description: 'Whose days off and shortened days it keeps to' }),
    days: z
      .record(date, specialDay)
      .openapi({ description: 'Own days by date; they count before those of the production calendar' }),
    breaks: z.array(z.strictObject({ date, spans })).max(400),
  })
  .openapi('CalendarDraft');

export const productionYears = z
  .array(
    z.strictObject({
      year: z.int().min(2000).max(2100),
      decree: z.boolean().openapi({ description: 'Whether the transfers of days off are in it already' }),
      closed: z.record(z.string().max(120), z.array(date)),
      working: z.array(date),
      short: z.array(date),
    }),
  )
  .min(1)
  .max(40);

const minutes = z.int().min(1).max(525_600);

export const clockPolicy = z
  .strictObject({
    normMinutes: minutes
      .nullable()
      .openapi({ description: 'Working time allowed; null where a moment is due by itself, or nothing is' }),
    marks: z
      .array(
        z.strictObject({
          id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
          minutesBefore: z
            .int()
            .min(-525_600)
            .max(525_600)
            .openapi({ description: 'Working time before the due moment; after it where negative' }),
        }),
      )
      .max(12),
    atClose: z.enum(['close', 'next_opening']).default(DEFAULT_RECKONING.atClose),
    seconds: z.enum(['keep', 'truncate']).default(DEFAULT_RECKONING.seconds),
    neverOpen: z.enum(['wall_clock', 'never']).default(DEFAULT_RECKONING.neverOpen),
  })
  .openapi('ClockPolicy');

const MINUTE = 60_000;

export function policyOf({ normMinutes, marks, ...how }: z.output<typeof clockPolicy>): ClockPolicy {
  const inMs = marks.map(({ id, minutesBefore }) => ({ id, beforeMs: minutesBefore * MINUTE }));
  return { ...how, normMs: normMinutes === null ? null : normMinutes * MINUTE, marks: inMs };
}

export function policyView({ normMs, marks, ...how }: ClockPolicy): z.output<typeof clockPolicy> {
  const inMinutes = marks.map(({ id, beforeMs }) => ({ id, minutesBefore: beforeMs / MINUTE }));
  return { ...how, normMinutes: normMs === null ? null : normMs / MINUTE, marks: inMinutes };
}

export const owner = z
  .union([z.literal('hub'), unitId])
  .openapi({ description: '`hub`, or the unit whose own it is', example: 'hub' });

/** How a version came to be. */
export const publishedVersion = {
  version: z.int().positive(),
  author: z.string(),
  reason: z.string(),
  publishedAt: moment,
};

export const over = z
  .int()
  .min(0)
  .openapi({ description: 'The version that the author saw, 0 for none; another one by now is a conflict' });

const clockSight = z.object({ state: z.enum(['running', 'paused', 'overdue', 'met', 'missed']), due: moment.nullable() });

export const clockEffect = z
  .object({
    moved: z.int().openapi({ description: 'Open clocks that show something else then' }),
    earlier: z.int(),
    later: z.int(),
    overdue: z.int().openapi({ description: 'Overdue then, and not now' }),
    relieved: z.int().openapi({ description: 'Overdue now, and not then' }),
    examples: z.array(z.object({ subject: z.string(), name: z.string(), before: clockSight, after: clockSight })),
  })
  .openapi('ClockEffect');

const EXAMPLES = 20;

export function effectView(moved: readonly Moved[]): z.output<typeof clockEffect> {
  const count = (fits: (one: Moved) => boolean) => moved.filter(fits).length;
  const due = ({ due: at }: Moved['before']) => at?.getTime() ?? Number.POSITIVE_INFINITY;
  const sight = ({ state, due: at }: Moved['before']) => ({ state, due: isoOrNull(at) });
  return {
    moved: moved.length,
    earlier: count(({ before, after }) => due(after) < due(before)),
    later: count(({ before, after }) => due(after) > due(before)),
    overdue: count(({ before, after }) => before.state !== 'overdue' && after.state === 'overdue'),
    relieved: count(({ before, after }) => before.state === 'overdue' && after.state !== 'overdue'),
    examples: moved
      .slice(0, EXAMPLES)
      .map(({ clock: { subject, name }, before, after }) => ({ subject, name, before: sight(before), after: sight(after) })),
  };
}
