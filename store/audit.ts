import { and, asc, desc, eq, gt, gte, lt, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import { digestOf, GENESIS } from '../vault/chain.ts';
import type { Database, Db } from './database.ts';
import { audit } from './schema/index.ts';

export type AuditRow = typeof audit.$inferSelect;

/** What happened; `id`, place in the chain and digest come with writing. */
export interface AuditEntry {
  at: Date;
  act: string;
  actor: string;
  permission?: string | null;
  target: string;
  outcome: string;
  reason?: string | null;
  ip?: string | null;
  requestId?: string | null;
  data?: Record<string, Json>;
}

const CHAIN = 'audit-chain';

/** Key order of stored JSON is the database's own: digests are taken over sorted keys. */
function stable(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${stable(item)}`).join(',')}}`;
}

function digestOfEntry(row: Omit<AuditRow, 'digest'>): Buffer {
  const { id, at, act, actor, permission, target, outcome, reason, ip, requestId, data, previous } = row;
  return digestOf([
    String(id),
    at.toISOString(),
    act,
    actor,
    permission,
    target,
    outcome,
    reason,
    ip,
    requestId,
    stable(data),
    previous,
  ]);
}

/**
 * Appends entries to the chain, in a short transaction of its own: whoever appends waits for the one before, so an acting transaction must not hold the
 * chain while it works.
 */
export async function appendAudit(db: Database, entries: readonly AuditEntry[]): Promise<number> {
  if (entries.length === 0) return 0;
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${CHAIN}, 0))`);
    const [last] = await tx.select({ id: audit.id, digest: audit.digest }).from(audit).orderBy(desc(audit.id)).limit(1);
    let id = last?.id ?? 0;
    let previous = last?.digest ?? GENESIS;
    const rows: AuditRow[] = [];
    for (const entry of entries) {
      id += 1;
      const row = {
        id,
        at: entry.at,
        act: entry.act,
        actor: entry.actor,
        permission: entry.permission ?? null,
        target: entry.target,
        outcome: entry.outcome,
        reason: entry.reason ?? null,
        ip: entry.ip ?? null,
        requestId: entry.requestId ?? null,
        data: entry.data ?? {},
        previous,
      };
      const digest = digestOfEntry(row);
      rows.push({ ...row, digest });
      previous = digest;
    }
    await tx.insert(audit).values(rows);
    return id;
  });
}

export interface AuditFilter {
  actor?: string | undefined;
  act?: string | undefined;
  permission?: string | undefined;
  target?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  before?: number | undefined;
  limit: number;
}

/** The newest first. `target` is a part of method and path. */
export function listAudit(db: Db, filter: AuditFilter): Promise<AuditRow[]> {
  const { actor, act, permission, target, from, to, before } = filter;
  return db
    .select()
    .from(audit)
    .where(
      and(
        actor === undefined ? undefined : eq(audit.actor, actor),
        act === undefined ? undefined : eq(audit.act, act),
        permission === undefined ? undefined : eq(audit.permission, permission),
        target === undefined ? undefined : sql`position(${target} in ${audit.target}) > 0`,
        from === undefined ? undefined : gte(audit.at, from),
        to === undefined ? undefined : lt(audit.at, to),
        before === undefined ? undefined : lt(audit.id, before),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(filter.limit);
}

export type AuditVerdict =
  | { ok: true; entries: number; head: string }
  | { ok: false; entry: number; reason: 'gap' | 'chain' | 'entry' };

const PAGE = 1_000;

/**
 * Recomputes the chain. Finds a changed, added or removed entry.
 * Entries cut off at the very end are found by comparing `head` with the one that an earlier verification printed.
 */
export async function verifyAudit(db: Db): Promise<AuditVerdict> {
  let previous: Buffer = GENESIS;
  let id = 0;
  for (;;) {
    const page = await db.select().from(audit).where(gt(audit.id, id)).orderBy(asc(audit.id)).limit(PAGE);
    if (page.length === 0) return { ok: true, entries: id, head: previous.toString('hex') };
    for (const { digest, ...row } of page) {
      if (row.id !== id + 1) return { ok: false, entry: id + 1, reason: 'gap' };
      if (!row.previous.equals(previous)) return { ok: false, entry: row.id, reason: 'chain' };
      if (!digestOfEntry(row).equals(digest)) return { ok: false, entry: row.id, reason: 'entry' };
      previous = digest;
      id = row.id;
    }
  }
}
