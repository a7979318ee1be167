import { expect, test } from 'vitest';
import { packDeadline, partDeadline } from '../../domain/documents/deadlines.ts';
import { lookAgain, wakeOf } from '../../domain/documents/wake.ts';
import { dateIn } from '../../domain/time/zoned.ts';
import { document, paidClaim, partOf, plan, TICKETS, VOUCHER_NOW, waits } from '../support/documents.ts';
import { calendar, HOUR, iso, utc, WORKDAYS } from '../support/sla.ts';

const moscow = calendar('Europe/Moscow', { [WORKDAYS]: '9-18' }, { days: { '2027-03-08': { title: 'Праздник', spans: [] } } });
const within = { hours: 2, warnHours: 1, escalateHours: 4 };
const at = (text: string) => utc(`${text}+03:00`);

test('a part that is there on a Friday evening before a holiday is due on the next working morning', () => {
  const friday = at('2027-03-05 17:30');
  const reading = partDeadline({ within }, friday, null, moscow, at('2027-03-06 12:00'));
  expect(iso(reading.due)).toBe(iso(at('2027-03-09 10:30')));
  expect(reading.level).toBe('none');
  expect(iso(reading.wakeAt)).toBe(iso(at('2027-03-09 09:30')));
});

test.each([
  ['2027-03-09 09:29', 'none'],
  ['2027-03-09 09:30', 'warning'],
  ['2027-03-09 10:30', 'breach'],
  ['2027-03-09 14:30', 'escalation'],
] as const)('looked at %s, it stands at %s', (now, level) => {
  expect(partDeadline({ within }, at('2027-03-05 17:30'), null, moscow, at(now)).level).toBe(level);
});

test('once it is sent, what counts is when it was sent, whenever anybody looks', () => {
  const readyAt = at('2027-03-05 17:30');
  expect(partDeadline({ within }, readyAt, at('2027-03-09 09:10'), moscow, at('2027-04-01 12:00'))).toMatchObject({
    level: 'none',
    wakeAt: null,
  });
  expect(partDeadline({ within }, readyAt, at('2027-03-09 11:00'), moscow, at('2027-04-01 12:00')).level).toBe('breach');
});

test('nothing is due where the policy sets no time, or while the part waits', () => {
  expect(partDeadline({ within: null }, at('2027-03-05 17:30'), null, moscow, at('2027-03-09 12:00')).due).toBeNull();
  expect(partDeadline({ within }, null, null, moscow, at('2027-03-09 12:00')).due).toBeNull();
});

test('the whole pack is due the day before departure, and is warned of in working hours', () => {
  const whole = { daysBefore: 1, warnHours: 8, escalateHours: 2 };
  const open = [{ rule: VOUCHER_NOW, state: 'waiting' as const }];
  const look = (now: string) => packDeadline({ whole }, '2027-03-12', open, moscow, at(now));
  expect(iso(look('2027-03-01 12:00').due)).toBe(iso(at('2027-03-11 00:00')));
  expect(iso(look('2027-03-01 12:00').wakeAt)).toBe(iso(at('2027-03-10 10:00')));
  expect(look('2027-03-10 10:00').level).toBe('warning');
  expect(look('2027-03-11 00:00').level).toBe('breach');
  expect(look('2027-03-11 11:00').level).toBe('escalation');
});

test('a part that cannot go before that day does not make the pack late', () => {
  const late = { ...TICKETS, when: { kind: 'days_before' as const, days: 1 } };
  const whole = { daysBefore: 1, warnHours: 8, escalateHours: 2 };
  expect(packDeadline({ whole }, '2027-03-12', [{ rule: late, state: 'not_yet' }], moscow, at('2027-03-12 12:00'))).toMatchObject(
    { level: 'none', wakeAt: null },
  );
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
