import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readShippedCalendars, shipCalendars } from '../../runtime/ship-calendars.ts';
import { clocksOf, openClock } from '../../store/clocks.ts';
import { saveUnit } from '../../store/units.ts';
import { type Answer, hubOn, pick } from '../support/api-client.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { utc } from '../support/sla.ts';

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let hub: ReturnType<typeof hubOn>;
const shipped = await readShippedCalendars();
/** A Tuesday in Moscow. */
const at = (time: string) => new Date(utc(`2026-03-17T${time}:00+03:00`));
const NIGHT = 'unt_night';
const draft = {
  ...shipped.calendar,
  production: null,
  weeks: [{ since: '2025-01-01', hours: { 2: [{ from: 1200, to: 1920 }], 3: [{ from: 1200, to: 1920 }] } }],
};
const reason = 'Ночная смена';

beforeAll(async () => {
  database = await startHubDatabase();
  hub = hubOn(database.db, { now: () => at('12:00') });
  await shipCalendars(database.db, shipped, at('08:00'));
  await saveUnit(database.db, { id: NIGHT, kind: 'department', name: 'Отдел 24/7', parentId: null });
  for (const [subject, unitId] of [
    ['documents:night', NIGHT],
    ['documents:day', null],
  ] as const) {
    await openClock(
      database.db,
      { subject, name: 'part', unitId, policy: 'documents.part', startedAt: at('11:00') },
      at('11:00'),
    );
  }
}, 60_000);
afterAll(() => database.stop());

const dueOf = async (subject: string) => (await clocksOf(database.db, subject))[0]?.due;
const refusal = ({ status, body }: Answer) => [status, (body as { code?: string }).code];

describe('a calendar of a unit', () => {
  test('is the hub’s until it has its own, with the days of the production calendar', async () => {
    const { body } = await hub.api.get(`/api/calendars/${NIGHT}`);
    expect(body).toMatchObject({ owner: NIGHT, from: 'hub', version: 1, versions: [] });
    expect(body).toHaveProperty(['days', '2026-06-12'], { title: 'День России', spans: [] });
    expect(await hub.api.get('/api/calendars/unt_none')).toMatchObject({ status: 404 });
  });

  test('shows what it would do to open clocks, and does that once it is put in force', async () => {
    const before = await dueOf('documents:night');
    const preview = await hub.api.post(`/api/calendars/${NIGHT}/preview`, { draft });
    const due = '2026-03-17T21:00:00.000Z';
    expect(preview.body).toMatchObject({
      ...{ moved: 1, earlier: 0, later: 1, overdue: 0, relieved: 0 },
      examples: [{ subject: 'documents:night', name: 'part', before: { due: before?.toISOString() }, after: { due } }],
    });
    expect(await dueOf('documents:night')).toEqual(before);
    const answer = await hub.api.put(`/api/calendars/${NIGHT}`, { draft, over: 0, reason });
    expect(answer.body).toMatchObject({ from: NIGHT, version: 1, versions: [{ reason, author: 'token:bootstrap' }] });
    expect((await dueOf('documents:night'))?.toISOString()).toBe(due);
    expect(await dueOf('documents:day')).toEqual(at('16:00'));
    expect(pick(await hub.api.get('/api/calendars'), 'items')).toMatchObject([
      { owner: 'hub' },
      { owner: NIGHT, name: 'Отдел 24/7' },
    ]);
  });

  test('is published over what its author saw; the same again changes nothing', async () => {
    const again = await hub.api.put(`/api/calendars/${NIGHT}`, { draft, over: 0, reason });
    expect([again.status, pick(again, 'version')]).toEqual([200, 1]);
    const other = { ...draft, zone: 'Asia/Vladivostok' };
    expect(refusal(await hub.api.put(`/api/calendars/${NIGHT}`, { draft: other, over: 0, reason }))).toEqual([
      409,
      'VERSION_MOVED',
    ]);
  });

  test('is refused with every mistake and its place', async () => {
    const hours = { 1: [{ from: 600, to: 540 }] };
    const wrong = { ...draft, zone: 'Europe/Nowhere', weeks: [{ since: '2025-01-01', hours }] };
    const answer = await hub.api.post(`/api/calendars/${NIGHT}/preview`, { draft: wrong });
    expect(refusal(answer)).toEqual([422, 'CALENDAR_INVALID']);
    expect(pick(answer, 'errors')).toMatchObject([{ path: 'draft.zone' }, { path: 'draft.weeks.0.hours.1.0' }]);
  });
});

test('a production calendar is put in force in every calendar that keeps to it, and in no other', async () => {
  const path = '/api/production-calendars/russia';
  const { years } = (await hub.api.get(path)).body as unknown as { years: { year: number; closed: object }[] };
  const closed = { 'День без писем': ['2026-03-17'] };
  const changed = years.map((year) => (year.year === 2026 ? { ...year, closed: { ...year.closed, ...closed } } : year));
  expect((await hub.api.post(`${path}/preview`, { years: changed })).body).toMatchObject({ moved: 1, later: 1 });
  expect((await hub.api.put(path, { years: changed, over: 1, reason })).body).toMatchObject({ version: 2, origin: 'saved' });
  expect((await dueOf('documents:day'))?.toISOString()).toBe('2026-03-18T10:00:00.000Z');
  expect(pick(await hub.api.get(`/api/calendars/${NIGHT}`), 'version')).toBe(1);
  await shipCalendars(database.db, shipped, at('13:00'));
  expect(pick(await hub.api.get(path), 'version')).toBe(2);
});

test('a policy of a unit takes the place of the hub’s there, and only for names that the hub knows', async () => {
  const path = `/api/clock-policies/${NIGHT}/documents.part`;
  const policy = { normMinutes: 60, marks: [{ id: 'warning', minutesBefore: 15 }] };
  expect((await hub.api.post(`${path}/preview`, { policy })).body).toMatchObject({ moved: 1, earlier: 1 });
  const answer = await hub.api.put(path, { policy, over: 0, reason });
  expect(answer.body).toMatchObject({ owner: NIGHT, version: 1, policy: { ...policy, atClose: 'close' } });
  expect((await dueOf('documents:night'))?.toISOString()).toBe('2026-03-17T18:00:00.000Z');
  const owners = (pick(await hub.api.get('/api/clock-policies'), 'items') as { owner: string; name: string }[]).filter(
    ({ name }) => name === 'documents.part',
  );
  expect(owners.map(({ owner }) => owner)).toEqual(['hub', NIGHT]);
  const unknown = await hub.api.put(`/api/clock-policies/${NIGHT}/documents.other`, { policy, over: 0, reason });
  expect(refusal(unknown)).toEqual([404, 'POLICY_UNKNOWN']);
});
