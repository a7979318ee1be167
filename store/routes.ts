import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { inbox, type PauseReason, routes } from './schema/index.ts';

export type RouteRow = typeof routes.$inferSelect;
export type NewRoute = typeof routes.$inferInsert;

export async function getRoute(db: Db, id: string): Promise<RouteRow | null> {
  const [row] = await db.select().from(routes).where(eq(routes.id, id));
  return row ?? null;
}

export function listRoutes(db: Db): Promise<RouteRow[]> {
  return db.select().from(routes).orderBy(desc(routes.createdAt), routes.id);
}

/** Routes that take events of these connections now. */
export function takingRoutes(db: Db, connectionIds: readonly string[]): Promise<RouteRow[]> {
  const ids = [...new Set(connectionIds)];
  return db
    .select()
    .from(routes)
    .where(and(inArray(routes.sourceConnection, ids), ne(routes.state, 'off')))
    .orderBy(routes.id);
}

export async function insertRoute(db: Db, route: NewRoute): Promise<void> {
  await db.insert(routes).values(route);
}

/** Changes a route; its version grows. */
export async function updateRoute(db: Db, id: string, change: Partial<Omit<NewRoute, 'id' | 'version'>>): Promise<void> {
  await db
    .update(routes)
    .set({ ...change, version: sql`${routes.version} + 1`, updatedAt: sql`now()` })
    .where(eq(routes.id, id));
}

/** Lets the events of a route wait. False when it was not on. */
export async function pauseRoute(db: Db, id: string, pause: PauseReason): Promise<boolean> {
  const paused = await db
    .update(routes)
    .set({ state: 'paused', pause, updatedAt: sql`now()` })
    .where(and(eq(routes.id, id), eq(routes.state, 'on')))
    .returning({ id: routes.id });
  return paused.length > 0;
}

/** Removes a route. What still waits for it ends as `unrouted`; what was written stays told. */
export async function deleteRoute(db: Db, id: string): Promise<void> {
  await db
    .update(inbox)
    .set({ state: 'done', result: 'unrouted', finishedAt: sql`now()`, error: null })
    .where(and(eq(inbox.routeId, id), inArray(inbox.state, ['pending', 'dead'])));
  await db.delete(routes).where(eq(routes.id, id));
}

/** Gives the waiting and parked rows of a route the lanes that a new number of lanes asks for. */
export async function rehomeRows(db: Db, id: string, lanes: number): Promise<void> {
  await db
    .update(inbox)
    .set({
      subject: sql`'relay:' || ${id}::text || ':' || (('x' || substr(${inbox.orderKey}, 1, 8))::bit(32)::bigint % ${lanes})::text`,
      nudgedAt: null,
    })
    .where(and(eq(inbox.routeId, id), inArray(inbox.state, ['pending', 'dead'])));
}

/** Offers the waiting rows of routes to the next sweep at once. Returns how many. */
export async function wakeRoutes(db: Db, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const woken = await db
    .update(inbox)
    .set({ nudgedAt: null, retryAt: null })
    .where(and(inArray(inbox.routeId, [...ids]), eq(inbox.state, 'pending')));
  return woken.rowCount ?? 0;
}

/** Routes that write to a connection. */
export async function routesInto(db: Db, connectionId: string): Promise<string[]> {
  const rows = await db.select({ id: routes.id }).from(routes).where(eq(routes.targetConnection, connectionId));
  return rows.map(({ id }) => id);
}
