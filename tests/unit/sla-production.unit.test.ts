import { expect, test } from 'vitest';
import { loadProductionCalendar } from '../../config/calendars/load.ts';
import { checkCalendar } from '../../domain/sla/calendar.ts';
import { hoursOf } from '../../domain/sla/hours.ts';
import { productionDays } from '../../domain/sla/production.ts';
import { workingTime } from '../../domain/sla/reckon.ts';
import { HOUR, utc, WORKDAYS, week } from '../support/sla.ts';

const years = await loadProductionCalendar('russia');
const desk = week({ [WORKDAYS]: '9-13,14-18' });
const calendar = { zone: 'Europe/Moscow', weeks: [{ since: '2025-01-01', hours: desk }], days: productionDays(years, desk) };
const hours = hoursOf(calendar);
const worked = (from: string, to: string) =>
  workingTime(hours, utc(`${from}T00:00:00+03:00`), utc(`${to}T00:00:00+03:00`)) / HOUR;

test('the shipped production calendar is a calendar without mistakes', () => {
  expect(checkCalendar(calendar)).toEqual([]);
});

test.each([
  [2025, 1972],
  [2026, 1972],
])('hours of a 40-hour week in %i are those of the official calendar', (year, official) => {
  expect(worked(`${year}-01-01`, `${year + 1}-01-01`)).toBe(official);
});

test.each([
  ['a transferred Saturday is worked, an hour less before a holiday', '2025-11-01', '2025-11-02', 7],
  ['the Monday after it is free', '2025-11-03', '2025-11-04', 0],
  ['a day before a holiday is an hour shorter', '2026-06-11', '2026-06-12', 7],
  ['the New Year week is free', '2026-01-01', '2026-01-12', 0],
])('%s', (_, from, to, expected) => {
  expect(worked(from, to)).toBe(expected);
});

test('a date may be switched back to an ordinary one', () => {
  const own = { ...calendar.days, '2026-11-04': { title: 'Работаем', spans: [], active: false } };
  expect(
    workingTime(hoursOf({ ...calendar, days: own }), utc('2026-11-04T00:00:00+03:00'), utc('2026-11-05T00:00:00+03:00')),
  ).toBe(8 * HOUR);
});
