import { type SQL, sql } from 'drizzle-orm';
import type { RuleKind } from '../domain/alerts/rules.ts';
import type { Sentence } from '../domain/errors.ts';
import type { Db } from './database.ts';

/** Something that a rule is about, and how bad it is, in the unit of the rule. */
export interface Finding {
  kind: RuleKind;
  subject: string;
  connectionId: string | null;
  name: Sentence;
  figure: number;
  cause: Sentence | null;
}

/** What every query gives: a subject, its connection, what people call it, the figure, and what the hub said of it. */
interface FoundRow extends Record<string, unknown> {
  subject: string;
  connection: string | null;
  name: string | Sentence;
  figure: number;
  cause: Sentence | null;
}

/** How old, in seconds. */
const age = (moment: SQL, now: Date) => sql`extract(epoch from (${now}::timestamptz - ${moment}))`;

/** One query per rule: every subject whose figure is at least the threshold. */
const QUERIES: { readonly [kind in RuleKind]: (threshold: number, now: Date) => SQL } = {
  connection_stopped: () => sql`
    select id as subject, id as connection, title as name, 1 as figure, pause -> 'sentence' as cause
    from connections where status = 'paused' and pause ->> 'by' = 'hub'`,
  token_stale: (days, now) => sql`
    select c.id as subject, c.id as connection, c.title as name,
      floor(${age(sql`t.updated_at`, now)} / 86400)::int as figure, null as cause
    from tokens t join connections c on c.id = t.connection_id
    where c.status = 'active' and ${age(sql`t.updated_at`, now)} >= ${days} * 86400`,
  breaker_open: () => sql`
    select c.id as subject, c.id as connection, c.title as name, b.failures as figure, null as cause
    from breakers b join connections c on c.id = b.scope where b.open_until > 0 and c.status = 'active'`,
  dead_letters: (count) => sql`
    select c.id as subject, c.id as connection, c.title as name, dead.figure, null as cause from (
      select connection_id, count(*)::int as figure from (
        select connection_id from inbox where state = 'dead'
        union all select connection_id from deliveries_in where state = 'dead') as parked group by connection_id) as dead
    join connections c on c.id = dead.connection_id where dead.figure >= ${count}`,
  lag: (minutes, now) => sql`
    select c.id as subject, c.id as connection, c.title as name,
      floor(${age(sql`waiting.oldest`, now)} / 60)::int as figure, null as cause
    from (select connection_id, min(received_at) as oldest from inbox where state = 'pending' group by connection_id) as waiting
    join connections c on c.id = waiting.connection_id
    where c.status = 'active' and ${age(sql`waiting.oldest`, now)} >= ${minutes} * 60`,
  tasks_overdue: (hours, now) => sql`
    select coalesce(c.id, 'hub') as subject, c.id as connection, coalesce(to_jsonb(c.title), ${JSON.stringify(HUB)}::jsonb) as name,
      floor(${age(sql`waiting.oldest`, now)} / 3600)::int as figure, null as cause
    from (
      select coalesce(t.connection_id, p.right_connection) as connection_id, min(t.opened_at) as oldest
      from tasks t left join links l on l.id = t.link_id left join pairs p on p.id = l.pair_id
      where t.state = 'open' group by 1) as waiting
    left join connections c on c.id = waiting.connection_id
    where ${age(sql`waiting.oldest`, now)} >= ${hours} * 3600`,
  job_halted: () => sql`
    select j.id as subject, p.right_connection as connection, j.id as name, 1 as figure, null as cause
    from bulk_jobs j left join pairs p on p.id = j.pair_id where j.state = 'halted'`,
  drift: (count) => sql`
    select p.id as subject, p.right_connection as connection, p.id as name, latest.different as figure, null as cause
    from pairs p join lateral (
      select different from drift_runs d where d.pair_id = p.id and d.finished_at is not null order by d.id desc limit 1) as latest on true
    where latest.different >= ${count}`,
  effects_open: (minutes, now) => sql`
    select c.id as subject, c.id as connection, c.title as name, floor(${age(sql`open.oldest`, now)} / 60)::int as figure, null as cause
    from (
      select connection_id, min(coalesce(call_deadline, created_at)) as oldest from effects
      where state in ('intended', 'unknown') group by connection_id) as open
    join connections c on c.id = open.connection_id
    where ${age(sql`open.oldest`, now)} >= ${minutes} * 60`,
  deliveries_stuck: (minutes, now) => sql`
    select c.id as subject, c.id as connection, c.title as name, floor(${age(sql`stuck.oldest`, now)} / 60)::int as figure, null as cause
    from (
      select connection_id, min(created_at) as oldest from deliveries
      where state in ('queued', 'sending', 'unknown') and class <> 'alert' group by connection_id) as stuck
    join connections c on c.id = stuck.connection_id
    where ${age(sql`stuck.oldest`, now)} >= ${minutes} * 60`,
  keys_damaged: (count) => sql`
    select 'keys' as subject, null as connection, ${JSON.stringify(KEYS)}::jsonb as name, damaged.figure, null as cause
    from (select count(*)::int as figure from data_keys where quarantine is not null) as damaged
    where damaged.figure >= ${count} and damaged.figure > 0`,
};

const HUB: Sentence = { ru: 'узел', en: 'the hub' };
const KEYS: Sentence = { ru: 'ключи данных', en: 'data keys' };

/** Everything that one rule finds now. */
export async function findingsOf(db: Db, kind: RuleKind, threshold: number, now: Date): Promise<Finding[]> {
  const { rows } = await db.execute<FoundRow>(QUERIES[kind](threshold, now));
  return rows.map(({ subject, connection, name, figure, cause }) => ({
    kind,
    subject,
    connectionId: connection,
    name: typeof name === 'string' ? { ru: name, en: name } : name,
    figure: Number(figure),
    cause,
  }));
}
