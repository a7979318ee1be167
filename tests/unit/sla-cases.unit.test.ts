import { describe, expect, test } from 'vitest';
import { type AnswerPolicy, type Exchange, pausesOf, readAnswers } from '../../domain/sla/answers.ts';
import { byLocalDay } from '../../domain/sla/days.ts';
import type { Hours } from '../../domain/sla/hours.ts';
import { afterWorking, beforeWorking, DEFAULT_RECKONING, workingTime } from '../../domain/sla/reckon.ts';
import { at, calendar, EVERY_DAY, HOUR, iso, MINUTE, norm, spans, utc, WORKDAYS } from '../support/sla.ts';

/*
 * Expected values come from the public test suites of Zammad, Chatwoot, biz and business_time. Where engines differ by policy, the row
 * names the option that makes it pass.
 */

const policy = (first: number | null, next: number | null, solution: number | null, more: Partial<AnswerPolicy> = {}) => ({
  first: norm(first),
  next: norm(next),
  solution: norm(solution),
  pausing: ['pending', 'closed'],
  final: ['closed'],
  ...more,
});

const created = (moment: string, more: Partial<Exchange> = {}): Exchange => ({
  startedAt: utc(moment),
  contacts: [],
  states: [],
  answeredAt: null,
  closedAt: null,
  ...more,
});

const LATER = utc('2013-03-21 14:30');

describe('A. Response, update and solution clocks', () => {
  const hours = calendar('Europe/Berlin', { [WORKDAYS]: '8-18' });
  const clocks = policy(60, 120, 180);
  const contact = (by: 'client' | 'desk', moment: string) => ({ by, at: utc(`2013-03-21 ${moment}`) });
  const opening = contact('client', '09:30');
  const exchange = (more: Partial<Exchange>) => created('2013-03-21 09:30', { contacts: [opening], ...more });

  test('the three due times stand from the first message', () => {
    const read = readAnswers(exchange({}), hours, clocks, utc('2013-03-21 09:30'));
    expect([read.first.due, read.next?.due ?? null, read.solution.due].map(iso)).toEqual([
      at('2013-03-21 10:30'),
      at('2013-03-21 11:30'),
      at('2013-03-21 12:30'),
    ]);
  });

  test('A1: an answer in time leaves what remains of its norm, and the next due time', () => {
    const read = readAnswers(exchange({ answeredAt: utc('2013-03-21 10:00') }), hours, clocks, utc('2013-03-21 10:00'));
    expect([read.first.usedMs, read.first.leftMs]).toEqual([30 * MINUTE, 30 * MINUTE]);
    expect(iso(read.due)).toBe(at('2013-03-21 11:30'));
  });

  test('A2: a contact of the desk clears the update clock', () => {
    const contacts = [opening, contact('desk', '11:00')];
    const read = readAnswers(exchange({ contacts, answeredAt: utc('2013-03-21 14:00') }), hours, clocks, LATER);
    expect(read.longestWaitMs).toBe(90 * MINUTE);
    expect(read.next).toBeNull();
    expect(iso(read.due)).toBe(at('2013-03-21 12:30'));
  });

  const asked = [opening, contact('desk', '12:00'), contact('client', '12:05')];

  test('A3: a new question starts the update clock anew', () => {
    const read = readAnswers(exchange({ contacts: asked, answeredAt: utc('2013-03-21 14:00') }), hours, clocks, LATER);
    expect(iso(read.next?.due ?? null)).toBe(at('2013-03-21 14:05'));
  });

  test('A4: the solution clock looks at the closing time only', () => {
    const contacts = [...asked, contact('desk', '12:10')];
    const closed = exchange({ contacts, answeredAt: utc('2013-03-21 14:00'), closedAt: utc('2013-03-21 11:30') });
    const read = readAnswers(closed, hours, clocks, LATER);
    expect([read.solution.usedMs, read.solution.leftMs]).toEqual([120 * MINUTE, 60 * MINUTE]);
  });

  test('A5: without a message of the client there is no update clock, and without a policy nothing is due', () => {
    const nine = calendar('Europe/Berlin', { [WORKDAYS]: '9-17' });
    const silent = created('2013-03-21 09:30');
    const read = readAnswers(silent, nine, policy(60, 180, 240), silent.startedAt);
    expect([read.first.due, read.next?.due ?? null, read.solution.due].map(iso)).toEqual([
      at('2013-03-21 10:30'),
      null,
      at('2013-03-21 13:30'),
    ]);
    const without = readAnswers(silent, nine, policy(null, null, null), silent.startedAt);
    expect([without.first.due, without.next, without.solution.due, without.due]).toEqual([null, null, null, null]);
    expect([without.first.leftMs, without.solution.leftMs, without.longestWaitMs]).toEqual([null, null, null]);
  });
});

describe('B. Pauses', () => {
  const hours = calendar('Europe/Berlin', { [EVERY_DAY]: '9-18' });
  const states = (...entries: [string, string][]) =>
    entries.map(([moment, state]) => ({ at: utc(`2013-06-04 ${moment}`), state }));

  test('B1: a norm used up exactly at close is due at the next opening (atClose: next_opening)', () => {
    const paused = created('2013-06-04 09:00', { states: states(['09:00', 'open'], ['10:00', 'pending'], ['15:00', 'open']) });
    const clocks = policy(120, 180, 250, { first: norm(120, { atClose: 'next_opening' }) });
    const read = readAnswers(paused, hours, clocks, utc('2013-06-04 15:00'));
    expect(iso(read.first.due)).toBe(at('2013-06-05 07:00'));
  });

  test('B2: what was pending all the time took no time', () => {
    const history = created('2013-06-04 09:00', {
      states: states(['09:00', 'pending'], ['12:00', 'closed']),
      closedAt: utc('2013-06-04 12:00'),
    });
    const { solution } = readAnswers(history, hours, policy(120, 180, 240), utc('2013-06-04 12:00'));
    expect([solution.usedMs, solution.leftMs]).toEqual([0, 240 * MINUTE]);
  });

  test('B3: only the open parts count', () => {
    const history = created('2013-06-04 09:00', {
      states: states(['09:00', 'pending'], ['10:30', 'open'], ['11:00', 'pending'], ['11:30', 'open'], ['12:00', 'closed']),
      closedAt: utc('2013-06-04 12:00'),
    });
    const { solution } = readAnswers(history, hours, policy(120, 180, 240), utc('2013-06-04 12:00'));
    expect([solution.usedMs, solution.leftMs]).toEqual([60 * MINUTE, 180 * MINUTE]);
  });
});

describe('C. Holiday and repeated pauses', () => {
  const holiday = { '2016-11-01': { title: 'Allerheiligen', spans: [] } };
  const hours = calendar('Europe/Berlin', { [WORKDAYS]: '8-20' }, { days: holiday });
  const clocks = policy(120, 1200, null);
  const history = [
    { at: '2016-11-01 13:56:21', state: 'open', by: 'client' },
    { at: '2016-11-01 15:25:40', state: 'pending', by: 'desk' },
    { at: '2016-11-01 15:59:14', state: 'open', by: 'client' },
    { at: '2016-11-01 15:59:58', state: 'pending', by: null },
    { at: '2016-11-07 13:26:36', state: 'open', by: 'client' },
    { at: '2016-11-07 14:26:36', state: null, by: 'client' },
  ] as const;
  const readAfter = (events: number) => {
    const seen = history.slice(0, events);
    const exchange = created('2016-11-01 13:56:21', {
      contacts: seen.flatMap(({ at, by }) => (by === null ? [] : [{ at: utc(at), by }])),
      states: seen.flatMap(({ at, state }) => (state === null ? [] : [{ at: utc(at), state }])),
      answeredAt: events < 2 ? null : utc('2016-11-01 15:25:40'),
    });
    return readAnswers(exchange, hours, clocks, utc(seen.at(-1)?.at ?? ''));
  };

  test.each([
    ['C1', 2],
    ['C2', 4],
  ])('%s: nothing is due while it is pending (after event %i)', (_, events) => {
    const read = readAfter(events);
    expect([read.due, read.next?.due ?? null, read.solution.due]).toEqual([null, null, null]);
  });

  test('C3: a second message does not move the update due time', () => {
    expect(readAfter(5).next?.due).not.toBeNull();
    expect(readAfter(6).next?.due).toBe(readAfter(5).next?.due);
  });
});

test('D1: a start before opening counts from opening', () => {
  const hours = calendar('Europe/Berlin', { [WORKDAYS]: '9-17' });
  const read = readAnswers(created('2013-10-21 05:30'), hours, policy(120, null, 240), utc('2013-10-21 05:30'));
  expect([read.first.due, read.solution.due].map(iso)).toEqual([at('2013-10-21 09:00'), at('2013-10-21 11:00')]);
});

describe('E. Working minutes and suspension entries', () => {
  const always = calendar('UTC', { [EVERY_DAY]: '0-24' });
  const t0 = utc('2024-05-06 00:00');
  const minute = (n: number) => t0 + n * MINUTE;
  const states = [
    { at: minute(60), state: 'open' },
    { at: minute(90), state: 'pending' },
    { at: minute(120), state: 'closed' },
  ];
  const pauses = pausesOf(states, { pausing: ['pending', 'closed'], final: ['closed'] });
  const breaks = pauses.map(({ from, to }) => ({ start: from, end: to ?? Number.POSITIVE_INFINITY }));

  test('E1: the whole life less the pending part', () => {
    expect(workingTime(always, t0, minute(120), breaks)).toBe(90 * MINUTE);
  });
  test('E2: a part of it', () => {
    expect(workingTime(always, t0, minute(30), breaks)).toBe(30 * MINUTE);
  });
  test('E3: a norm skips the break, and a final state opens none', () => {
    expect(afterWorking(always, minute(75), 30 * MINUTE, DEFAULT_RECKONING, breaks)).toBe(minute(135));
  });
  test('E4: a pause of five days as entries of local dates', () => {
    const noon = utc('2024-05-06T12:00:00+03:00');
    const entries = byLocalDay({ start: noon, end: noon + 5 * 24 * HOUR }, 'Europe/Moscow');
    expect(entries.map(({ from, to }) => `${from}–${to}`)).toEqual([
      '12:00–24:00',
      '00:00–24:00',
      '00:00–24:00',
      '00:00–24:00',
      '00:00–24:00',
      '00:00–12:00',
    ]);
    expect(entries.map(({ date }) => date)).toEqual([
      '2024-05-06',
      '2024-05-07',
      '2024-05-08',
      '2024-05-09',
      '2024-05-10',
      '2024-05-11',
    ]);
  });
});

describe('F. Business-hours deadline', () => {
  const nine = { [WORKDAYS]: '9-17' };
  test.each([
    ['F1', {}, '2024-01-19 16:00', 1, '2024-01-19 17:00'],
    ['F2', nine, '2024-01-19 16:00', 2, '2024-01-22 10:00'],
    ['F3', nine, '2024-01-17 18:00', 2, '2024-01-18 11:00'],
    ['F4', nine, '2024-01-15 16:00', 10, '2024-01-17 10:00'],
    ['F5', { ...nine, sat: '0-24' }, '2024-01-20 10:00', 2, '2024-01-20 12:00'],
    ['F6', { ...nine, tue: '9-20' }, '2024-01-15 18:00', 10, '2024-01-16 19:00'],
  ])('%s (F1 by neverOpen: wall_clock)', (_, hours, start, duration, due) => {
    const how = { ...DEFAULT_RECKONING, neverOpen: 'wall_clock' as const };
    expect(iso(afterWorking(calendar('UTC', hours), utc(start), duration * HOUR, how))).toBe(at(due));
  });
});

describe('G. Periods, breaks, shifts, clock changes', () => {
  const hours = { 'mon wed fri': '9-17', 'tue thu': '10-16', sat: '11-14:30' };
  const first = (given: Hours, from: number, count: number) => {
    const found: string[] = [];
    for (const { start, end } of given.after(from)) {
      found.push(`${iso(start)}/${iso(end)}`);
      if (found.length === count) break;
    }
    return found;
  };
  const period = (date: string, span: string) =>
    span.split(',').map((part) => {
      const [from, to] = part.split('-');
      return `${at(`${date} ${from}`)}/${at(`${date} ${to}`)}`;
    });
  const monday = (text: string) => calendar('UTC', hours, { breaks: [{ date: '2006-01-02', spans: spans(text) }] });

  test('G1: working time of a week', () => {
    expect(workingTime(calendar('UTC', hours), utc('2006-01-01 00:00'), utc('2006-01-08 00:00'))).toBe(39.5 * HOUR);
  });
  test('G2: no time before a moment is the last working moment', () => {
    expect(iso(beforeWorking(calendar('UTC', hours), utc('2006-01-03 00:00'), 0))).toBe(at('2006-01-02 17:00'));
  });
  test('G3: a break at the beginning', () => {
    expect(first(monday('8-10'), utc('2006-01-01 00:00'), 1)).toEqual(period('2006-01-02', '10:00-17:00'));
  });
  test('G4: a break over the whole day', () => {
    expect(first(monday('8-18'), utc('2006-01-01 00:00'), 1)).toEqual(period('2006-01-03', '10:00-16:00'));
  });
  test('G5: two breaks make three periods', () => {
    expect(first(monday('10-11:30,13-14'), utc('2006-01-01 00:00'), 3)).toEqual(
      period('2006-01-02', '09:00-10:00,11:30-13:00,14:00-17:00'),
    );
  });
  test('G6: special days replace the hours of their dates', () => {
    const days = {
      '2006-01-04': { title: 'short', spans: spans('8-12') },
      '2006-01-06': { title: 'short', spans: spans('9-10') },
    };
    expect(first(calendar('UTC', hours, { days }), utc('2006-01-01 00:00'), 6)).toEqual([
      ...period('2006-01-02', '09:00-17:00'),
      ...period('2006-01-03', '10:00-16:00'),
      ...period('2006-01-04', '08:00-12:00'),
      ...period('2006-01-05', '10:00-16:00'),
      ...period('2006-01-06', '09:00-10:00'),
      ...period('2006-01-07', '11:00-14:30'),
    ]);
  });
  test('G7: a midnight that does not exist is an hour later', () => {
    const saoPaulo = calendar('America/Sao_Paulo', { sun: '0-24' });
    const [period] = first(saoPaulo, utc('2015-10-17T12:00:00-03:00'), 1);
    expect(period?.split('/')[0]).toBe(at('2015-10-18T01:00:00-02:00'));
  });
  test('G8: an interval that a clock change empties disappears', () => {
    const losAngeles = calendar('America/Los_Angeles', { sun: '2:30-3:15', mon: '9-17' });
    expect(first(losAngeles, utc('2006-04-02T00:00:00-08:00'), 1)).toEqual([
      `${at('2006-04-03T09:00:00-07:00')}/${at('2006-04-03T17:00:00-07:00')}`,
    ]);
  });
});

describe('H. Business hours, mixed calendars', () => {
  const nine = { [WORKDAYS]: '9-17' };
  const due = (given: Hours, start: string, duration: number) =>
    iso(afterWorking(given, utc(start), duration * HOUR, DEFAULT_RECKONING));

  test('H1', () => expect(due(calendar('UTC', nine), '2010-08-04 09:35', 8)).toBe(at('2010-08-05 09:35')));
  test('H2', () => {
    const days = { '2010-07-05': { title: 'Independence Day', spans: [] } };
    expect(due(calendar('UTC', nine, { days }), '2010-07-02 16:50', 1)).toBe(at('2010-07-06 09:50'));
  });
  test('H3: exactly at close stays there (atClose: close)', () =>
    expect(due(calendar('UTC', { fri: '9-17' }), '2010-12-24 08:00', 8)).toBe(at('2010-12-24 17:00')));
  test('H4', () =>
    expect(due(calendar('UTC', { 'mon fri': '9-17', sat: '10-15' }), '2010-12-24 08:00', 15)).toBe(at('2010-12-27 11:00')));
  test('H5', () => {
    const given = calendar('UTC', { 'mon tue': '8-20' });
    expect(workingTime(given, utc('2014-05-12 20:50'), utc('2014-05-13 08:10'))).toBe(10 * MINUTE);
  });
  test('H6: seconds are kept (seconds: keep)', () => {
    const given = calendar('UTC', { 'mon tue wed': '9-18' });
    expect(workingTime(given, utc('2012-05-28T11:04:26+03:00'), utc('2012-05-29T17:56:45+03:00'))).toBe(53_805_000);
  });
});
