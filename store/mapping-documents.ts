import { createHash } from 'node:crypto';
import { and, desc, eq, max, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { mappingDocuments } from './schema/index.ts';

export type DocumentRow = typeof mappingDocuments.$inferSelect;
export type DocumentKind = DocumentRow['kind'];
export type NewDocument = Pick<DocumentRow, 'kind' | 'name' | 'text' | 'origin' | 'author' | 'reason'> & { restores?: number };

/** sha256 (hex) of a text, whatever its line ends. */
export function textHash(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n').trimEnd()).digest('hex');
}

/** What is in force: the newest version of every document. */
export function currentDocuments(db: Db): Promise<DocumentRow[]> {
  return db
    .selectDistinctOn([mappingDocuments.kind, mappingDocuments.name])
    .from(mappingDocuments)
    .orderBy(mappingDocuments.kind, mappingDocuments.name, desc(mappingDocuments.version));
}

/** Grows with every publication: whoever holds an older number looks again. */
export async function publicationMark(db: Db): Promise<number> {
  const [row] = await db.select({ mark: max(mappingDocuments.id) }).from(mappingDocuments);
  return row?.mark ?? 0;
}

/** One publication at a time, over all processes, until the transaction ends. */
export async function holdPublications(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('mapping-documents', 0))`);
}

/** Appends a version behind the newest one. @param tx  holds publications */
export async function publishDocument(tx: Db, document: NewDocument): Promise<DocumentRow> {
  const { kind, name, restores = null } = document;
  const [last] = await tx
    .select({ version: max(mappingDocuments.version) })
    .from(mappingDocuments)
    .where(and(eq(mappingDocuments.kind, kind), eq(mappingDocuments.name, name)));
  const version = (last?.version ?? 0) + 1;
  const [row] = await tx
    .insert(mappingDocuments)
    .values({ ...document, restores, version, textHash: textHash(document.text) })
    .returning();
  if (!row) throw new Error('the publication was not stored');
  return row;
}

/** All versions of a document, the newest first. */
export function documentVersions(db: Db, kind: DocumentKind, name: string): Promise<DocumentRow[]> {
  return db
    .select()
    .from(mappingDocuments)
    .where(and(eq(mappingDocuments.kind, kind), eq(mappingDocuments.name, name)))
    .orderBy(desc(mappingDocuments.version));
}

/** @param version  the newest when left out */
export async function getDocument(db: Db, kind: DocumentKind, name: string, version?: number): Promise<DocumentRow | null> {
  const [row] = await db
    .select()
    .from(mappingDocuments)
    .where(
      and(
        eq(mappingDocuments.kind, kind),
        eq(mappingDocuments.name, name),
        version === undefined ? undefined : eq(mappingDocuments.version, version),
      ),
    )
    .orderBy(desc(mappingDocuments.version))
    .limit(1);
  return row ?? null;
}
