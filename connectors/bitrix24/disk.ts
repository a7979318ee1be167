import { z } from 'zod';
import { isHubError } from '../../domain/errors.ts';
import { fileToWire, nameWithDigest, type OutgoingFile, sizeOf } from './files.ts';
import type { Rest } from './rest.ts';
import { exactNumber } from './values.ts';
import { idText, phpList } from './wire.ts';

/** A file on the portal's drive. Its links hold live tokens: they are not kept. */
export interface DiskFile {
  id: string;
  name: string;
  size: number;
}

export interface Disk {
  /** Stores a file under a name that tells its content; the same content twice is one file. */
  upload(folderId: string, file: OutgoingFile): Promise<DiskFile>;
  find(folderId: string, file: OutgoingFile): Promise<DiskFile | null>;
}

const child = z
  .object({ ID: idText, NAME: z.string(), SIZE: z.coerce.number().catch(0) })
  .transform(({ ID, NAME, SIZE }): DiskFile => ({ id: ID, name: NAME, size: SIZE }));

export function createDisk(rest: Rest, deadlineAt: () => number): Disk {
  async function find(folderId: string, file: OutgoingFile): Promise<DiskFile | null> {
    const NAME = nameWithDigest(file);
    const params = { id: exactNumber(folderId), filter: { NAME } };
    const { result } = await rest.read('disk.folder.getChildren', params, phpList(child));
    return result.find((kept) => kept.name === NAME && kept.size === sizeOf(file)) ?? null;
  }

  return {
    find,
    async upload(folderId, file) {
      const name = nameWithDigest(file);
      const id = exactNumber(folderId);
      const params = { id, data: { NAME: name }, fileContent: fileToWire({ ...file, name }), generateUniqueName: false };
      try {
        return (await rest.write('disk.folder.uploadFile', params, child, deadlineAt())).result;
      } catch (error) {
        // A name that is taken is refused: then the same content lies there already.
        const kept = isHubError(error) && error.kind === 'validation' ? await find(folderId, file) : null;
        if (kept) return kept;
        throw error;
      }
    },
  };
}
