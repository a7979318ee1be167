import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCalendar } from '../../domain/sla/calendar.ts';
import { readClock } from '../../domain/sla/clock.ts';
import { type ClockEntry, historyOf } from '../../domain/sla/history.ts';
import { hoursOf } from '../../domain/sla/hours.ts';
import { afterWorking, beforeWorking, DEFAULT_RECKONING, workingTime } from '../../domain/sla/reckon.ts';
import { at, calendar, HOUR, iso, MINUTE, norm, spans, utc, WORKDAYS } from '../support/sla.ts';

const ZONES = ['Europe/Moscow', 'Asia/Vladivostok', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'];
const ZERO = utc('2024-02-01 00:00');

const moments = fc.integer({ min: 0, max: 300 * 24 * 60 }).map((minutes) => ZERO + minutes * MINUTE);
const daySpans = fc.constantFrom('9-18', '9-13,14-18', '22-30', '0-24', '10-16');
const someHours = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    workdays: daySpans,
    saturday: fc.option(daySpans, { nil: '' }),
    holidays: fc.array(fc.integer({ min: 0, max: 250 }), { maxLength: 6 }),
  })
  .map(({ zone, workdays, saturday, holidays }) => {
    const days = Object.fromEntries(
      holidays.map((day) => [new Date(ZERO + day * 24 * HOUR).toISOString().slice(0, 10), { title: 'Выходной', spans: [] }]),
    );
    return calendar(zone, { [WORKDAYS]: workdays, sat: saturday }, { days });
  });
const norms = fc.integer({ min: 1, max: 60 * 60 });
const somePauses = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 5_000 })), { maxLength: 4 })
  .map((gaps) => {
    let clock = 0;
    return gaps.map(([wait, length]) => {
      const from = clock + wait;
      clock = from + length;
      return { from, to: clock };
    });
  });

test('working time up to a due moment is the norm, forwards and backwards', () => {
  fc.assert(
    fc.property(someHours, moments, norms, (hours, from, minutes) => {
      const due = afterWorking(hours, from, minutes * MINUTE, DEFAULT_RECKONING) ?? Number.NaN;
      expect(workingTime(hours, from, due)).toBe(minutes * MINUTE);
      const start = beforeWorking(hours, due, minutes * MINUTE) ?? Number.NaN;
      expect(workingTime(hours, start, due)).toBe(minutes * MINUTE);
    }),
    { numRuns: 300 },
  );
});

test('[R-16] a pause never makes a due time earlier, and banked time is never negative', () => {
  fc.assert(
    fc.property(
      someHours,
      moments,
      norms,
      somePauses,
      fc.integer({ min: 0, max: 20_000 }),
      (hours, start, minutes, gaps, age) => {
        const pauses = gaps.map(({ from, to }) => ({ from: start + from * MINUTE, to: start + to * MINUTE }));
        const policy = norm(minutes);
        const now = start + age * MINUTE;
        const without = readClock({ startedAt: start, pauses: [], stoppedAt: null }, hours, policy, now);
        let earlier = without.due ?? Number.NaN;
        let usedMs = without.usedMs;
        pauses.forEach((_, index) => {
          const read = readClock({ startedAt: start, pauses: pauses.slice(0, index + 1), stoppedAt: null }, hours, policy, now);
          expect(read.due).toBeGreaterThanOrEqual(earlier);
          expect(read.usedMs).toBeLessThanOrEqual(usedMs);
          expect(read.usedMs).toBeGreaterThanOrEqual(0);
          earlier = read.due ?? Number.NaN;
          usedMs = read.usedMs;
        });
      },
    ),
    { numRuns: 300 },
  );
});

test('a pause outside working hours shifts nothing', () => {
  const hours = calendar('Europe/Moscow', { [WORKDAYS]: '9-18' });
  const startedAt = utc('2026-03-20T17:00:00+03:00');
  const weekend = { from: utc('2026-03-20T18:00:00+03:00'), to: utc('2026-03-23T09:00:00+03:00') };
  const read = (pauses: (typeof weekend)[]) => readClock({ startedAt, pauses, stoppedAt: null }, hours, norm(240), startedAt).due;
  expect(read([weekend])).toBe(read([]));
});

test('what a clock shows is the same whoever looks and when: replay from history equals what was seen on the way', () => {
  fc.assert(
    fc.property(someHours, moments, norms, fc.array(norms, { maxLength: 5 }), (hours, start, minutes, steps) => {
      const policy = norm(minutes, { marks: [{ id: 'warning', beforeMs: 30 * MINUTE }] });
      const history = { startedAt: start, pauses: [], stoppedAt: null };
      const first = readClock(history, hours, policy, start);
      let now = start;
      for (const step of steps) {
        now += step * MINUTE;
        const seen = readClock(history, hours, policy, now);
        expect([seen.due, seen.marks]).toEqual([first.due, first.marks]);
        const stopped = readClock({ ...history, stoppedAt: now }, hours, policy, now + 400 * 24 * HOUR);
        expect(stopped.usedMs).toBe(seen.usedMs);
        expect(stopped.state).toBe((first.due ?? 0) < now ? 'missed' : 'met');
      }
    }),
    { numRuns: 200 },
  );
});

test('a warning falls in working time even where the due moment is early in the morning', () => {
  const hours = calendar('Europe/Moscow', { [WORKDAYS]: '9-18' });
  const policy = norm(130, { marks: [{ id: 'warning', beforeMs: 15 * MINUTE }] });
  const read = readClock({ startedAt: utc('2026-03-20T16:00:00+03:00'), pauses: [], stoppedAt: null }, hours, policy, ZERO);
  expect(iso(read.due)).toBe(at('2026-03-23T09:10:00+03:00'));
  expect(read.marks.map(({ at }) => iso(at))).toEqual([at('2026-03-20T17:55:00+03:00')]);
});

test('escalations count in working time after the due moment', () => {
  const hours = calendar('Europe/Moscow', { [WORKDAYS]: '9-18' });
  const policy = norm(60, { marks: [{ id: 'head', beforeMs: -2 * HOUR }] });
  const startedAt = utc('2026-03-20T16:00:00+03:00');
  const read = readClock({ startedAt, pauses: [], stoppedAt: null }, hours, policy, utc('2026-03-20T17:30:00+03:00'));
  expect(read.state).toBe('overdue');
  expect(iso(read.wakeAt)).toBe(at('2026-03-23T10:00:00+03:00'));
});

test('hours past midnight belong to the day they begin on', () => {
  const night = calendar('Europe/Moscow', { fri: '22-30' });
  const from = utc('2026-03-20T12:00:00+03:00');
  expect(iso(afterWorking(night, from, 7 * HOUR, DEFAULT_RECKONING))).toBe(at('2026-03-21T05:00:00+03:00'));
});

test('a new version of the week counts from its date', () => {
  const hours = hoursOf({
    zone: 'Europe/Moscow',
    weeks: [
      { since: '2026-01-01', hours: { 1: spans('9-18'), 2: spans('9-18') } },
      { since: '2026-03-24', hours: { 2: spans('12-14') } },
    ],
    days: {},
  });
  expect(workingTime(hours, utc('2026-03-23T00:00:00+03:00'), utc('2026-03-25T00:00:00+03:00'))).toBe(11 * HOUR);
});

test('an open pause holds the due time, and one that began too late does not hide that time was up', () => {
  const hours = calendar('Europe/Moscow', { [WORKDAYS]: '9-18' });
  const startedAt = utc('2026-03-20T10:00:00+03:00');
  const read = (from: string) =>
    readClock({ startedAt, pauses: [{ from: utc(from), to: null }], stoppedAt: null }, hours, norm(60), startedAt + 5 * HOUR);
  expect(read('2026-03-20T10:30:00+03:00')).toMatchObject({ state: 'paused', due: null, usedMs: 30 * MINUTE, wakeAt: null });
  expect(read('2026-03-20T12:00:00+03:00')).toMatchObject({ state: 'overdue', leftMs: -HOUR });
});

test('every mistake of a calendar is named with its place', () => {
  const mistakes = checkCalendar({
    zone: 'Europe/Nowhere',
    weeks: [
      {
        since: '2026-13-01',
        hours: {
          1: [{ from: 600, to: 540 }],
          2: [
            { from: 540, to: 700 },
            { from: 690, to: 720 },
          ],
        },
      },
    ],
    days: { '2026-02-30': { title: 'Нет такого дня', spans: [{ from: 0, to: 3000 }] } },
  });
  expect(mistakes).toEqual([
    { path: 'zone', code: 'zone_unknown' },
    { path: 'weeks.0.since', code: 'date_wrong' },
    { path: 'weeks.0.hours.1.0', code: 'span_empty' },
    { path: 'weeks.0.hours.2.1', code: 'spans_overlap' },
    { path: 'days.2026-02-30', code: 'date_wrong' },
    { path: 'days.2026-02-30.spans.0', code: 'span_outside' },
  ]);
});

test('a moment that is due by itself is moved by no pause, warned of in working time, and late once it is past', () => {
  const hours = calendar('Europe/Moscow', { [WORKDAYS]: '9-18' });
  const policy = norm(null, { marks: [{ id: 'warning', beforeMs: 2 * HOUR }] });
  const startedAt = utc('2026-03-18T10:00:00+03:00');
  const dueAt = utc('2026-03-23T10:00:00+03:00');
  const pauses = [{ from: startedAt + HOUR, to: null }];
  const read = (stoppedAt: number | null, now: number) => readClock({ startedAt, pauses, stoppedAt, dueAt }, hours, policy, now);
  expect(read(null, startedAt + 2 * HOUR)).toMatchObject({ state: 'running', due: dueAt, leftMs: 25 * HOUR });
  expect(read(null, startedAt).marks.map(({ at: moment }) => iso(moment))).toEqual([at('2026-03-20T17:00:00+03:00')]);
  expect(read(null, dueAt + HOUR)).toMatchObject({ state: 'overdue', leftMs: -HOUR });
  expect(read(dueAt, dueAt).state).toBe('met');
  expect(read(dueAt + MINUTE, dueAt + MINUTE).state).toBe('missed');
});

test('what a clock is read from is replayed from its entries, and what makes no sense there counts for nothing', () => {
  const steps = fc.array(fc.constantFrom('paused', 'resumed', 'recomputed', 'moved', 'closed'), { maxLength: 12 });
  fc.assert(
    fc.property(steps, (types) => {
      const rest = types.map((type, index): ClockEntry => {
        const moment = index + 1;
        if (type === 'moved') return { type, at: moment, dueAt: moment };
        return type === 'recomputed'
          ? { type, at: moment, calendar: 'hub/2', policy: 'hub/1', before: null, after: null }
          : { type: type as 'paused' | 'resumed' | 'closed', at: moment };
      });
      const entries: ClockEntry[] = [{ type: 'opened', at: 0, dueAt: null }, ...rest];
      const read = historyOf(entries);
      const closed = types.indexOf('closed');
      expect(read.stoppedAt).toBe(closed < 0 ? null : closed + 1);
      expect(historyOf(entries.filter(({ type }) => type !== 'recomputed'))).toEqual(read);
      read.pauses.forEach(({ from, to }, index) => {
        expect(to ?? Number.POSITIVE_INFINITY).toBeGreaterThan(from);
        expect(from).toBeGreaterThan(read.pauses[index - 1]?.to ?? 0);
      });
    }),
  );
});
