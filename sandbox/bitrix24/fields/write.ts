import { type FieldSpec, type FieldType, type LabelKind, labelKinds, type UserFieldMeta } from '../field-spec.ts';
import { upperName } from '../names.ts';
import { type Actor, addUserField, type Portal, userFieldsOf } from '../portal.ts';
import { trace } from '../trace.ts';
import { fieldEntityIds, type OptionInit, optionOf } from '../user-fields.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';
import { languages, metaOf } from './present.ts';

const NAME_LENGTH = 50;

/** A write in the capitals of `crm.*.userfield.*`; `userfieldconfig.*` is brought to it. */
export type FieldWrite = WireMap;

/** `fieldName` → `FIELD_NAME`, `enum` → `LIST`. */
export function capitals(fields: WireMap): FieldWrite {
  const renamed: { [name: string]: string } = { enum: 'LIST' };
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      renamed[name] ?? upperName(name),
      name === 'enum' ? asList(value).map((item) => capitals(asMap(item))) : value,
    ]),
  );
}

/**
 * Makes a user field. The prefix `UF_CRM_` is put before the name if it is missing.
 *
 * @throws VendorError with an empty code for a missing, overlong or taken name
 */
export function makeUserField(portal: Portal, entityId: string, write: FieldWrite, actor: Actor): FieldSpec {
  const given = asText(write['FIELD_NAME']).toUpperCase();
  if (given === '') throw new VendorError(400, '', "The 'FIELD_NAME' field is not found.");
  const name = given.startsWith('UF_') ? given : `UF_CRM_${given}`;
  if (name.length > NAME_LENGTH) throw new VendorError(400, '', `Field name is longer than ${NAME_LENGTH} characters.`);
  if (userFieldsOf(portal, entityId).some((spec) => spec.upper === name)) {
    throw new VendorError(400, '', `Field ${name} for object ${entityId} already exists.`);
  }
  const type = asText(write['USER_TYPE_ID']) as FieldType;
  const options = asList(write['LIST']).map(optionInit);
  const meta = metaChanges(write, null);
  const title = meta.labels?.editFormLabel['ru'] ?? Object.values(meta.labels?.editFormLabel ?? {})[0] ?? name;
  const multiple = asText(write['MULTIPLE']) === 'Y';
  const spec = addUserField(portal, {
    entityId,
    field: name,
    type,
    title,
    multiple,
    meta,
    ...(type === 'enumeration' && { options }),
  });
  told(portal, spec, 'ADD', actor);
  return spec;
}

export function changeUserField(portal: Portal, spec: FieldSpec, write: FieldWrite, actor: Actor): void {
  const meta = metaOf(spec);
  const { settings, ...changes } = metaChanges(write, meta);
  Object.assign(meta, changes);
  if (settings !== undefined && !Array.isArray(settings)) {
    meta.settings = { ...(Array.isArray(meta.settings) ? {} : meta.settings), ...settings };
  }
  told(portal, spec, 'UPDATE', actor);
  if (write['LIST'] === undefined || spec.items === undefined) return;
  spec.items = changedOptions(portal, spec.items, asList(write['LIST']));
  told(portal, spec, 'SETENUMVALUES', actor);
}

/** The field goes, and with it what records hold in it. */
export function deleteUserField(portal: Portal, spec: FieldSpec, actor: Actor): void {
  const fields = userFieldsOf(portal, metaOf(spec).entityId);
  fields.splice(fields.indexOf(spec), 1);
  told(portal, spec, 'DELETE', actor);
}

export function fieldById(portal: Portal, entityIds: readonly string[], id: number): FieldSpec | undefined {
  return entityIds.flatMap((entityId) => userFieldsOf(portal, entityId)).find((spec) => spec.meta?.id === id);
}

function told(portal: Portal, spec: FieldSpec, change: string, actor: Actor): void {
  const { id, entityId } = metaOf(spec);
  const standard = Object.values(fieldEntityIds).includes(entityId);
  const stem = standard ? entityId.replace('CRM_', '') : 'TYPE';
  trace(portal, actor, { entity: 'userfield', id, fields: { name: spec.upper, change } });
  const data = { ID: String(id), ENTITY_ID: entityId, FIELD_NAME: spec.upper };
  portal.emit({ name: `ONCRM${stem}USERFIELD${change}`, data, objectId: String(id), actor });
}

function optionInit(raw: Wire): OptionInit {
  const { VALUE: value, SORT: sort, DEF: def, XML_ID: xmlId } = asMap(raw);
  return {
    value: asText(value),
    isDefault: asText(def) === 'Y',
    ...(sort !== undefined && { sort: Number(asText(sort)) }),
    ...(asText(xmlId) !== '' && { xmlId: asText(xmlId) }),
  };
}

/** An option with an id changes or, with `DEL`, goes; one without is added; those that are not named stay. */
function changedOptions(portal: Portal, current: NonNullable<FieldSpec['items']>, raw: Wire[]): NonNullable<FieldSpec['items']> {
  const options = current.map((option) => ({ ...option }));
  for (const item of raw) {
    const change = asMap(item);
    const position = options.findIndex((option) => option.id === asId(change['ID']));
    const known = options[position];
    if (known === undefined) options.push(optionOf(optionInit(item), options.length, (sequence) => portal.nextId(sequence)));
    else if (asText(change['DEL']) === 'Y') options.splice(position, 1);
    else {
      if (change['VALUE'] !== undefined) known.value = asText(change['VALUE']);
      if (change['SORT'] !== undefined) known.sort = Number(asText(change['SORT']));
    }
  }
  return options;
}

function metaChanges(write: FieldWrite, before: UserFieldMeta | null): Partial<Omit<UserFieldMeta, 'id' | 'entityId'>> {
  const flag = (name: string) => (write[name] === undefined ? null : asText(write[name]) === 'Y');
  const flags = [
    ['mandatory', flag('MANDATORY')],
    ['showInList', flag('SHOW_IN_LIST')],
    ['editInList', flag('EDIT_IN_LIST')],
    ['isSearchable', flag('IS_SEARCHABLE')],
  ].filter(([, value]) => value !== null);
  return {
    ...(Object.fromEntries(flags) as Partial<UserFieldMeta>),
    ...(write['XML_ID'] !== undefined && { xmlId: asText(write['XML_ID']) || null }),
    ...(write['SORT'] !== undefined && { sort: Number(asText(write['SORT'])) }),
    ...(write['SHOW_FILTER'] !== undefined && {
      showFilter: asText(write['SHOW_FILTER']) === 'Y' ? 'E' : asText(write['SHOW_FILTER']),
    }),
    ...(write['SETTINGS'] !== undefined && { settings: asMap(write['SETTINGS']) }),
    ...labelChanges(write, before),
  };
}

/** A bare text is meant for all languages. */
function labelChanges(write: FieldWrite, before: UserFieldMeta | null): Pick<Partial<UserFieldMeta>, 'labels'> {
  const none = Object.fromEntries(labelKinds.map((kind) => [kind, {}])) as UserFieldMeta['labels'];
  const labels = { ...(before?.labels ?? none) };
  let changed = false;
  for (const kind of labelKinds) {
    const raw = write[upperName(kind)];
    if (raw === undefined) continue;
    changed = true;
    const texts = typeof raw === 'string' ? Object.fromEntries(languages.map((language) => [language, raw])) : asTexts(raw);
    labels[kind as LabelKind] = { ...labels[kind], ...texts };
  }
  return changed ? { labels } : {};
}

const asTexts = (raw: Wire) => Object.fromEntries(Object.entries(asMap(raw)).map(([language, text]) => [language, asText(text)]));
