import { fresh, objectRow, versionRow } from '../disk/present.ts';
import { addVersion, type DiskObject, diskObjects, fileVersions, notFound } from '../disk/store.ts';
import { fileContent, keepFile } from '../files.ts';
import { type Call, family, type MethodTable } from '../method.ts';
import { query, queryUncounted } from '../query.ts';
import { permit } from '../rights.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asMap, asText, type WireMap } from '../wire.ts';
import { badParameter, moved, objectOf } from './disk-folders.ts';

const disk = family(['disk']);

const fieldTypes: [name: string, type: string, inFilter?: boolean][] = [
  ['ID', 'integer'],
  ['NAME', 'string'],
  ['TYPE', 'enum'],
  ['CODE', 'string'],
  ['STORAGE_ID', 'integer'],
  ['PARENT_ID', 'integer'],
  ['CREATE_TIME', 'datetime'],
  ['UPDATE_TIME', 'datetime'],
  ['DELETE_TIME', 'datetime'],
  ['CREATED_BY', 'integer', false],
  ['UPDATED_BY', 'integer', false],
  ['DELETED_BY', 'integer', false],
  ['GLOBAL_CONTENT_VERSION', 'integer', false],
  ['FILE_ID', 'integer', false],
  ['SIZE', 'integer', false],
  ['DELETED_TYPE', 'enum'],
];

const file = (call: Call): DiskObject => objectOf(call, 'file', 0);

/** Files of the disk and their versions. */
export const diskFileMethods: MethodTable = {
  'disk.file.getfields': disk.value(0.01, () =>
    Object.fromEntries(
      fieldTypes.map(([name, type, inFilter = true]) => [name, { TYPE: type, USE_IN_FILTER: inFilter, USE_IN_SHOW: true }]),
    ),
  ),
  'disk.file.get': disk.value(0.03, (call) => objectRow(call.machine.portal, file(call))),
  'disk.file.getversions': disk.paged(0.05, (call) => {
    const { portal } = call.machine;
    const { id } = file(call);
    const versions = [...fileVersions(portal).values()].filter((version) => version.objectId === id).reverse();
    const { rows, ...paging } = query(
      versions.map((version) => versionRow(portal, version)),
      call.params,
    );
    return { result: rows, ...paging };
  }),
  'disk.file.uploadversion': disk.value(0.5, (call) => {
    const content = fileContent(call.params['fileContent']);
    if (content === null) throw badParameter(1);
    return replaced(call, file(call), keepFile(call.machine.portal, content.name, content.bytes).id, content.name);
  }),
  'disk.file.restorefromversion': disk.value(0.3, (call) => {
    const version = fileVersions(call.machine.portal).get(asId(call.params['versionId']) ?? 0);
    const target = file(call);
    if (version === undefined || version.objectId !== target.id) throw notFound(asText(call.params['versionId']));
    return replaced(call, target, version.fileId, version.name);
  }),
  'disk.file.moveto': disk.value(0.1, (call) => moved(call, file(call))),
  'disk.file.markdeleted': disk.value(0.1, (call) => {
    const { portal } = call.machine;
    const target = file(call);
    Object.assign(target, { deletedAt: portal.clock.now(), deletedBy: call.actor.userId });
    trace(portal, call.actor, { entity: 'file', id: target.id, fields: { deleted: true } });
    return objectRow(portal, target);
  }),
  'disk.file.delete': disk.value(0.1, (call) => {
    const target = file(call);
    diskObjects(call.machine.portal).delete(target.id);
    trace(call.machine.portal, call.actor, { entity: 'file', id: target.id, fields: { deleted: true } });
    return true;
  }),
  'disk.file.search': disk.paged(0.2, ({ machine: { portal }, params }) => {
    const text = asText(params['QUERY'] ?? params['query']).trim();
    if (text.length < 3) throw new VendorError(400, 'INVALID_QUERY', 'Search query is invalid. (INVALID_QUERY).');
    const rows = [...diskObjects(portal).values()]
      .filter(({ parentId, deletedAt, name }) => parentId !== null && deletedAt === null && contains(name, text))
      .map((object) => objectRow(portal, object));
    const { rows: result, next } = queryUncounted(rows, { filter: ofType(params), start: params['start'] });
    return { result, ...(next !== undefined && { next }) };
  }),
};

const contains = (name: string, text: string) => name.toLowerCase().includes(text.toLowerCase());

function ofType(params: WireMap): WireMap {
  const type = asText(params['TYPE']);
  return { ...asMap(params['FILTER']), ...(['file', 'folder'].includes(type) && { TYPE: type }) };
}

/** New bytes become the file's current version; the number of the version is a number here, not a string. */
function replaced(call: Call, target: DiskObject, fileId: number, name: string): WireMap {
  const { portal } = call.machine;
  permit(portal, 'file', 'update');
  const updated = { updatedAt: Math.floor(portal.clock.now() / 1000) * 1000, updatedBy: call.actor.userId };
  Object.assign(target, { fileId, name, version: target.version + 1, ...updated });
  addVersion(portal, target, call.actor.userId);
  trace(portal, call.actor, { entity: 'file', id: target.id, fields: { name, version: target.version } });
  return objectRow(
    portal,
    target,
    fresh.filter((column) => column === 'GLOBAL_CONTENT_VERSION'),
  );
}
