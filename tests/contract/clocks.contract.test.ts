import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { calendarOf } from '../../domain/sla/draft.ts';
import { readShippedCalendars, shipCalendars } from '../../runtime/ship-calendars.ts';
import { currentCalendars, HUB, publishCalendar, publishPolicy, readCalendar } from '../../store/calendars.ts';
import {
  clocksOf,
  closeClock,
  dueClocks,
  effectOn,
  openClock,
  pauseClock,
  readClocks,
  recomputeOpen,
  resumeClock,
} from '../../store/clocks.ts';
import { newId } from '../../store/ids.ts';
import { saveUnit } from '../../store/units.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { norm, utc, WORKDAYS, week } from '../support/sla.ts';

let database: Awaited<ReturnType<typeof startHubDatabase>>;
const shipped = await readShippedCalendars();
/** Tuesday; the shipped desk works 9–13 and 14–18 in Moscow. */
const at = (time: string) => new Date(utc(`2026-03-17T${time}:00+03:00`));
const by = { author: 'test', reason: 'Так надо' };
let subject: string;

beforeAll(async () => {
  database = await startHubDatabase();
  await shipCalendars(database.db, shipped, at('08:00'));
}, 60_000);
afterAll(() => database.stop());
beforeEach(() => {
  subject = `documents:${newId('lnk')}`;
});

const part = (startedAt: Date, unitId: string | null = null) => ({
  subject,
  name: 'part:now',
  unitId,
  policy: 'documents.part',
  startedAt,
});
const open = (startedAt: Date, unitId: string | null = null, now = startedAt) =>
  openClock(database.db, part(startedAt, unitId), now);
const marksAt = async (time: string) => (await readClocks(database.db, subject, at(time))).map(({ marks }) => marks);
const unit = async (parentId: string | null = null) => {
  const { id } = await saveUnit(database.db, { id: newId('unt'), kind: 'department', name: 'Отдел', parentId });
  return id;
};

/** A calendar of its own for a unit, or for the hub. */
function own(owner: string, hours: string, zone = 'Europe/Moscow') {
  const draft = { ...shipped.calendar, zone, weeks: [{ since: '2025-01-01', hours: week({ [WORKDAYS]: hours }) }] };
  return { owner, draft, calendar: calendarOf(draft, shipped.years) };
}
const publish = (owner: string, hours: string, now: Date) =>
  database.db.transaction(async (tx) => {
    await publishCalendar(tx, { ...own(owner, hours), ...by, publishedAt: now });
    return recomputeOpen(tx, now);
  });

describe('a clock', () => {
  test('is due and warns in the working time of the calendar, and says by which versions', async () => {
    expect(await open(at('12:00'))).toMatchObject({
      state: 'running',
      due: at('17:00'),
      warnAt: at('16:00'),
      wakeAt: at('16:00'),
      calendarVersion: 'hub/1',
      policyVersion: 'hub/1',
    });
  });

  test('opened again is the same clock; another moment due by itself takes the place of the former', async () => {
    const first = await open(at('12:00'));
    expect(await open(at('15:00'))).toEqual(first);
    const pack = (dueAt: Date) =>
      openClock(database.db, { ...part(at('12:00')), name: 'pack', policy: 'documents.pack', dueAt }, at('12:00'));
    await pack(at('16:00'));
    expect(await pack(at('18:00'))).toMatchObject({ due: at('18:00'), history: [{ type: 'opened' }, { type: 'moved' }] });
  });

  test('stands still in a pause, goes on after it, and stops for good when closed', async () => {
    await open(at('10:00'));
    expect(await pauseClock(database.db, subject, 'part:now', at('11:00'))).toMatchObject({ state: 'paused', due: null });
    await pauseClock(database.db, subject, 'part:now', at('11:30'));
    expect(await resumeClock(database.db, subject, 'part:now', at('12:00'))).toMatchObject({ due: at('16:00') });
    await closeClock(database.db, subject, 'part:now', at('15:00'));
    const closed = await closeClock(database.db, subject, 'part:now', at('17:00'));
    expect(closed).toMatchObject({ state: 'met', closedAt: at('15:00'), usedMs: 3 * 3_600_000, breachedAt: null, wakeAt: null });
    expect(await open(at('09:00'))).toEqual(closed);
  });

  test('tells each mark once, and a breach with the moment that passed', async () => {
    await open(at('09:00'));
    expect(await marksAt('11:00')).toEqual([[]]);
    expect(await dueClocks(database.db, at('12:00'), 10)).toContain(subject);
    expect(await marksAt('12:30')).toEqual([['warning']]);
    expect(await dueClocks(database.db, at('12:30'), 10)).not.toContain(subject);
    expect(await marksAt('14:00')).toEqual([['breach']]);
    expect(await marksAt('14:30')).toEqual([[]]);
    expect(await clocksOf(database.db, subject)).toMatchObject([
      { state: 'overdue', breachedAt: at('13:00'), wakeAt: at('18:00') },
    ]);
    expect(await closeClock(database.db, subject, 'part:now', at('15:00'))).toMatchObject({ state: 'missed' });
  });
});

describe('calendars', () => {
  test('are those of the unit, else of the unit above it, else of the hub, as they stood at a moment', async () => {
    const above = await unit();
    const below = await unit(above);
    expect((await readCalendar(database.db, below, at('09:00'))).id).toBe('hub/1');
    await publish(above, '10-20', at('10:00'));
    await publish(above, '11-20', at('12:00'));
    const ids = [];
    for (const time of ['09:00', '11:00', '12:00']) ids.push((await readCalendar(database.db, below, at(time))).id);
    expect(ids).toEqual(['hub/1', `${above}/1`, `${above}/2`]);
  });

  test('that change move open clocks as the preview said, and leave closed ones and those of others alone', async () => {
    const mine = await unit();
    const closed = { ...part(at('09:00'), mine), name: 'closed' };
    await openClock(database.db, closed, at('09:00'));
    await closeClock(database.db, subject, 'closed', at('10:00'));
    await open(at('09:00'), mine);
    await openClock(database.db, { ...part(at('09:00')), name: 'of others' }, at('09:00'));
    const before = await clocksOf(database.db, subject);
    const said = await effectOn(database.db, { calendars: [own(mine, '9-11')] }, at('10:00'));
    expect(await clocksOf(database.db, subject)).toEqual(before);
    const moved = await publish(mine, '9-11', at('10:00'));
    expect(moved).toEqual(said.map((one) => expect.objectContaining({ after: expect.objectContaining({ due: one.after.due }) })));
    const after = await clocksOf(database.db, subject);
    expect(after.find(({ name }) => name === 'part:now')).toMatchObject({
      due: new Date(utc('2026-03-18T11:00:00+03:00')),
      calendarVersion: `${mine}/1`,
      history: [{ type: 'opened' }, { type: 'recomputed', calendar: `${mine}/1` }],
    });
    for (const name of ['closed', 'of others']) {
      expect(after.find((one) => one.name === name)).toEqual(before.find((one) => one.name === name));
    }
  });

  test('put off what was told already, and it is told again', async () => {
    const mine = await unit();
    await open(at('09:00'), mine);
    expect(await marksAt('13:00')).toEqual([['warning', 'breach']]);
    await publish(mine, '12-20', at('13:00'));
    expect(await clocksOf(database.db, subject)).toMatchObject([{ state: 'running', breachedAt: null, due: at('16:00') }]);
    expect(await marksAt('15:30')).toEqual([['warning']]);
  });

  test('of a policy change the due moment too', async () => {
    const mine = await unit();
    await open(at('09:00'), mine);
    const policy = { owner: mine, name: 'documents.part', policy: norm(60) };
    expect(await effectOn(database.db, { policies: [policy] }, at('09:30'))).toMatchObject([{ after: { due: at('10:00') } }]);
    await publishPolicy(database.db, { ...policy, ...by, publishedAt: at('09:30') });
    const moved = await recomputeOpen(database.db, at('09:30'));
    expect(moved.filter(({ clock }) => clock.subject === subject)).toMatchObject([{ before: { due: at('13:00') } }]);
    expect(await recomputeOpen(database.db, at('09:30'))).toEqual([]);
  });
});

test('what ships is published once; a newer production calendar renews the calendars that keep to it', async () => {
  await shipCalendars(database.db, shipped, at('19:00'));
  expect((await readCalendar(database.db, null, at('19:00'))).id).toBe('hub/1');
  const decree = shipped.years.map((year) => (year.year === 2027 ? { ...year, working: ['2027-02-20'] } : year));
  await shipCalendars(database.db, { ...shipped, years: decree }, at('19:00'));
  const [hub] = (await currentCalendars(database.db, 'russia')).filter(({ owner }) => owner === HUB);
  expect([hub?.version, hub?.calendar.days['2027-02-20']?.title]).toEqual([2, 'Рабочий день по переносу']);
});
