import { downloadMethods } from '../downloads.ts';
import { downloadUrl } from '../files.ts';
import type { Portal } from '../portal.ts';
import { isoOf } from '../portal-time.ts';
import type { Wire, WireMap } from '../wire.ts';
import { bytesOf, type DiskObject, type FileVersion, type Storage } from './store.ts';

/** Columns that the answer of a write shows as numbers where every read shows strings. */
export const fresh = ['ID', 'REAL_OBJECT_ID', 'DELETED_TYPE', 'GLOBAL_CONTENT_VERSION', 'FILE_ID'] as const;

/** A file or a folder, strings but for the named columns. */
export function objectRow(portal: Portal, object: DiskObject, numbers: readonly string[] = []): WireMap {
  const id = (name: string, value: number): [string, Wire] => [name, numbers.includes(name) ? value : String(value)];
  const isFile = object.kind === 'file';
  const base = portal.endpoint().replace(/rest\/$/, '');
  const isNew = numbers.includes('ID');
  return Object.fromEntries([
    id('ID', object.id),
    ['NAME', object.name],
    ['CODE', null],
    ['STORAGE_ID', String(object.storageId)],
    ['TYPE', object.kind],
    ...(isFile ? [] : [id('REAL_OBJECT_ID', object.id)]),
    object.parentId === null ? ['PARENT_ID', null] : id('PARENT_ID', object.parentId),
    id('DELETED_TYPE', object.deletedAt === null ? 0 : 3),
    ...(isFile ? [id('GLOBAL_CONTENT_VERSION', object.version), id('FILE_ID', object.fileId)] : []),
    ...(isFile ? [['SIZE', String(bytesOf(portal, object).bytes.length)] as const] : []),
    ['CREATE_TIME', isoOf(object.createdAt)],
    ['UPDATE_TIME', isoOf(object.updatedAt)],
    ['DELETE_TIME', object.deletedAt === null ? null : isoOf(object.deletedAt)],
    ['CREATED_BY', String(object.createdBy)],
    ['UPDATED_BY', String(object.updatedBy)],
    ['DELETED_BY', isNew ? null : String(object.deletedBy)],
    ...(isFile ? [['DOWNLOAD_URL', downloadUrl(portal, downloadMethods.disk, bytesOf(portal, object))] as const] : []),
    ['DETAIL_URL', `${base}disk/${object.kind}/${object.id}/`],
  ]);
}

export function storageRow({ id, name, entityType, entityId, rootId }: Storage): WireMap {
  return {
    ID: String(id),
    NAME: name,
    CODE: null,
    MODULE_ID: 'disk',
    ENTITY_TYPE: entityType,
    ENTITY_ID: entityId,
    ROOT_OBJECT_ID: String(rootId),
  };
}

export function versionRow(portal: Portal, version: FileVersion): WireMap {
  const stored = bytesOf(portal, version);
  return {
    ID: String(version.id),
    OBJECT_ID: String(version.objectId),
    SIZE: String(stored.bytes.length),
    NAME: version.name,
    GLOBAL_CONTENT_VERSION: String(version.version),
    CREATE_TIME: isoOf(version.createdAt),
    CREATED_BY: String(version.createdBy),
    DOWNLOAD_URL: downloadUrl(portal, downloadMethods.disk, stored),
  };
}
