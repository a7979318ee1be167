import { type Column, type SQL, sql } from 'drizzle-orm';
import type { Db } from './database.ts';

/** Units whose records may be seen: all of the hub, or these and no other. A record without a unit belongs to the whole hub. */
export type UnitScope = 'all' | readonly string[];

const listed = (units: readonly string[]) => sql`any(${`{${units.map((unit) => JSON.stringify(unit)).join(',')}}`}::text[])`;

/** How each kind of record comes by its unit: a query of the ids that lie in these units. */
const WITHIN = {
  unit: (units: readonly string[]) => sql`select id from units where id = ${listed(units)}`,
  connection: (units: readonly string[]) => sql`select id from connections where unit_id = ${listed(units)}`,
  pair: (units: readonly string[]) => sql`select id from pairs where unit_id = ${listed(units)}`,
  link: (units: readonly string[]) =>
    sql`select l.id from links l join pairs p on p.id = l.pair_id where p.unit_id = ${listed(units)}`,
  job: (units: readonly string[]) =>
    sql`select j.id from bulk_jobs j join pairs p on p.id = j.pair_id where p.unit_id = ${listed(units)}`,
  drift: (units: readonly string[]) =>
    sql`select d.id from drift_runs d join pairs p on p.id = d.pair_id where p.unit_id = ${listed(units)}`,
  event: (units: readonly string[]) =>
    sql`select e.id from inbox e join connections c on c.id = e.connection_id where c.unit_id = ${listed(units)}`,
  effect: (units: readonly string[]) => sql`
    select e.id from effects e left join links l on l.id = e.link_id left join pairs p on p.id = l.pair_id
      left join routes r on r.id = e.link_id
    where coalesce(p.unit_id, r.unit_id) = ${listed(units)}`,
  route: (units: readonly string[]) => sql`select id from routes where unit_id = ${listed(units)}`,
  task: (units: readonly string[]) => sql`
    select t.id from tasks t left join links l on l.id = t.link_id left join pairs p on p.id = l.pair_id
      left join connections c on c.id = t.connection_id
    where case when t.link_id is null then c.unit_id else p.unit_id end = ${listed(units)}`,
  payment: (units: readonly string[]) => sql`
    select p.id from payments p join connections c on c.id = p.connection_id where c.unit_id = ${listed(units)}
    union select s.payment_id from payment_shares s join links l on l.id = s.link_id join pairs r on r.id = l.pair_id
      where r.unit_id = ${listed(units)}`,
  replay: (units: readonly string[]) => sql`select id from replays where unit_id = ${listed(units)}`,
  resend: (units: readonly string[]) => sql`select id from document_resends where unit_id = ${listed(units)}`,
  approval: (units: readonly string[]) => sql`select id from approvals where unit_id = ${listed(units)}`,
} as const;

export type Scoped = keyof typeof WITHIN;

/** A condition on a column of ids: only records of the scope's units. Nothing is asked where the scope is the whole hub. */
export function within(kind: Scoped, column: Column | SQL, scope: UnitScope): SQL | undefined {
  return scope === 'all' ? undefined : sql`${column} in (${WITHIN[kind](scope)})`;
}

/** Whether a record lies in the scope. A record that does not exist lies in the whole hub only. */
export async function isWithin(db: Db, kind: Scoped, id: string | number, scope: UnitScope): Promise<boolean> {
  if (scope === 'all') return true;
  const { rows } = await db.execute(sql`select 1 from (${WITHIN[kind](scope)}) as seen where seen.id = ${id} limit 1`);
  return rows.length > 0;
}
