import { and, asc, eq, gt, gte, lt, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import type { Db } from './database.ts';
import type { Vault } from './keys.ts';
import { keyOfLink, type LinkRow } from './links.ts';
import { leftRecords, links } from './schema/index.ts';

const recordContext = (linkId: string) => `left:${linkId}`;

/** Remembers what a link was brought together with. */
export async function keepLeftRecord(
  db: Db,
  vault: Vault,
  link: Pick<LinkRow, 'id' | 'personId'>,
  mapping: string,
  record: object,
): Promise<void> {
  const sealed = await vault.seal(db, keyOfLink(link), recordContext(link.id), JSON.parse(JSON.stringify(record)) as Json);
  await db
    .insert(leftRecords)
    .values({ linkId: link.id, mapping, record: sealed })
    .onConflictDoUpdate({
      target: leftRecords.linkId,
      set: { mapping: sql`excluded.mapping`, record: sql`excluded.record`, at: sql`now()` },
    });
}

export interface KeptRecord {
  link: LinkRow;
  record: object;
  at: Date;
}

/** Records of one mapping from a period, by link id, a page at a time. One whose person was erased is left out. */
export async function keptRecords(
  db: Db,
  vault: Vault,
  filter: { mapping: string; from: Date; to: Date; after: string | null; limit: number },
): Promise<{ records: KeptRecord[]; next: string | null }> {
  const rows = await db
    .select({ link: links, record: leftRecords.record, at: leftRecords.at })
    .from(leftRecords)
    .innerJoin(links, eq(links.id, leftRecords.linkId))
    .where(
      and(
        eq(leftRecords.mapping, filter.mapping),
        gte(leftRecords.at, filter.from),
        lt(leftRecords.at, filter.to),
        filter.after === null ? undefined : gt(leftRecords.linkId, filter.after),
      ),
    )
    .orderBy(asc(leftRecords.linkId))
    .limit(filter.limit);
  const records: KeptRecord[] = [];
  for (const { link, record, at } of rows) {
    // An erased person's record cannot be read, and is not missed.
    if ((await vault.findKey(db, keyOfLink(link))) === null) continue;
    records.push({ link, at, record: await vault.openJson<{ [name: string]: Json }>(db, record, recordContext(link.id)) });
  }
  return { records, next: rows.length < filter.limit ? null : (rows.at(-1)?.link.id ?? null) };
}

/** What a link was last brought together with; null when nothing is kept, or its person was erased. */
export async function leftRecordOf(db: Db, vault: Vault, link: Pick<LinkRow, 'id' | 'personId'>): Promise<object | null> {
  const [row] = await db.select({ record: leftRecords.record }).from(leftRecords).where(eq(leftRecords.linkId, link.id));
  if (!row || (await vault.findKey(db, keyOfLink(link))) === null) return null;
  return vault.openJson<{ [name: string]: Json }>(db, row.record, recordContext(link.id));
}
