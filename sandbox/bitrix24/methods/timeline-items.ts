import { describeFields, type FieldRow } from '../describe.ts';
import { keepFile } from '../files.ts';
import { type Call, family, type MethodTable } from '../method.ts';
import { isoOf } from '../portal-time.ts';
import { query } from '../query.ts';
import { shelf } from '../shelf.ts';
import { ownerRecord, timelineNotFound } from '../timeline/comments.ts';
import { bindings, entityName, isTimelineItem, type LogMessage, logMessages, standsAt } from '../timeline/items.ts';
import { trace } from '../trace.ts';
import { missingParameter, VendorError } from '../vendor-error.ts';
import { asId, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const crm = family(['crm']);
const application = family(['crm'], 'ERROR_WRONG_CONTEXT');

interface Picture {
  code: string;
  isSystem: boolean;
  /** 0 for the vendor's own. */
  fileId: number;
}
interface Note {
  text: string;
  createdBy: number;
  createdAt: number;
  updatedBy: number;
  updatedAt: number;
}

const pinned = shelf<string, string>();
const layouts = shelf<Wire, string>();
const notes = shelf<Note, string>();
const icons = shelf<Picture, string>();
const logos = shelf<Picture, string>();

const bindingFields: FieldRow[] = [
  ['OWNER_ID', 'integer', 'Идентификатор записи таймлайна', 'qi'],
  ['ENTITY_ID', 'integer', 'Идентификатор элемента', 'qi'],
  ['ENTITY_TYPE', 'string', 'Тип элемента', 'qi'],
];

/** What surrounds comments in a timeline: pins, bindings, notes, log messages, content blocks, icons and logos. */
export const timelineItemMethods: MethodTable = {
  'crm.timeline.item.pin': crm.value(0.05, (call) => pin(call, true)),
  'crm.timeline.item.unpin': crm.value(0.05, (call) => pin(call, false)),
  'crm.timeline.bindings.fields': crm.value(0.01, () => describeFields(bindingFields)),
  'crm.timeline.bindings.bind': crm.value(0.05, (call) => bind(call, true)),
  'crm.timeline.bindings.unbind': crm.value(0.05, (call) => bind(call, false)),
  'crm.timeline.layout.blocks.set': application.value(0.05, (call) => {
    layouts(call.machine.portal).set(placeOf(call, 'entityTypeId', 'entityId', 'timelineId'), call.params['layout'] ?? null);
    return { success: true };
  }),
  'crm.timeline.layout.blocks.get': application.value(0.05, (call) => ({
    layout: layouts(call.machine.portal).get(placeOf(call, 'entityTypeId', 'entityId', 'timelineId')) ?? null,
  })),
  'crm.timeline.note.save': crm.value(0.05, (call) => {
    const { portal } = call.machine;
    const key = noteKey(call);
    const [by, at] = [call.actor.userId, portal.clock.now()];
    const { createdBy = by, createdAt = at } = notes(portal).get(key) ?? {};
    notes(portal).set(key, { text: asText(call.params['text']), createdBy, createdAt, updatedBy: by, updatedAt: at });
    trace(portal, call.actor, { entity: 'note', id: key, fields: { text: asText(call.params['text']) } });
    return true;
  }),
  'crm.timeline.note.get': crm.value(0.03, (call) => {
    const note = notes(call.machine.portal).get(noteKey(call));
    if (note === undefined) throw elementNotThere();
    const { text, createdBy, createdAt, updatedBy, updatedAt } = note;
    const written = { createdById: createdBy, createdTime: isoOf(createdAt), updatedById: updatedBy };
    return { text, ...written, updatedTime: isoOf(updatedAt) };
  }),
  'crm.timeline.note.delete': crm.value(0.03, (call) => notes(call.machine.portal).delete(noteKey(call))),
  'crm.timeline.logmessage.add': crm.value(0.1, ({ machine: { portal }, params, actor }) => {
    const fields = asMap(params['fields']);
    for (const name of ['entityTypeId', 'entityId', 'title', 'text', 'iconCode']) {
      if (asText(fields[name]) === '') throw missingParameter(name);
    }
    const [entityTypeId, entityId] = [asId(fields['entityTypeId']) ?? 0, asId(fields['entityId']) ?? 0];
    ownerRecord(portal, entityName(entityTypeId) ?? '', entityId);
    const [title, text, iconCode] = [asText(fields['title']), asText(fields['text']), asText(fields['iconCode'])];
    const written = { createdAt: portal.clock.now(), authorId: actor.userId };
    const message = { id: portal.nextId('timeline'), entityTypeId, entityId, ...written, title, text, iconCode };
    logMessages(portal).set(message.id, message);
    trace(portal, actor, { entity: 'logmessage', id: message.id, fields: { entityTypeId, entityId, title, text, iconCode } });
    return { logMessage: messageRow(message) };
  }),
  'crm.timeline.logmessage.get': crm.value(0.03, (call) => ({ logMessage: messageRow(messageOf(call)) })),
  'crm.timeline.logmessage.list': crm.paged(0.05, ({ machine, params }) => {
    const of = (message: LogMessage) =>
      message.entityTypeId === asId(params['entityTypeId']) && message.entityId === asId(params['entityId']);
    const { rows, ...paging } = query([...logMessages(machine.portal).values()].filter(of).map(messageRow), params);
    return { result: { logMessages: rows }, ...paging };
  }),
  'crm.timeline.logmessage.delete': crm.value(0.05, (call) => {
    logMessages(call.machine.portal).delete(messageOf(call).id);
    return true;
  }),
  ...pictureMethods('icon', icons, ['call', 'arrow-down', 'check', 'info', 'mail']),
  ...pictureMethods('logo', logos, ['call', 'bell', 'calendar', 'clock']),
};

/** Icons and logos alike: the vendor's own cannot be deleted, others are added as `fileContent`. */
function pictureMethods(kind: 'icon' | 'logo', store: typeof icons, own: string[]): MethodTable {
  const title = kind === 'icon' ? 'Icon' : 'Logo';
  const shown = ({ code, isSystem, fileId }: Picture): WireMap => ({
    code,
    isSystem,
    fileUri: isSystem ? '' : `/upload/crm/${kind}/${fileId}`,
  });
  const all = ({ machine }: Call) => {
    const pictures = store(machine.portal);
    if (pictures.size === 0) for (const code of own) pictures.set(code, { code, isSystem: true, fileId: 0 });
    return pictures;
  };
  const picture = (call: Call): Picture => {
    const code = asText(call.params['code']);
    const found = all(call).get(code);
    if (found === undefined) throw new VendorError(400, 'NOT_FOUND', `${title} not found for code \`${code}\``);
    return found;
  };
  return {
    [`crm.timeline.${kind}.get`]: crm.value(0.02, (call) => ({ [kind]: shown(picture(call)) })),
    [`crm.timeline.${kind}.list`]: crm.paged(0.02, (call) => {
      const rows = [...all(call).values()].map(shown);
      return { result: { [`${kind}s`]: rows }, total: rows.length };
    }),
    [`crm.timeline.${kind}.add`]: crm.value(0.1, (call) => {
      const code = asText(call.params['code']);
      if (code === '') throw missingParameter('code');
      const bytes = Buffer.from(asText(call.params['fileContent']), 'base64');
      const added = { code, isSystem: false, fileId: keepFile(call.machine.portal, `${code}.png`, bytes).id };
      all(call).set(code, added);
      return { [kind]: shown(added) };
    }),
    [`crm.timeline.${kind}.delete`]: crm.value(0.05, (call) => {
      const { code, isSystem } = picture(call);
      if (isSystem) throw new VendorError(400, 'ACCESS_DENIED', 'Доступ запрещён');
      all(call).delete(code);
      return true;
    }),
  };
}

function messageRow({ id, createdAt, authorId, title, text, iconCode }: LogMessage): WireMap {
  return { id, created: isoOf(createdAt), authorId, title, text, iconCode };
}

function messageOf({ machine, params }: Call): LogMessage {
  const message = logMessages(machine.portal).get(asId(params['id']) ?? 0);
  if (message === undefined) {
    throw new VendorError(400, 'NOT_FOUND', `Timeline logmessage not found for id ${asText(params['id'])}`);
  }
  return message;
}

/** @throws VendorError NOT_FOUND when the item does not stand in that record's timeline */
function placeOf({ machine, params }: Call, type: string, owner: string, item: string): string {
  const [typeId, ownerId, id] = [type, owner, item].map((name) => asId(params[name]) ?? 0);
  if (!standsAt(machine.portal, id ?? 0, typeId ?? 0, ownerId ?? 0)) throw timelineNotFound();
  return `${typeId}:${ownerId}:${id}`;
}

function pin(call: Call, on: boolean): null {
  const key = placeOf(call, 'ownerTypeId', 'ownerId', 'id');
  if (on) pinned(call.machine.portal).set(key, key);
  else pinned(call.machine.portal).delete(key);
  trace(call.machine.portal, call.actor, { entity: 'timeline', id: key, fields: { pinned: on } });
  return null;
}

function bind({ machine: { portal }, params, actor }: Call, on: boolean): true {
  const { OWNER_ID: item, ENTITY_ID: entityId, ENTITY_TYPE: entityType } = asMap(params['fields']);
  const id = asId(item);
  if (id === null || !isTimelineItem(portal, id)) throw new VendorError(400, '', 'OWNER_ID is not defined or invalid.');
  const record = ownerRecord(portal, asText(entityType).toLowerCase(), asId(entityId) ?? 0);
  const places = bindings(portal).get(id) ?? new Set();
  const place = `${asText(entityType).toLowerCase()}:${record.id}`;
  if (on) places.add(place);
  else places.delete(place);
  bindings(portal).set(id, places);
  trace(portal, actor, { entity: 'timeline', id, fields: { bound: on, place } });
  return true;
}

const elementNotThere = () => new VendorError(400, 'NOT_FOUND', 'Element not found');

/** A note hangs on an item of a record's timeline: `itemType` 1 is a timeline entry, 2 an activity. */
function noteKey({ machine, params }: Call): string {
  const [ownerTypeId, ownerId, itemType, itemId] = ['ownerTypeId', 'ownerId', 'itemType', 'itemId'].map(
    (name) => asId(params[name]) ?? 0,
  );
  const there = itemType === 2 || standsAt(machine.portal, itemId ?? 0, ownerTypeId ?? 0, ownerId ?? 0);
  if (!there) throw elementNotThere();
  return `${ownerTypeId}:${ownerId}:${itemType}:${itemId}`;
}
