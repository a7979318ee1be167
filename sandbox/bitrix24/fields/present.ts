import { type FieldSpec, type LabelKind, labelKinds, type UserFieldMeta } from '../field-spec.ts';
import { upperName } from '../names.ts';
import type { Wire, WireMap } from '../wire.ts';

export const languages = 'ar br de en fr hi id in it ja kz la ms pl ru sc tc th tr ua vn'.split(' ');
const yes = (flag: boolean) => (flag ? 'Y' : 'N');

/** How texts are shown: all languages, one, none, or those that the field has. */
export type Labels = 'all' | 'none' | { only: string };

export function metaOf({ meta, upper }: FieldSpec): UserFieldMeta {
  if (meta === undefined) throw new Error(`${upper} is no user field`);
  return meta;
}

/** A user field as `crm.*.userfield.*` shows it: strings, capitals. */
export function userFieldRow(spec: FieldSpec, labels: Labels): WireMap {
  const meta = metaOf(spec);
  return {
    ID: String(meta.id),
    ENTITY_ID: meta.entityId,
    FIELD_NAME: spec.upper,
    USER_TYPE_ID: spec.type,
    XML_ID: meta.xmlId,
    SORT: String(meta.sort),
    MULTIPLE: yes(spec.multiple),
    MANDATORY: yes(meta.mandatory),
    SHOW_FILTER: meta.showFilter,
    SHOW_IN_LIST: yes(meta.showInList),
    EDIT_IN_LIST: yes(meta.editInList),
    IS_SEARCHABLE: yes(meta.isSearchable),
    SETTINGS: meta.settings,
    ...shownLabels(meta, labels),
    ...(spec.items && {
      LIST: spec.items.map(({ id, sort, value, isDefault, xmlId }) => ({
        ID: String(id),
        SORT: String(sort),
        VALUE: value,
        DEF: yes(isDefault),
        XML_ID: xmlId,
      })),
    }),
  };
}

function shownLabels({ labels }: UserFieldMeta, mode: Labels): WireMap {
  if (mode === 'none') return {};
  const shown = (kind: LabelKind): Wire =>
    mode === 'all'
      ? Object.fromEntries(languages.map((language) => [language, labels[kind][language] ?? '']))
      : (labels[kind][mode.only] ?? labels[kind]['ru'] ?? null);
  return Object.fromEntries(labelKinds.map((kind) => [upperName(kind), shown(kind)]));
}

/**
 * A user field as `userfieldconfig.*` shows it: camel case, options under `enum`.
 *
 * @param language shows the texts of this language alone and, as lists do, no options
 */
export function userFieldConfig(spec: FieldSpec, language: string | null): WireMap {
  const meta = metaOf(spec);
  const known = new Set(labelKinds.flatMap((kind) => Object.keys(meta.labels[kind])));
  const shown = language === null ? [...(known.size === 0 ? ['ru'] : known)] : [language];
  const texts = (kind: LabelKind): Wire => {
    const own = meta.labels[kind];
    if (language !== null && Object.keys(own).length === 0) return null;
    const named = language === null && Object.keys(own).length > 0 ? Object.keys(own) : shown;
    return Object.fromEntries(named.map((name) => [name, own[name] || own['ru'] || null]));
  };
  return {
    id: String(meta.id),
    entityId: meta.entityId,
    fieldName: spec.upper,
    userTypeId: spec.type,
    xmlId: meta.xmlId,
    sort: String(meta.sort),
    multiple: yes(spec.multiple),
    mandatory: yes(meta.mandatory),
    showFilter: meta.showFilter,
    showInList: yes(meta.showInList),
    editInList: yes(meta.editInList),
    isSearchable: yes(meta.isSearchable),
    settings: meta.settings,
    languageId: Object.fromEntries(shown.map((name) => [name, name])),
    ...Object.fromEntries(labelKinds.map((kind) => [kind, texts(kind)])),
    ...(language === null && spec.items !== undefined && { enum: spec.items.map((item) => optionRow(meta.id, item)) }),
  };
}

function optionRow(fieldId: number, { id, value, isDefault, sort, xmlId }: NonNullable<FieldSpec['items']>[number]): WireMap {
  return { id: String(id), userFieldId: String(fieldId), value, def: yes(isDefault), sort: String(sort), xmlId };
}
