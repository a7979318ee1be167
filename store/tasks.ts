import { and, eq, ne, sql } from 'drizzle-orm';
import type { Sentence } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { Db } from './database.ts';
import { keyNames, type Vault } from './keys.ts';
import { keyOfLink, type LinkRow } from './links.ts';
import { tasks } from './schema/index.ts';

export type TaskRow = typeof tasks.$inferSelect;

export interface NewTask {
  kind: string;
  dedupKey: string;
  link?: Pick<LinkRow, 'id' | 'personId'>;
  connectionId?: string;
  title: Sentence;
  data?: Record<string, Json>;
  /** Values to choose between; sealed. */
  values?: Json;
}

const taskContext = (dedupKey: string) => `task:${dedupKey}`;

/** Opens a task, or brings the open one with this key up to date. Returns true when it is new. */
export async function openTask(db: Db, vault: Vault, task: NewTask): Promise<boolean> {
  const key = task.link ? keyOfLink(task.link) : keyNames.shared();
  const sealed = task.values === undefined ? null : await vault.seal(db, key, taskContext(task.dedupKey), task.values);
  const [row] = await db
    .insert(tasks)
    .values({
      kind: task.kind,
      dedupKey: task.dedupKey,
      linkId: task.link?.id ?? null,
      connectionId: task.connectionId ?? null,
      title: task.title,
      data: task.data ?? {},
      sealed,
    })
    .onConflictDoUpdate({
      target: tasks.dedupKey,
      targetWhere: sql`state <> 'closed'`,
      set: { title: sql`excluded.title`, data: sql`excluded.data`, sealed: sql`excluded.sealed` },
    })
    .returning({ fresh: sql<boolean>`xmax = 0` });
  return row?.fresh === true;
}

/** The open or decided task with this key. */
export async function standingTask(db: Db, dedupKey: string): Promise<TaskRow | null> {
  const [row] = await db
    .select()
    .from(tasks)
    .where(and(eq(tasks.dedupKey, dedupKey), ne(tasks.state, 'closed')));
  return row ?? null;
}

/** Whether a task with this key has ever been opened, whatever became of it. */
export async function taskKnown(db: Db, dedupKey: string): Promise<boolean> {
  const [row] = await db.select({ id: tasks.id }).from(tasks).where(eq(tasks.dedupKey, dedupKey)).limit(1);
  return row !== undefined;
}

/** Closes the open task with this key, if any. */
export async function closeTask(db: Db, dedupKey: string, by: string): Promise<boolean> {
  const closed = await db
    .update(tasks)
    .set({ state: 'closed', closedAt: sql`now()`, closedBy: by })
    .where(and(eq(tasks.dedupKey, dedupKey), ne(tasks.state, 'closed')))
    .returning({ id: tasks.id });
  return closed.length > 0;
}

/** Open and decided tasks of a link. */
export function tasksOf(db: Db, linkId: string): Promise<TaskRow[]> {
  return db
    .select()
    .from(tasks)
    .where(and(eq(tasks.linkId, linkId), ne(tasks.state, 'closed')));
}

/** Records what a person chose; the subject's next pass carries it out. */
export async function decideTask(db: Db, id: number, choice: string, by: string): Promise<TaskRow | null> {
  const [row] = await db
    .update(tasks)
    .set({ state: 'decided', choice, closedBy: by })
    .where(and(eq(tasks.id, id), eq(tasks.state, 'open')))
    .returning();
  return row ?? null;
}

/** Stores what a person has ordered without being asked; the subject's next pass carries it out. A newer order replaces one that waits. */
export async function orderTask(db: Db, vault: Vault, task: NewTask, order: { choice: string; by: string }): Promise<void> {
  await openTask(db, vault, task);
  await db
    .update(tasks)
    .set({ state: 'decided', choice: order.choice, closedBy: order.by })
    .where(and(eq(tasks.dedupKey, task.dedupKey), ne(tasks.state, 'closed')));
}

/** Asks again: what was chosen no longer applies. */
export async function reopenTask(db: Db, dedupKey: string): Promise<void> {
  await db
    .update(tasks)
    .set({ state: 'open', choice: null, closedBy: null })
    .where(and(eq(tasks.dedupKey, dedupKey), eq(tasks.state, 'decided')));
}

export function openTaskValues(db: Db, vault: Vault, task: TaskRow): Promise<Json> {
  return task.sealed === null ? Promise.resolve(null) : vault.openJson<Json>(db, task.sealed, taskContext(task.dedupKey));
}
