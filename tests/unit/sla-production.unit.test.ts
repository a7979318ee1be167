import { describe, expect, test } from 'vitest';
import { loadProductionCalendar } from '../../config/calendars/load.ts';
import { checkCalendar } from '../../domain/sla/calendar.ts';
import { type CalendarDraft, calendarOf } from '../../domain/sla/draft.ts';
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

describe('a calendar as people edit it', () => {
  const shorter = week({ [WORKDAYS]: '10-16' });
  const draft: CalendarDraft = {
    zone: 'Europe/Moscow',
    weeks: [
      { since: '2026-07-01', hours: shorter },
      { since: '2025-01-01', hours: desk },
    ],
    production: 'russia',
    days: { '2026-12-31': { title: 'Дежурим', spans: [{ from: 600, to: 840 }] } },
    breaks: [],
  };
  const made = calendarOf(draft, years);
  const hoursOn = (day: string) => {
    const start = utc(`${day}T00:00:00+03:00`);
    return workingTime(hoursOf(made), start, start + 24 * HOUR) / HOUR;
  };

  test.each([
    ['a shortened day of the week then in force', '2026-06-11', 7],
    ['a shortened day of the week in force later', '2026-11-03', 5],
    ['a holiday', '2026-11-04', 0],
    ['a day of its own before the production calendar', '2026-12-31', 4],
  ])('has %s', (_, day, expected) => expect(hoursOn(day)).toBe(expected));

  test('works through holidays where it keeps to no production calendar', () => {
    expect(calendarOf({ ...draft, production: null }, years).days).toEqual(draft.days);
  });
});
