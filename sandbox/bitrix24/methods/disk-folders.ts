import { createHash } from 'node:crypto';
import { fresh, objectRow, storageRow } from '../disk/present.ts';
import {
  addObject,
  addStorage,
  childrenOf,
  type DiskObject,
  diskObjects,
  notFound,
  storagesOf,
  uploadInto,
} from '../disk/store.ts';
import { promiseUpload } from '../disk/upload.ts';
import { fileContent } from '../files.ts';
import { type Call, family, type MethodTable } from '../method.ts';
import type { Portal } from '../portal.ts';
import { query } from '../query.ts';
import { permit } from '../rights.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const disk = family(['disk']);

/** Parameters are counted, not named, by this module of the vendor. */
export const badParameter = (position: 0 | 1) =>
  new VendorError(400, 'ERROR_ARGUMENT', `Invalid value of parameter {Parameter #${position}}`);

/** @throws VendorError ERROR_ARGUMENT without a usable id · ERROR_NOT_FOUND */
export function objectOf({ machine: { portal }, params }: Call, kind: DiskObject['kind'], position: 0 | 1): DiskObject {
  const id = asId(params['id']);
  if (id === null) throw badParameter(position);
  storagesOf(portal);
  const object = diskObjects(portal).get(id);
  if (object === undefined || object.kind !== kind) throw notFound(id);
  return object;
}

const folder = (call: Call): DiskObject => objectOf(call, 'folder', 1);

/** The root folder of the storage that `id` names. */
function rootOf(call: Call, position: 0 | 1): DiskObject {
  const { portal } = call.machine;
  const id = asId(call.params['id']);
  if (id === null) throw badParameter(position);
  const root = diskObjects(portal).get(storagesOf(portal).get(id)?.rootId ?? 0);
  if (root === undefined) throw notFound(id);
  return root;
}

/** Storages and folders of the disk. */
export const diskFolderMethods: MethodTable = {
  'disk.storage.getlist': disk.paged(0.05, ({ machine, params }) => {
    const { rows, ...paging } = query([...storagesOf(machine.portal).values()].map(storageRow), params);
    return { result: rows, ...paging };
  }),
  'disk.storage.get': disk.value(0.02, (call) => storageRow(storageOf(call.machine.portal, rootOf(call, 0)))),
  'disk.storage.getforapp': disk.value(0.05, ({ machine: { portal }, credential }) => {
    if (credential.mode === 'webhook') throw new VendorError(403, 'ACCESS_DENIED', 'Access denied! Application context required');
    const known = [...storagesOf(portal).values()].find((storage) => storage.entityType === 'restapp');
    return storageRow(known ?? addStorage(portal, { name: 'Узел', entityType: 'restapp', entityId: credential.key }));
  }),
  'disk.storage.getchildren': disk.paged(0.1, (call) => children(call, rootOf(call, 1))),
  'disk.storage.addfolder': disk.value(0.1, (call) => added(call, rootOf(call, 1))),
  'disk.storage.uploadfile': disk.value(0.5, (call) => uploaded(call, rootOf(call, 1))),
  'disk.folder.get': disk.value(0.02, (call) => objectRow(call.machine.portal, folder(call))),
  'disk.folder.getchildren': disk.paged(0.1, (call) => children(call, folder(call))),
  'disk.folder.addsubfolder': disk.value(0.1, (call) => added(call, folder(call))),
  'disk.folder.uploadfile': disk.value(0.5, (call) => uploaded(call, folder(call))),
  'disk.folder.moveto': disk.value(0.1, (call) => moved(call, folder(call))),
  'disk.folder.markdeleted': disk.value(0.1, (call) => {
    const target = folder(call);
    Object.assign(target, { deletedAt: call.machine.portal.clock.now(), deletedBy: call.actor.userId });
    return objectRow(call.machine.portal, target);
  }),
  'disk.folder.restore': disk.value(0.1, (call) => {
    const target = folder(call);
    const row = { ...objectRow(call.machine.portal, target), DELETED_TYPE: 0 };
    Object.assign(target, { deletedAt: null, deletedBy: 0 });
    return row;
  }),
  'disk.folder.deletetree': disk.value(0.5, (call) => {
    const { portal } = call.machine;
    const target = folder(call);
    for (const object of treeOf(portal, target)) diskObjects(portal).delete(object.id);
    trace(portal, call.actor, { entity: 'folder', id: target.id, fields: { deleted: true } });
    return true;
  }),
  'disk.folder.getexternallink': disk.value(0.05, externalLink('folder')),
  'disk.file.getexternallink': disk.value(0.05, externalLink('file')),
};

function externalLink(kind: DiskObject['kind']) {
  return (call: Call): Wire => {
    const { id } = objectOf(call, kind, 1);
    const code = createHash('sha256').update(`link ${id}`).digest('base64url').slice(0, 5);
    return `${call.machine.portal.endpoint().replace(/rest\/$/, '')}~${code}`;
  };
}

function storageOf(portal: Portal, root: DiskObject) {
  const storage = storagesOf(portal).get(root.storageId);
  if (storage === undefined) throw notFound(root.storageId);
  return storage;
}

function children(call: Call, parent: DiskObject) {
  const { portal } = call.machine;
  const rows = childrenOf(portal, parent.id).map((object) => objectRow(portal, object));
  const { rows: result, ...paging } = query(rows, call.params);
  return { result, ...paging };
}

function nameParameter({ params }: Call): string {
  return asText(asMap(params['data'])['NAME']).trim();
}

function added(call: Call, parent: DiskObject): WireMap {
  const { portal } = call.machine;
  permit(portal, 'folder', 'add');
  const name = nameParameter(call);
  if (name === '') throw badParameter(1);
  if (childrenOf(portal, parent.id).some((one) => one.name === name)) {
    throw new VendorError(400, 'DISK_OBJ_22000', 'Папка с таким именем уже есть.');
  }
  const place = { storageId: parent.storageId, parentId: parent.id };
  const made = addObject(portal, { kind: 'folder', name, ...place, fileId: 0, userId: call.actor.userId });
  trace(portal, call.actor, { entity: 'folder', id: made.id, fields: { name, parentId: parent.id } });
  return objectRow(portal, made, fresh);
}

/** Without `fileContent` the bytes are to be posted in a second step. */
function uploaded(call: Call, parent: DiskObject): WireMap {
  const { portal } = call.machine;
  permit(portal, 'file', 'add');
  const content = fileContent(call.params['fileContent']);
  const name = nameParameter(call) || (content?.name ?? '');
  const unique = ['1', 'true', 'Y'].includes(asText(call.params['generateUniqueName']));
  const upload = { name, userId: call.actor.userId, unique };
  if (content === null) return promiseUpload(portal, parent, upload);
  if (name === '') throw new VendorError(400, 'DISK_BASE_SERVICE_22001', 'Error: required parameter NAME');
  const file = uploadInto(portal, parent, { ...upload, bytes: content.bytes });
  trace(portal, call.actor, { entity: 'file', id: file.id, fields: { name: file.name, size: content.bytes.length } });
  return objectRow(portal, file, fresh);
}

/** The new parent is a number in the answer, every other id a string. */
export function moved(call: Call, target: DiskObject): WireMap {
  const { portal } = call.machine;
  permit(portal, target.kind, 'update');
  const parent = diskObjects(portal).get(asId(call.params['targetFolderId']) ?? 0);
  if (parent === undefined || parent.kind !== 'folder') throw notFound(asText(call.params['targetFolderId']));
  Object.assign(target, {
    parentId: parent.id,
    storageId: parent.storageId,
    updatedAt: Math.floor(portal.clock.now() / 1000) * 1000,
  });
  trace(portal, call.actor, { entity: target.kind, id: target.id, fields: { parentId: parent.id } });
  return objectRow(portal, target, ['PARENT_ID']);
}

function treeOf(portal: Portal, root: DiskObject): DiskObject[] {
  const inside = [...diskObjects(portal).values()].filter((one) => one.parentId === root.id);
  return [root, ...inside.flatMap((one) => treeOf(portal, one))];
}
