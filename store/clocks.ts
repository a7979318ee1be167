import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import { type ClockReading, readClock } from '../domain/sla/clock.ts';
import { type ClockEntry, historyOf } from '../domain/sla/history.ts';
import { type Change, hoursFor, type Rules, rulesAt, shareCalendars } from './calendars.ts';
import type { Db } from './database.ts';
import { newId } from './ids.ts';
import { slaClocks } from './schema/index.ts';

export type ClockRow = typeof slaClocks.$inferSelect;
export type OpenClock = Pick<ClockRow, 'subject' | 'name' | 'unitId' | 'policy'> & {
  /** When what it counts began. */
  startedAt: Date;
  /** A moment that is due by itself, in place of the policy's norm. */
  dueAt?: Date | null;
};

const BREACH = 'breach';

/** Starts a clock. One that is there keeps its beginning; while it is open, another due moment, unit or policy takes the place of the former. */
export async function openClock(tx: Db, { dueAt = null, startedAt, ...clock }: OpenClock, now: Date): Promise<ClockRow> {
  await shareCalendars(tx);
  const due = dueAt?.getTime() ?? null;
  const history: ClockEntry[] = [{ type: 'opened', at: startedAt.getTime(), dueAt: due }];
  const fresh = shown({ ...clock, history, told: [] }, await rulesAt(tx, now), now);
  const [made] = await tx
    .insert(slaClocks)
    .values({ id: newId('clk'), ...clock, openedAt: startedAt, ...fresh })
    .onConflictDoNothing()
    .returning();
  if (made) return made;
  return change(tx, clock.subject, clock.name, now, (row) => {
    const same = historyOf(row.history).dueAt === due && row.unitId === clock.unitId && row.policy === clock.policy;
    return same ? null : { unitId: clock.unitId, policy: clock.policy, entry: { type: 'moved', at: now.getTime(), dueAt: due } };
  });
}

/** Stops a clock: what it waits for was done. The first time counts. */
export const closeClock = (tx: Db, subject: string, name: string, at: Date): Promise<ClockRow> =>
  change(tx, subject, name, at, () => ({ entry: { type: 'closed', at: at.getTime() } }));

/** Lets time stand still; a clock with a moment due by itself goes on. */
export const pauseClock = (tx: Db, subject: string, name: string, at: Date): Promise<ClockRow> =>
  change(tx, subject, name, at, (row) => (isPaused(row) ? null : { entry: { type: 'paused', at: at.getTime() } }));

export const resumeClock = (tx: Db, subject: string, name: string, at: Date): Promise<ClockRow> =>
  change(tx, subject, name, at, (row) => (isPaused(row) ? { entry: { type: 'resumed', at: at.getTime() } } : null));

const isPaused = ({ history }: ClockRow) => historyOf(history).pauses.at(-1)?.to === null;

/** All clocks of a subject, as they were last read. */
export function clocksOf(db: Db, subject: string): Promise<ClockRow[]> {
  return db.select().from(slaClocks).where(eq(slaClocks.subject, subject)).orderBy(slaClocks.openedAt, slaClocks.name);
}

/** Subjects with a clock on which something falls due by now: their runs are to look. */
export async function dueClocks(db: Db, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .select({ subject: slaClocks.subject })
    .from(slaClocks)
    .where(and(isNull(slaClocks.closedAt), lte(slaClocks.wakeAt, now)))
    .groupBy(slaClocks.subject)
    .orderBy(sql`min(${slaClocks.wakeAt})`)
    .limit(limit);
  return rows.map(({ subject }) => subject);
}

export interface Fallen {
  clock: ClockRow;
  /** Marks of its policy, and `breach` for the due moment itself, in the order in which they fell. */
  marks: string[];
}

/** Reads the open clocks of a subject as they stand now, and tells each mark that has fallen once; one that is put off by a change is told again when it falls again. */
export async function readClocks(tx: Db, subject: string, now: Date): Promise<Fallen[]> {
  await shareCalendars(tx);
  const rows = await tx
    .select()
    .from(slaClocks)
    .where(and(eq(slaClocks.subject, subject), isNull(slaClocks.closedAt)))
    .orderBy(slaClocks.openedAt, slaClocks.name)
    .for('update');
  if (rows.length === 0) return [];
  const rules = await rulesAt(tx, now);
  const read: Fallen[] = [];
  for (const row of rows) {
    const reading = readingOf(row, rules, now);
    const marks = fallenOf(reading, now).filter((mark) => !row.told.includes(mark));
    const clock = await save(tx, row, shown({ ...row, told: [...row.told, ...marks] }, rules, now));
    read.push({ clock, marks });
  }
  return read;
}

export interface Moved {
  clock: Pick<ClockRow, 'id' | 'subject' | 'name' | 'unitId'>;
  before: Pick<ClockRow, 'state' | 'due'>;
  after: Pick<ClockRow, 'state' | 'due'>;
}

const PAGE = 500;

/** What a change of calendars or policies would do to open clocks; only those that it touches. */
export async function effectOn(db: Db, change: Change, now: Date): Promise<Moved[]> {
  const [today, then] = [await rulesAt(db, now), await rulesAt(db, now, change)];
  const moved: Moved[] = [];
  for await (const row of openOnes(db)) {
    const [before, after] = [shown(row, today, now), shown(row, then, now)];
    if (isMoved(before, after)) moved.push({ clock: row, before, after });
  }
  return moved;
}

/** Reads open clocks again by what is in force now, once a calendar or policy has changed. Closed ones stay. Returns those whose due moment or state is another one. */
export async function recomputeOpen(tx: Db, now: Date): Promise<Moved[]> {
  const rules = await rulesAt(tx, now);
  const moved: Moved[] = [];
  for await (const row of openOnes(tx, true)) {
    const after = shown(row, rules, now);
    if (after.calendarVersion === row.calendarVersion && after.policyVersion === row.policyVersion) continue;
    const entry: ClockEntry = {
      type: 'recomputed',
      at: now.getTime(),
      calendar: after.calendarVersion,
      policy: after.policyVersion,
      before: row.due?.getTime() ?? null,
      after: after.due?.getTime() ?? null,
    };
    const same = entry.before === entry.after;
    await save(tx, row, same ? after : { ...after, history: [...row.history, entry] });
    if (isMoved(row, after)) moved.push({ clock: row, before: row, after });
  }
  return moved;
}

const isMoved = (before: Moved['before'], after: Moved['after']) =>
  before.state !== after.state || before.due?.getTime() !== after.due?.getTime();

/** Open clocks by id, a page at a time. */
async function* openOnes(db: Db, hold = false): AsyncGenerator<ClockRow> {
  let last = '';
  for (;;) {
    const query = db
      .select()
      .from(slaClocks)
      .where(and(isNull(slaClocks.closedAt), sql`${slaClocks.id} > ${last}`))
      .orderBy(slaClocks.id)
      .limit(PAGE);
    const rows = await (hold ? query.for('update') : query);
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE) return;
    last = end.id;
  }
}

type Step = Partial<Pick<ClockRow, 'unitId' | 'policy'>> & { entry: ClockEntry };

/** @throws Error for a clock that was never opened: which one to stop is the caller's knowledge */
async function change(tx: Db, subject: string, name: string, now: Date, step: (row: ClockRow) => Step | null): Promise<ClockRow> {
  await shareCalendars(tx);
  const [row] = await tx
    .select()
    .from(slaClocks)
    .where(and(eq(slaClocks.subject, subject), eq(slaClocks.name, name)))
    .for('update');
  if (!row) throw new Error(`${subject} has no clock ${name}`);
  const next = row.closedAt === null ? step(row) : null;
  if (next === null) return row;
  const { entry, ...rest } = next;
  // Two machines may differ by a moment: what was written later happened later.
  const at = Math.max(entry.at, row.history.at(-1)?.at ?? 0);
  const standing = { ...row, ...rest, history: [...row.history, { ...entry, at }] };
  return save(tx, row, { ...rest, ...shown(standing, await rulesAt(tx, now), new Date(at)) });
}

async function save(tx: Db, { id }: ClockRow, values: Partial<ClockRow>): Promise<ClockRow> {
  const [saved] = await tx.update(slaClocks).set(values).where(eq(slaClocks.id, id)).returning();
  if (!saved) throw new Error('a clock vanished while it was being read');
  return saved;
}

type Read = Pick<ClockRow, 'unitId' | 'policy' | 'history' | 'told'>;

function readingOf({ unitId, policy, history }: Read, rules: Rules, now: Date): ClockReading {
  const hours = hoursFor(rules.calendarFor(unitId).row.calendar);
  return readClock(historyOf(history), hours, rules.policyFor(unitId, policy).row.policy, now.getTime());
}

/** What a clock shows, in the columns that tell it. */
function shown(clock: Read, rules: Rules, now: Date) {
  const reading = readingOf(clock, rules, now);
  const fallen = fallenOf(reading, now);
  const { stoppedAt } = historyOf(clock.history);
  const warning = reading.marks.find(({ at }) => reading.due !== null && at < reading.due);
  const late = reading.state === 'overdue' || reading.state === 'missed';
  return {
    history: clock.history,
    state: reading.state,
    due: moment(reading.due),
    warnAt: moment(warning?.at ?? null),
    wakeAt: moment(reading.wakeAt),
    breachedAt: late ? moment(reading.due) : null,
    usedMs: reading.usedMs,
    // While time stands still no mark has a moment: what was told before then stays told.
    told: reading.due === null || stoppedAt !== null ? clock.told : clock.told.filter((mark) => fallen.includes(mark)),
    calendarVersion: rules.calendarFor(clock.unitId).id,
    policyVersion: rules.policyFor(clock.unitId, clock.policy).id,
    closedAt: moment(stoppedAt),
  };
}

function fallenOf({ due, marks }: ClockReading, now: Date): string[] {
  const all = [...marks, ...(due === null ? [] : [{ id: BREACH, at: due }])];
  return all
    .filter(({ at }) => at <= now.getTime())
    .sort((a, b) => a.at - b.at)
    .map(({ id }) => id);
}

const moment = (at: number | null) => (at === null ? null : new Date(at));
