import { eq, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { units } from './schema/index.ts';

export type UnitRow = typeof units.$inferSelect;

export function listUnits(db: Db): Promise<UnitRow[]> {
  return db.select().from(units).orderBy(units.name, units.id);
}

export async function getUnit(db: Db, id: string): Promise<UnitRow | null> {
  const [row] = await db.select().from(units).where(eq(units.id, id));
  return row ?? null;
}

/** Each of these units with every unit below it, itself included. */
export async function unitsBelow(db: Db, roots: readonly string[]): Promise<Map<string, string[]>> {
  const below = new Map<string, string[]>(roots.map((root) => [root, []]));
  if (roots.length === 0) return below;
  const { rows } = await db.execute<{ root: string; id: string }>(sql`
    with recursive tree as (
      select id as root, id from units where id in ${[...roots]}
      union select tree.root, units.id from units join tree on units.parent_id = tree.id
    ) select root, id from tree`);
  for (const { root, id } of rows) below.get(root)?.push(id);
  return below;
}

export async function saveUnit(db: Db, unit: Omit<UnitRow, 'createdAt'>): Promise<UnitRow> {
  const { id, ...rest } = unit;
  const [row] = await db
    .insert(units)
    .values({ id, ...rest })
    .onConflictDoUpdate({ target: units.id, set: rest })
    .returning();
  if (!row) throw new Error('the unit was not stored');
  return row;
}

/** Whether anything stands on a unit: units below it, roles, tokens, approvals, connections, pairs, a calendar, policies, clocks. */
export async function isUnitUsed(db: Db, id: string): Promise<boolean> {
  const { rows } = await db.execute<{ used: boolean }>(sql`
    select exists(select 1 from units where parent_id = ${id}) or exists(select 1 from held_roles where unit_id = ${id})
      or exists(select 1 from api_tokens where unit_id = ${id}) or exists(select 1 from approvals where unit_id = ${id})
      or exists(select 1 from connections where unit_id = ${id}) or exists(select 1 from pairs where unit_id = ${id})
      or exists(select 1 from calendars where owner = ${id}) or exists(select 1 from policies where owner = ${id})
      or exists(select 1 from sla_clocks where unit_id = ${id}) as used`);
  return rows[0]?.used === true;
}

export async function removeUnit(db: Db, id: string): Promise<void> {
  await db.delete(units).where(eq(units.id, id));
}
