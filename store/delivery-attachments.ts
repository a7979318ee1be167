import { createHash } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { checkFile, type FileFacts } from '../domain/delivery/attachments.ts';
import type { Db } from './database.ts';
import { newId } from './ids.ts';
import { keyNames, type Vault } from './keys.ts';
import { deliveryAttachments } from './schema/index.ts';

/** A file to send: a document of the hub's by its id, as it stands at this moment, or bytes made for this message alone. */
export type NewAttachment = (FileFacts & { documentId: string }) | { name: string; contentType: string; bytes: Uint8Array };

/** A file of a message, its bytes still closed. */
export interface Attachment extends FileFacts {
  id: string;
  source: { documentId: string } | { open(): Promise<Buffer> };
}

const nameContext = (id: string) => `attachment:${id}:name`;
const contentContext = (id: string) => `attachment:${id}:content`;

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What is known of a file before it is stored. @throws HubError `validation` */
export function factsOf(file: NewAttachment): FileFacts {
  const { name, contentType } = file;
  const facts =
    'bytes' in file
      ? { name, contentType, size: file.bytes.length, sha256: sha256(file.bytes) }
      : { name, contentType, size: file.size, sha256: file.sha256 };
  checkFile(facts);
  return facts;
}

/** Stores the files of a message in their order. */
export async function saveAttachments(
  db: Db,
  vault: Vault,
  owner: { deliveryId: string; personId: string | null },
  files: readonly NewAttachment[],
): Promise<void> {
  const key = owner.personId === null ? keyNames.shared() : keyNames.person(owner.personId);
  for (const [place, file] of files.entries()) {
    const id = newId('att');
    const { name, ...facts } = factsOf(file);
    await db.insert(deliveryAttachments).values({
      id,
      deliveryId: owner.deliveryId,
      place,
      ...facts,
      documentId: 'bytes' in file ? null : file.documentId,
      content: 'bytes' in file ? await vault.seal(db, key, contentContext(id), file.bytes) : null,
      name: await vault.seal(db, key, nameContext(id), name),
    });
  }
}

/** The files of a message, in order. @throws Error when the person's key is destroyed */
export async function attachmentsOf(db: Db, vault: Vault, deliveryId: string): Promise<Attachment[]> {
  const rows = await db
    .select()
    .from(deliveryAttachments)
    .where(eq(deliveryAttachments.deliveryId, deliveryId))
    .orderBy(asc(deliveryAttachments.place));
  return Promise.all(
    rows.map(async ({ id, documentId, content, name, contentType, size, sha256 }) => ({
      ...{ id, contentType, size, sha256 },
      name: await vault.openJson<string>(db, name, nameContext(id)),
      source: sourceOf(db, vault, id, documentId, content),
    })),
  );
}

function sourceOf(db: Db, vault: Vault, id: string, documentId: string | null, content: Buffer | null): Attachment['source'] {
  if (documentId !== null) return { documentId };
  if (content === null) throw new Error(`attachment ${id} has no source`);
  return { open: () => vault.open(db, content, contentContext(id)) };
}
