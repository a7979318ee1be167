import { inArray, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { throttles } from './schema/index.ts';

/** How often something may fail before the next try has to wait. */
export interface ThrottleRule {
  /** Failures that cost nothing. */
  free: number;
  /** The first wait; each further failure doubles it. */
  firstWaitMs: number;
  longestWaitMs: number;
  /** Failures older than this are forgotten. */
  windowMs: number;
}

/** Until when any of these keys is refused; null when none is. */
export async function blockedUntil(db: Db, keys: readonly string[], now: Date): Promise<Date | null> {
  const rows = await db
    .select({ until: throttles.blockedUntil })
    .from(throttles)
    .where(inArray(throttles.key, [...keys]));
  const latest = Math.max(0, ...rows.map(({ until }) => until?.getTime() ?? 0));
  return latest > now.getTime() ? new Date(latest) : null;
}

/** Counts a failure and sets the wait that follows from it. One statement: guesses sent at once are all counted. */
export async function countFailure(db: Db, key: string, rule: ThrottleRule, now: Date): Promise<void> {
  const at = now.toISOString();
  const failures = sql`case when t.since < ${at}::timestamptz - make_interval(secs => ${rule.windowMs / 1000}) then 1 else t.failures + 1 end`;
  const wait = (
    count: typeof failures,
  ) => sql`case when ${count} <= ${rule.free} then null else ${at}::timestamptz + make_interval(
      secs => least(${rule.longestWaitMs / 1000}, ${rule.firstWaitMs / 1000} * power(2, least(30, ${count} - ${rule.free} - 1)))) end`;
  await db.execute(sql`
    insert into throttles as t (key, failures, since, blocked_until) values (${key}, 1, ${at}::timestamptz, ${wait(sql`1`)})
    on conflict (key) do update set failures = ${failures}, blocked_until = ${wait(failures)},
      since = case when t.since < ${at}::timestamptz - make_interval(secs => ${rule.windowMs / 1000}) then ${at}::timestamptz else t.since end`);
}

export async function forgetFailures(db: Db, keys: readonly string[]): Promise<void> {
  await db.delete(throttles).where(inArray(throttles.key, [...keys]));
}
