import { isDeepStrictEqual } from 'node:util';
import { type CalendarMistake, checkCalendar } from '../../domain/sla/calendar.ts';
import { type CalendarDraft, calendarOf } from '../../domain/sla/draft.ts';
import type { ProductionYear } from '../../domain/sla/production.ts';
import {
  type CalendarRow,
  type Change,
  calendarVersions,
  currentCalendars,
  currentPolicies,
  currentProduction,
  HUB,
  type PolicyRow,
  type ProductionRow,
  publishCalendar,
  publishPolicy,
  publishProduction,
} from '../../store/calendars.ts';
import { recomputeOpen } from '../../store/clocks.ts';
import type { Database, Db } from '../../store/database.ts';
import { getUnit } from '../../store/units.ts';
import { holdName } from '../../store/waking.ts';
import type { ServerDeps } from '../deps.ts';
import { conflict, InvalidRequest, notFound } from '../refusals.ts';
import { recordCommand } from './journal.ts';

type Deps = Pick<ServerDeps, 'db' | 'vault'> & { now(): Date };

interface Publishing {
  by: string;
  reason: string;
  /** The version that the author saw; another one by now is a conflict. */
  over: number;
}

/** What a draft stands for by the production calendar in force. @throws InvalidRequest with every mistake and its place */
export async function compile(db: Db, draft: CalendarDraft): Promise<CalendarRow['calendar']> {
  const production = draft.production === null ? null : await currentProduction(db, draft.production);
  const calendar = calendarOf(draft, production?.years ?? []);
  // Breaks and days of the draft stand at the same places in what is made of it; its weeks may be in another order.
  const mistakes = checkCalendar({ ...calendar, weeks: draft.weeks });
  if (mistakes.length > 0) throw new InvalidRequest(mistakes.map(mistakeAt), 'CALENDAR_INVALID');
  return calendar;
}

/** Puts a calendar in force and reads the open clocks again. The same draft again changes nothing. */
export function putCalendar(deps: Deps, owner: string, draft: CalendarDraft, { by, reason, over }: Publishing): Promise<void> {
  return changing(deps.db, async (tx) => {
    await knownOwner(tx, owner);
    const calendar = await compile(tx, draft);
    const [standing] = await calendarVersions(tx, owner);
    if (standing !== undefined && isDeepStrictEqual([standing.draft, standing.calendar], plain([draft, calendar]))) return;
    checkOver(standing, over);
    const row = await publishCalendar(tx, { owner, draft, calendar, author: by, reason, publishedAt: deps.now() });
    const data = { owner, version: row.version, clocks: (await recomputeOpen(tx, deps.now())).length };
    await recordCommand(tx, deps.vault, { by, type: 'calendar_published', data, reason });
  });
}

/** Puts a production calendar in force, in every calendar that keeps to it. */
export function putProduction(
  deps: Deps,
  country: string,
  years: ProductionYear[],
  { by, reason, over }: Publishing,
): Promise<void> {
  return changing(deps.db, async (tx) => {
    const standing = await currentProduction(tx, country);
    if (standing !== null && isDeepStrictEqual(standing.years, years)) return;
    checkOver(standing ?? undefined, over);
    const published = { author: by, reason, publishedAt: deps.now() };
    const row = await publishProduction(tx, { country, years, origin: 'saved', ...published });
    const renewed = await renewedBy(tx, country, years);
    for (const { owner, draft, calendar } of renewed) await publishCalendar(tx, { owner, draft, calendar, ...published });
    const clocks = (await recomputeOpen(tx, deps.now())).length;
    const data = { country, version: row.version, calendars: renewed.length, clocks };
    await recordCommand(tx, deps.vault, { by, type: 'production_calendar_published', data, reason });
  });
}

/** The calendars that keep to a country's production calendar, as they would be by these years. */
export async function renewedBy(
  db: Db,
  country: string,
  years: readonly ProductionYear[],
): Promise<Pick<CalendarRow, 'owner' | 'draft' | 'calendar'>[]> {
  const kept = await currentCalendars(db, country);
  return kept.map(({ owner, draft }) => ({ owner, draft, calendar: calendarOf(draft, years) }));
}

export type PolicyChange = NonNullable<Change['policies']>[number];

/** Puts a policy in force for its owner, and reads the open clocks again. @throws HubError `not_found` for a name that the hub does not know */
export function putPolicy(deps: Deps, { owner, name, policy }: PolicyChange, publishing: Publishing): Promise<void> {
  const { by, reason, over } = publishing;
  return changing(deps.db, async (tx) => {
    const standing = await standingPolicy(tx, owner, name);
    if (standing !== undefined && isDeepStrictEqual(standing.policy, plain(policy))) return;
    checkOver(standing, over);
    const row = await publishPolicy(tx, { owner, name, policy, author: by, reason, publishedAt: deps.now() });
    const data = { owner, name, version: row.version, clocks: (await recomputeOpen(tx, deps.now())).length };
    await recordCommand(tx, deps.vault, { by, type: 'clock_policy_published', data, reason });
  });
}

/** An owner's own policy of a name that the hub knows. */
export async function standingPolicy(db: Db, owner: string, name: string): Promise<PolicyRow | undefined> {
  await knownOwner(db, owner);
  const named = (await currentPolicies(db)).filter((row) => row.name === name);
  if (!named.some((row) => row.owner === HUB)) {
    throw notFound('POLICY_UNKNOWN', 'Такого норматива нет.', 'There is no such policy.');
  }
  return named.find((row) => row.owner === owner);
}

export async function knownOwner(db: Db, owner: string): Promise<void> {
  if (owner !== HUB && !(await getUnit(db, owner))) {
    throw notFound('UNIT_UNKNOWN', 'Такого подразделения нет.', 'There is no such unit.');
  }
}

function changing(db: Database, work: (tx: Db) => Promise<void>): Promise<void> {
  return db.transaction(async (tx) => {
    await holdName(tx, 'calendars');
    await work(tx);
  });
}

function checkOver(standing: CalendarRow | ProductionRow | PolicyRow | undefined, over: number): void {
  if (over === (standing?.version ?? 0)) return;
  throw conflict(
    'VERSION_MOVED',
    'Пока вы правили, опубликована другая версия. Сравните с ней и сохраните снова.',
    'Another version was published while you were editing. Compare with it and save again.',
  );
}

const SAID: { [code in CalendarMistake['code']]: { ru: string; message: string } } = {
  zone_unknown: { ru: 'Такого часового пояса нет', message: 'there is no such time zone' },
  week_missing: { ru: 'Задайте рабочую неделю', message: 'a working week is missing' },
  date_wrong: { ru: 'Такой даты нет', message: 'there is no such date' },
  span_empty: { ru: 'Окончание должно быть позже начала', message: 'it ends before it begins' },
  span_outside: { ru: 'Время за пределами суток', message: 'it lies outside the day' },
  spans_overlap: { ru: 'Промежутки пересекаются', message: 'it overlaps the one before it' },
};

const mistakeAt = ({ path, code }: CalendarMistake) => ({ path: `draft.${path}`, ...SAID[code] });

/** As the database gives it back: what is undefined is not there. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
