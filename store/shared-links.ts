import { and, asc, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Addresses } from '../domain/delivery/types.ts';
import { hashOfSecret, newSecret } from './api-tokens.ts';
import type { Db } from './database.ts';
import type { NewAttachment } from './delivery-attachments.ts';
import { newId } from './ids.ts';
import { keyNames, type Vault } from './keys.ts';
import { sharedFiles, sharedLinks } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';

export type SharedLink = typeof sharedLinks.$inferSelect;

export interface SharedContent {
  title: string;
  text: string;
}

export interface SharedFile {
  place: number;
  name: string;
  contentType: string;
  size: number;
  sha256: string;
  documentId: string;
}

export interface NewSharedLink
  extends Pick<SharedLink, 'process' | 'subject' | 'unitId' | 'personId' | 'language' | 'createdBy' | 'expiresAt'> {
  content: SharedContent;
  /** Where one-time codes go: another channel than the one by which the address travels, where the person has one. */
  codeTo: Addresses | null;
  /** Of an address that a message names already; without it a new one is made. */
  token?: string;
  files: readonly Extract<NewAttachment, { documentId: string }>[];
}

const contentContext = (id: string) => `shared:${id}:content`;
const codeContext = (id: string) => `shared:${id}:code-to`;
const nameContext = (id: string, place: number) => `shared:${id}:file:${place}`;
const keyOf = (personId: string | null) => (personId === null ? keyNames.shared() : keyNames.person(personId));

/** What ends the address of a link. */
export const newLinkToken = (): string => newSecret('d');

/** Makes a link; one of the same token changes nothing. @returns its id, and the token of its address, which is kept nowhere in clear */
export async function shareLink(db: Db, vault: Vault, draft: NewSharedLink, now: Date): Promise<{ id: string; token: string }> {
  const { content, codeTo, files, token = newLinkToken(), ...row } = draft;
  const key = keyOf(row.personId);
  const tokenHash = hashOfSecret(token);
  return db.transaction(async (tx) => {
    const id = newId('shr');
    const made = await tx
      .insert(sharedLinks)
      .values({
        ...row,
        id,
        tokenHash,
        content: await vault.seal(tx, key, contentContext(id), { ...content }),
        codeTo: codeTo === null ? null : await vault.seal(tx, key, codeContext(id), { ...codeTo }),
        createdAt: now,
      })
      .onConflictDoNothing({ target: sharedLinks.tokenHash })
      .returning({ id: sharedLinks.id });
    if (made.length === 0) {
      const [known] = await tx.select({ id: sharedLinks.id }).from(sharedLinks).where(eq(sharedLinks.tokenHash, tokenHash));
      if (!known) throw new Error('a link vanished while it was being made');
      return { id: known.id, token };
    }
    for (const [place, { name, documentId, contentType, size, sha256 }] of files.entries())
      await tx.insert(sharedFiles).values({
        ...{ linkId: id, place, documentId, contentType, size, sha256 },
        name: await vault.seal(tx, key, nameContext(id, place), name),
      });
    return { id, token };
  });
}

/** The link of an address, as long as it may be followed. */
export async function followed(db: Db, token: string, now: Date): Promise<SharedLink | null> {
  const [row] = await db
    .select()
    .from(sharedLinks)
    .where(and(eq(sharedLinks.tokenHash, hashOfSecret(token)), isNull(sharedLinks.revokedAt), gt(sharedLinks.expiresAt, now)));
  return row ?? null;
}

/** What a link shows. @throws Error when the person's key is destroyed */
export async function openShared(
  db: Db,
  vault: Vault,
  { id, content }: SharedLink,
): Promise<SharedContent & { files: SharedFile[] }> {
  const rows = await db.select().from(sharedFiles).where(eq(sharedFiles.linkId, id)).orderBy(asc(sharedFiles.place));
  const { title, text } = JSON.parse((await vault.open(db, content, contentContext(id))).toString()) as SharedContent;
  const files = await Promise.all(
    rows.map(async ({ place, contentType, size, sha256, documentId, name }) => ({
      ...{ place, contentType, size, sha256, documentId },
      name: await vault.openJson<string>(db, name, nameContext(id, place)),
    })),
  );
  return { title, text, files };
}

/** Where the codes of a link go; null where it asks for none. */
export async function codeAddresses(db: Db, vault: Vault, { id, codeTo }: SharedLink): Promise<Addresses | null> {
  return codeTo === null ? null : (JSON.parse((await vault.open(db, codeTo, codeContext(id))).toString()) as Addresses);
}

export async function noteOpened(db: Db, id: string, now: Date): Promise<void> {
  await db
    .update(sharedLinks)
    .set({
      opens: sql`${sharedLinks.opens} + 1`,
      openedAt: sql`coalesce(${sharedLinks.openedAt}, ${now.toISOString()}::timestamptz)`,
    })
    .where(eq(sharedLinks.id, id));
}

export async function noteDownloaded(db: Db, linkId: string, place: number, now: Date): Promise<void> {
  await db
    .update(sharedFiles)
    .set({
      downloads: sql`${sharedFiles.downloads} + 1`,
      downloadedAt: sql`coalesce(${sharedFiles.downloadedAt}, ${now.toISOString()}::timestamptz)`,
    })
    .where(and(eq(sharedFiles.linkId, linkId), eq(sharedFiles.place, place)));
}

/** A link with its files' downloads, without anything personal. */
export type ListedShare = SharedLink & { files: number; downloads: number; downloadedAt: Date | null };

/** The newest first. */
export async function listShared(
  db: Db,
  filter: { subject?: string | undefined; scope: UnitScope; limit: number; id?: string },
): Promise<ListedShare[]> {
  const rows = await db
    .select({
      link: sharedLinks,
      files: sql<number>`count(${sharedFiles.place})::int`,
      downloads: sql<number>`coalesce(sum(${sharedFiles.downloads}), 0)::int`,
      downloadedAt: sql<string | null>`min(${sharedFiles.downloadedAt})`,
    })
    .from(sharedLinks)
    .leftJoin(sharedFiles, eq(sharedFiles.linkId, sharedLinks.id))
    .where(
      and(
        filter.subject === undefined ? undefined : eq(sharedLinks.subject, filter.subject),
        filter.id === undefined ? undefined : eq(sharedLinks.id, filter.id),
        within('unit', sharedLinks.unitId, filter.scope),
      ),
    )
    .groupBy(sharedLinks.id)
    .orderBy(desc(sharedLinks.createdAt), desc(sharedLinks.id))
    .limit(filter.limit);
  return rows.map(({ link, files, downloads, downloadedAt }) => ({
    ...link,
    files,
    downloads,
    downloadedAt: downloadedAt === null ? null : new Date(downloadedAt),
  }));
}

/** Takes a link back for good; false when that is done already. */
export async function revokeShared(db: Db, id: string, by: string, now: Date): Promise<boolean> {
  const revoked = await db
    .update(sharedLinks)
    .set({ revokedAt: now, revokedBy: by })
    .where(and(eq(sharedLinks.id, id), isNull(sharedLinks.revokedAt)))
    .returning({ id: sharedLinks.id });
  return revoked.length > 0;
}
