import type { Sentence } from '../../domain/errors.ts';
import type { Fields, Json } from '../../domain/json.ts';
import type { FieldPolicy, Owner } from '../../domain/merge/types.ts';

/** Fields of one entity of one system, as its connector describes them. Nested fields are named by their dotted path. */
export interface EntitySchema {
  entity: string;
  fields: FieldSchema[];
}

export interface FieldSchema {
  name: string;
  type: FieldType;
  title: string;
  required: boolean;
  readOnly: boolean;
  /** Closed dictionaries only. */
  values?: { id: string; title: string }[];
}

export type FieldType =
  | 'string'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'enum'
  | 'string[]'
  | 'rows'
  | 'json';

/** One rule broken by a spec, at the place where the spec breaks it. Lines and columns count from 1. */
export interface Violation {
  file: string;
  line: number;
  column: number;
  /** Id of the broken rule of the spec language, or of the mapping rule that breaks it. */
  rule: string;
  message: Sentence;
  hint: Sentence;
}

/** Personal data that a rule carries: drives masking and the key under which bases and journal lines are stored. */
export type Pii = 'none' | 'person' | 'passport';

export type Direction = 'right' | 'both';

/** What a person is shown about a rule: where a field comes from and who decides it. */
export interface RuleInfo {
  id: string;
  /** Field of the right system. */
  field: string;
  owner: Owner;
  direction: Direction;
  /** Read back and compared after a write. */
  critical: boolean;
  pii: Pii;
  /** Paths in the left record; empty for constants. */
  from: string[];
}

export type IssueCode = 'source_missing' | 'key_unknown' | 'attention' | 'lossy';

/** Something a rule could not carry over faithfully. The record is mapped all the same. */
export interface MappingIssue {
  rule: string;
  field: string;
  code: IssueCode;
  sentence: Sentence;
}

export interface Mapped {
  fields: Fields;
  issues: MappingIssue[];
}

/** A person's change in the right system that asks the left system for something instead of setting a value. */
export interface MappedRequest {
  /** Id of the request rule. */
  id: string;
  /** Write operation of the left connector. */
  write: string;
  fields: Fields;
}

export interface RequestChange {
  left: object;
  /** What the right side read back as before; null before the first time, when nothing counts as a change. */
  baseRight: Fields | null;
  right: Fields;
}

/** A compiled spec. Pure: the same record and constants give the same fields. */
export interface Mapping {
  name: string;
  version: number;
  /** sha256 (hex) over the canonical JSON of the spec, the specs it includes and the dictionaries they use. */
  hash: string;
  rules: RuleInfo[];
  /** One policy per right field; `writableLeft` is decided by the left record. */
  policies(left: object): FieldPolicy[];
  toRight(left: object, context: MappingContext): Mapped;
  /** Carries changed right fields back: left paths (dotted) → values. Fields that no rule carries back are left out. */
  toLeft(patch: Fields, left: object): Fields;
  /**
   * Prepares a patch for writing to an existing right record: a list of which the hub minds only the first element keeps its other elements.
   * Other fields pass unchanged.
   */
  forRight(patch: Fields, right: Fields | null): Fields;
  requests(change: RequestChange): MappedRequest[];
}

export interface MappingContext {
  /** Constants of the connection that specs refer to by name, such as `assignedById`. */
  constants: Fields;
}

/** Values of one system's dictionary as values of another's. */
export interface Dictionary {
  name: string;
  values: { [key: string]: Json };
  /** Taken for an unknown key; the mapping then raises `key_unknown`. */
  fallback?: Json;
  /** Keys that are known, mapped, and still need a person: the mapping raises `attention` with this sentence. */
  attention: { [key: string]: Sentence };
}
