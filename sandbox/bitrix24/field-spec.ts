import { upperName } from './names.ts';
import type { Wire, WireMap } from './wire.ts';

/** CRM object types that the twin holds, by the vendor's number. */
export const entityTypes = { lead: 1, deal: 2, contact: 3, company: 4 } as const;
export type EntityName = keyof typeof entityTypes;
export type EntityTypeId = (typeof entityTypes)[EntityName];

export const entityNames: Record<EntityTypeId, EntityName> = { 1: 'lead', 2: 'deal', 3: 'contact', 4: 'company' };

export type FieldType =
  | 'integer'
  | 'double'
  | 'string'
  | 'text'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'user'
  | 'file'
  | 'location'
  | 'money'
  | 'enumeration'
  | 'crm_status'
  | 'crm_category'
  | 'crm_company'
  | 'crm_contact'
  | 'crm_lead'
  | 'crm_quote'
  | 'crm_currency'
  | 'crm_multifield'
  | 'url'
  | 'address'
  | 'employee'
  | 'crm'
  | 'iblock_section'
  | 'iblock_element'
  | 'resourcebooking';

/** `write` anywhere · `create` only by add · `read` never · `response` never, and absent from the field list (left over from older versions). */
export type FieldAccess = 'write' | 'create' | 'read' | 'response';

export interface FieldSpec {
  /** Universal name: `stageId`, `ufCrm_UZEL_CLAIM`. */
  name: string;
  /** Original name: `STAGE_ID`, `UF_CRM_UZEL_CLAIM`. */
  upper: string;
  type: FieldType;
  title: string;
  access: FieldAccess;
  multiple: boolean;
  /** Dictionary of a `crm_status` field. */
  dictionary?: string;
  /** What an answer shows for no value. */
  empty: Wire;
  /** User fields only. */
  dynamic: boolean;
  items?: Option[];
  /** How the field was set up; user fields only. */
  meta?: UserFieldMeta;
}

/** One choice of an enumeration. */
export interface Option {
  id: number;
  value: string;
  sort: number;
  isDefault: boolean;
  xmlId: string;
}

export const labelKinds = ['editFormLabel', 'listColumnLabel', 'listFilterLabel', 'errorMessage', 'helpMessage'] as const;
export type LabelKind = (typeof labelKinds)[number];

export interface UserFieldMeta {
  id: number;
  /** `CRM_DEAL`, `CRM_13` … */
  entityId: string;
  xmlId: string | null;
  sort: number;
  mandatory: boolean;
  showFilter: string;
  showInList: boolean;
  editInList: boolean;
  isSearchable: boolean;
  /** A list where PHP prints an empty map. */
  settings: WireMap | [];
  /** Texts by language. */
  labels: Record<LabelKind, { [language: string]: string }>;
}

type Extra = Partial<Pick<FieldSpec, 'access' | 'multiple' | 'dictionary' | 'empty'>>;

export function field(name: string, type: FieldType, title: string, extra: Extra = {}): FieldSpec {
  const multiple = extra.multiple ?? false;
  return {
    name,
    upper: upperName(name),
    type,
    title,
    access: 'write',
    multiple,
    empty: multiple ? [] : null,
    dynamic: false,
    ...extra,
  };
}

/** A field of older versions: shown, empty, accepted nowhere. */
export function legacy(name: string, type: FieldType = 'string'): FieldSpec {
  return field(name, type, upperName(name), { access: 'response' });
}

export const linkTypes: readonly FieldType[] = ['crm_company', 'crm_contact', 'crm_lead', 'crm_quote', 'user'];
