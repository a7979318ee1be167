import { createHash, randomUUID } from 'node:crypto';
import { and, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { Availability, ClaimDocument } from '../domain/booking/ports.ts';
import type { ListedDocument } from '../domain/documents/types.ts';
import type { Db } from './database.ts';
import type { Vault } from './keys.ts';
import { keyOfLink, type LinkRow } from './links.ts';
import { documentChunks, documents, type StoredError } from './schema/index.ts';

export type DocumentRow = typeof documents.$inferSelect;

/** Bytes of one sealed piece: a large document needs no large buffers in the database. */
const CHUNK_BYTES = 512 * 1024;

const chunkContext = (documentId: string, no: number) => `document:${documentId}:${no}`;

/** Takes over a claim's list as it was just read: a version that is new gets a row, one that is not listed any more says so. Returns what is listed. */
export async function keepDocuments(db: Db, linkId: string, listed: readonly ClaimDocument[], now: Date): Promise<DocumentRow[]> {
  const known = await documentsOf(db, linkId);
  for (const document of listed) {
    const before = known.filter(({ externalId }) => externalId === document.id);
    const no = before.find(({ version }) => version === document.version)?.no ?? before.length + 1;
    const seen = { ...availabilityColumns(document.availability), issued: document.issued, listed: true, seenAt: now };
    await db
      .insert(documents)
      .values({
        id: randomUUID(),
        linkId,
        externalId: document.id,
        version: document.version,
        no,
        category: document.category,
        holder: document.holder.kind,
        touristKeys: touristKeysOf(document),
        ...seen,
      })
      .onConflictDoUpdate({ target: [documents.linkId, documents.externalId, documents.version], set: seen });
  }
  const versions = listed.map(({ id, version }) => `${id}@${version}`);
  await db
    .update(documents)
    .set({ listed: false })
    .where(
      and(
        eq(documents.linkId, linkId),
        eq(documents.origin, 'booking'),
        versions.length === 0 ? undefined : notInArray(sql`${documents.externalId} || '@' || ${documents.version}`, versions),
      ),
    );
  return (await documentsOf(db, linkId)).filter((row) => row.listed);
}

function availabilityColumns(availability: Availability) {
  if (availability.state === 'ready') return { availability: 'ready' as const, reasonCode: null, reason: null, daysBefore: null };
  const { state, code, message, daysBefore } = availability;
  return { availability: state, reasonCode: code, reason: message, daysBefore };
}

function touristKeysOf({ holder }: ClaimDocument): string[] {
  if (holder.kind === 'tourist') return [holder.touristKey];
  return holder.kind === 'service' ? holder.touristKeys : [];
}

/** Every version of every document of a claim, the oldest first. */
export function documentsOf(db: Db, linkId: string): Promise<DocumentRow[]> {
  return db.select().from(documents).where(eq(documents.linkId, linkId)).orderBy(documents.externalId, documents.no);
}

export async function getDocuments(db: Db, ids: readonly string[]): Promise<DocumentRow[]> {
  return ids.length === 0
    ? []
    : db
        .select()
        .from(documents)
        .where(inArray(documents.id, [...ids]));
}

/** A document as planning sees it. */
export function asListed(row: DocumentRow): ListedDocument {
  const { id, externalId, version, category, holder, touristKeys, state } = row;
  const availability: Availability =
    row.availability === 'ready'
      ? { state: 'ready' }
      : {
          state: row.availability,
          code: row.reasonCode ?? '',
          message: row.reason ?? { ru: '', en: '' },
          daysBefore: row.daysBefore,
        };
  return { id, externalId, version, category, holder, touristKeys, availability, state };
}

/** Keeps the bytes of a document, sealed under the person's key, in the transaction in which they were got. The same again changes nothing. */
export async function keepBytes(
  db: Db,
  vault: Vault,
  link: Pick<LinkRow, 'personId'>,
  file: { documentId: string; contentType: string; bytes: Uint8Array },
  now: Date,
): Promise<void> {
  const { documentId, contentType, bytes } = file;
  const chunks = [];
  for (let no = 0; no * CHUNK_BYTES < bytes.length; no += 1) {
    const piece = bytes.subarray(no * CHUNK_BYTES, (no + 1) * CHUNK_BYTES);
    chunks.push({ documentId, no, sealed: await vault.seal(db, keyOfLink(link), chunkContext(documentId, no), piece) });
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const facts = { contentType, sizeBytes: bytes.length, sha256, fetchedAt: now };
  await db
    .update(documents)
    .set({ state: 'fetched', error: null, ...facts })
    .where(eq(documents.id, documentId));
  for (const chunk of chunks) await db.insert(documentChunks).values(chunk).onConflictDoNothing();
}

/** The bytes of a document; null while nobody has fetched it. @throws Error when the person's key is destroyed, or the bytes are not what they were */
export async function openDocument(db: Db, vault: Vault, id: string): Promise<Buffer | null> {
  const [row] = await db.select({ sha256: documents.sha256 }).from(documents).where(eq(documents.id, id));
  if (!row || row.sha256 === null) return null;
  const chunks = await db.select().from(documentChunks).where(eq(documentChunks.documentId, id)).orderBy(documentChunks.no);
  const bytes = Buffer.concat(await Promise.all(chunks.map(({ no, sealed }) => vault.open(db, sealed, chunkContext(id, no)))));
  if (createHash('sha256').update(bytes).digest('hex') !== row.sha256) throw new Error(`document ${id} is not what it was`);
  return bytes;
}

/** Its bytes cannot be had without a person. */
export async function failDocument(db: Db, id: string, state: 'lost' | 'refused', error: StoredError | null): Promise<void> {
  await db
    .update(documents)
    .set({ state, error })
    .where(and(eq(documents.id, id), eq(documents.state, 'listed')));
}

/** A person lets a document be fetched once more. False when it is neither lost nor refused. */
export async function fetchAgain(db: Db, id: string): Promise<boolean> {
  const again = await db
    .update(documents)
    .set({ state: 'listed', error: null, fetches: sql`${documents.fetches} + 1` })
    .where(and(eq(documents.id, id), inArray(documents.state, ['lost', 'refused'])))
    .returning({ id: documents.id });
  return again.length > 0;
}
