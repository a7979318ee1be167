import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { mappingUsage } from './schema/index.ts';

export type UsageRow = typeof mappingUsage.$inferSelect;
type Counted = Pick<UsageRow, 'mapping' | 'kind' | 'name' | 'detail' | 'count' | 'known'>;

const ROWS_PER_STATEMENT = 500;

/** Adds counts; returns the lines that nobody had seen before. */
export async function addUsage(db: Db, lines: readonly Counted[]): Promise<Counted[]> {
  // In one order, so that processes that flush at once never wait for each other in a circle.
  const sorted = [...lines].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const fresh: Counted[] = [];
  for (let from = 0; from < sorted.length; from += ROWS_PER_STATEMENT) {
    const rows = await db
      .insert(mappingUsage)
      .values(sorted.slice(from, from + ROWS_PER_STATEMENT))
      .onConflictDoUpdate({
        target: [mappingUsage.mapping, mappingUsage.kind, mappingUsage.name, mappingUsage.detail],
        set: {
          count: sql`${mappingUsage.count} + excluded.count`,
          known: sql`excluded.known`,
          lastSeen: sql`now()`,
        },
      })
      .returning({
        mapping: mappingUsage.mapping,
        kind: mappingUsage.kind,
        name: mappingUsage.name,
        detail: mappingUsage.detail,
        count: mappingUsage.count,
        known: mappingUsage.known,
        fresh: sql<boolean>`xmax = 0`,
      });
    for (const { fresh: isNew, ...row } of rows) if (isNew) fresh.push(row);
  }
  return fresh;
}

const idOf = ({ mapping, kind, name, detail }: Counted) => `${mapping}\u0000${kind}\u0000${name}\u0000${detail}`;

export function usageOf(db: Db, mapping: string): Promise<UsageRow[]> {
  return db.select().from(mappingUsage).where(eq(mappingUsage.mapping, mapping)).orderBy(mappingUsage.kind, mappingUsage.name);
}

/** What these dictionaries were asked for, over all mappings. */
export function keysAsked(db: Db, dictionaries: readonly string[]): Promise<UsageRow[]> {
  if (dictionaries.length === 0) return Promise.resolve([]);
  return db
    .select()
    .from(mappingUsage)
    .where(and(eq(mappingUsage.kind, 'key'), inArray(mappingUsage.name, [...dictionaries])))
    .orderBy(mappingUsage.name, mappingUsage.detail);
}
