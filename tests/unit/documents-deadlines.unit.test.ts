import { expect, test } from 'vitest';
import { type clockOf, clocksOf, levelOf } from '../../domain/documents/clocks.ts';
import { lookAgain, wakeOf } from '../../domain/documents/wake.ts';
import { readClock } from '../../domain/sla/clock.ts';
import { DEFAULT_RECKONING } from '../../domain/sla/reckon.ts';
import { dateIn } from '../../domain/time/zoned.ts';
import { document, PACK, paidClaim, partOf, plan, sent, waits } from '../support/documents.ts';
import { calendar, HOUR, iso, utc, WORKDAYS } from '../support/sla.ts';

const moscow = calendar('Europe/Moscow', { [WORKDAYS]: '9-18' }, { days: { '2027-03-08': { title: 'Праздник', spans: [] } } });
const at = (text: string) => utc(`${text}+03:00`);
const voucher = document('voucher');
const start = '2027-03-12';
const wanted = (parts: ReturnType<typeof plan>, before: Parameters<typeof clockOf>[1] = []) =>
  clocksOf(PACK, parts, before, start, 'Europe/Moscow');

test('a part that is there has a clock of its policy; one that waits has none', () => {
  expect(wanted(plan({ documents: [voucher] }))).toMatchObject([
    { name: 'now/payer/0', policy: 'documents.part', run: true },
    { name: 'pack', run: true },
  ]);
  expect(wanted(plan({ documents: [{ ...voucher, availability: waits('1000044') }] })).map(({ name }) => name)).toEqual(['pack']);
});

test('an update has a clock of its own, a resend has none', () => {
  const first = sent('now', [voucher]);
  const again = sent('now', [voucher], { kind: 'resend' });
  const newer = plan({ documents: [document('voucher', { version: 'v2' })], sent: [first, again] });
  expect(wanted(newer, [first, again])[0]).toMatchObject({ name: 'now/payer/1', run: true });
});

test('the whole pack is due as the day before departure begins in the zone of the unit', () => {
  const [, pack] = wanted(plan({ documents: [voucher] }));
  expect(pack?.run === true && iso(pack.dueAt)).toBe(iso(at('2027-03-11 00:00')));
});

test('once nothing is owed before the tour, the clock of the pack stops', () => {
  const done = sent('now', [voucher]);
  const act = document('act', { availability: waits('1000042') });
  expect(wanted(plan({ documents: [voucher, act], sent: [done] }), [done])).toEqual([
    { name: 'pack', policy: 'documents.pack', run: false, at: null },
  ]);
});

test('a part that is there on a Friday evening before a holiday is due on the next working morning', () => {
  const policy = {
    ...DEFAULT_RECKONING,
    normMs: 2 * HOUR,
    marks: [
      { id: 'warning', beforeMs: HOUR },
      { id: 'escalation', beforeMs: -4 * HOUR },
    ],
  };
  const friday = { startedAt: at('2027-03-05 17:30'), stoppedAt: null, pauses: [], dueAt: null };
  const reading = readClock(friday, moscow, policy, at('2027-03-06 12:00'));
  expect(iso(reading.due)).toBe(iso(at('2027-03-09 10:30')));
  expect(reading.marks.map((mark) => [mark.id, iso(mark.at)])).toEqual([
    ['warning', iso(at('2027-03-09 09:30'))],
    ['escalation', iso(at('2027-03-09 14:30'))],
  ]);
});

test.each([
  [[], 'none'],
  [['warning'], 'warning'],
  [['warning', 'breach'], 'breach'],
  [['warning', 'breach', 'escalation'], 'escalation'],
] as const)('with the marks %j it stands at %s', (told, level) => {
  expect(levelOf(told)).toBe(level);
});

const zone = { zone: 'Europe/Moscow', today: '2026-12-05', now: at('2026-12-05 12:00'), scale: 1 };

test('tickets are looked at again on their day, a little after midnight of the unit', () => {
  const parts = plan({ documents: [document('ticket', { availability: waits('1000044') })] });
  const wake = wakeOf([partOf(parts, 'tickets')], paidClaim(), zone);
  expect(iso(wake?.at ?? null)).toBe(iso(at('2027-03-09 00:05')));
  expect(wake?.why.ru).toContain('за 3 дня до начала тура');
});

test('a document with a day of its own is looked for on that day, others the more often the nearer the tour', () => {
  const parts = plan({ documents: [document('voucher', { availability: waits('1000045', 30) })] });
  expect(iso(wakeOf([partOf(parts, 'now')], paidClaim(), zone)?.at ?? null)).toBe(iso(at('2027-02-10 00:05')));
  expect([90, 10, 2].map((left) => lookAgain('1000044', left, 1) / HOUR)).toEqual([12, 2, 0.5]);
  expect(lookAgain('3500', 2, 1) / HOUR).toBeCloseTo(1 / 12);
});

test('what is sent and what is stopped wakes nobody', () => {
  const claim = paidClaim({ status: { booking: 'confirmed', payment: 'paid', cancel: 'cancelled' } });
  expect(wakeOf(plan({ claim, documents: [] }), claim, zone)).toBeNull();
});

test('the day is that of the unit, not that of the machine', () => {
  const late = utc('2027-03-08 21:30');
  expect([dateIn('Europe/Moscow', late), dateIn('America/New_York', late)]).toEqual(['2027-03-09', '2027-03-08']);
});
