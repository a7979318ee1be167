import { keepFile, storedFiles } from '../files.ts';
import type { Portal } from '../portal.ts';
import { shelf } from '../shelf.ts';
import { VendorError } from '../vendor-error.ts';

export interface Storage {
  id: number;
  name: string;
  entityType: 'common' | 'user' | 'restapp';
  entityId: string;
  rootId: number;
}

export interface DiskObject {
  id: number;
  kind: 'folder' | 'file';
  name: string;
  storageId: number;
  /** Null for the root of a storage. */
  parentId: number | null;
  /** Bytes of a file's current version; 0 for a folder. */
  fileId: number;
  version: number;
  createdAt: number;
  createdBy: number;
  updatedAt: number;
  updatedBy: number;
  /** Null while the object is not in the recycle bin. */
  deletedAt: number | null;
  deletedBy: number;
}

export interface FileVersion {
  id: number;
  objectId: number;
  fileId: number;
  name: string;
  version: number;
  createdAt: number;
  createdBy: number;
}

const storages = shelf<Storage>();
export const diskObjects = shelf<DiskObject>();
export const fileVersions = shelf<FileVersion>();

export const notFound = (id: number | string) =>
  new VendorError(400, 'ERROR_NOT_FOUND', `Could not find entity with id \`${id}\``);

/** The storages of the portal: a common one and one for each user; an application's own comes with its first use. */
export function storagesOf(portal: Portal): Map<number, Storage> {
  const known = storages(portal);
  if (known.size > 0) return known;
  addStorage(portal, { name: 'Общий диск', entityType: 'common', entityId: 'shared_files_s1' });
  for (const { id, name, lastName } of portal.users) {
    addStorage(portal, { name: `${name} ${lastName}`, entityType: 'user', entityId: String(id) });
  }
  return known;
}

export function addStorage(portal: Portal, init: Omit<Storage, 'id' | 'rootId'>): Storage {
  const id = portal.nextId('storage');
  const root = addObject(portal, { kind: 'folder', name: init.name, storageId: id, parentId: null, fileId: 0, userId: 1 });
  const storage = { id, ...init, rootId: root.id };
  storages(portal).set(id, storage);
  return storage;
}

export interface NewObject {
  kind: DiskObject['kind'];
  name: string;
  storageId: number;
  parentId: number | null;
  fileId: number;
  userId: number;
}

export function addObject(portal: Portal, { userId, ...init }: NewObject): DiskObject {
  const now = Math.floor(portal.clock.now() / 1000) * 1000;
  const id = portal.nextId('diskObject');
  const written = { createdAt: now, createdBy: userId, updatedAt: now, updatedBy: userId, deletedAt: null, deletedBy: 0 };
  const object: DiskObject = { id, ...init, version: 1, ...written };
  diskObjects(portal).set(id, object);
  return object;
}

export function childrenOf(portal: Portal, folderId: number): DiskObject[] {
  return [...diskObjects(portal).values()].filter((one) => one.parentId === folderId && one.deletedAt === null);
}

export interface Upload {
  name: string;
  bytes: Buffer;
  userId: number;
  /** A name that is taken gets a number instead of a refusal. */
  unique: boolean;
}

/**
 * Puts a file into a folder.
 *
 * @throws VendorError DISK_OBJ_22000 when the name is taken and must not be changed
 */
export function uploadInto(portal: Portal, folder: DiskObject, { name, bytes, userId, unique }: Upload): DiskObject {
  const taken = new Set(childrenOf(portal, folder.id).map((one) => one.name));
  if (taken.has(name) && !unique) throw new VendorError(400, 'DISK_OBJ_22000', 'Файл с таким именем уже есть.');
  const free = freeName(name, taken);
  const stored = keepFile(portal, free, bytes);
  const place = { storageId: folder.storageId, parentId: folder.id };
  const file = addObject(portal, { kind: 'file', name: free, ...place, fileId: stored.id, userId });
  addVersion(portal, file, userId);
  return file;
}

/** Records the file's present bytes as a version of their own. */
export function addVersion(portal: Portal, file: DiskObject, userId: number): void {
  const id = portal.nextId('fileVersion');
  const { id: objectId, fileId, name, version } = file;
  fileVersions(portal).set(id, { id, objectId, fileId, name, version, createdAt: file.updatedAt, createdBy: userId });
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let free = name;
  for (let number = 1; taken.has(free); number += 1) free = `${stem} (${number})${ending}`;
  return free;
}

/** The folder where files go that something else than a person puts on the disk. */
export function uploadedFiles(portal: Portal): DiskObject {
  const [common] = [...storagesOf(portal).values()];
  const root = diskObjects(portal).get(common?.rootId ?? 0);
  if (root === undefined) throw new Error('the portal has no common storage');
  const name = 'Загруженные файлы';
  const known = childrenOf(portal, root.id).find((one) => one.kind === 'folder' && one.name === name);
  const place = { storageId: root.storageId, parentId: root.id };
  return known ?? addObject(portal, { kind: 'folder', name, ...place, fileId: 0, userId: 1 });
}

export function bytesOf(portal: Portal, file: Pick<DiskObject, 'fileId'>) {
  const stored = storedFiles(portal).get(file.fileId);
  if (stored === undefined) throw notFound(file.fileId);
  return stored;
}
