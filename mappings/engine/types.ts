import type { Sentence } from '../../domain/errors.ts';
import type { Fields, Json } from '../../domain/json.ts';
import type { FieldPolicy, Owner } from '../../domain/merge/types.ts';
import type { CheckName, Severity } from './catalogue.ts';

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
  /** Stable id of the broken rule of the spec language, such as `MAP-101`. */
  rule: string;
  name: CheckName;
  severity: Severity;
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
  /** One of its steps may lose information; a loss is reported as an issue. */
  lossy: boolean;
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
  /** Number of the publication that the spec came from. */
  version: number;
  /** sha256 (hex) over what decides its results: the rules, those of specs it includes, and the dictionaries they use. Not over the number. */
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
  /** Hears of every key that a dictionary was asked for. */
  looked?(key: LookedUp): void;
}

/** A key that a rule looked up. */
export interface LookedUp {
  dictionary: string;
  rule: string;
  key: string;
  known: boolean;
  /** The rule carries personal data, and so does the key. */
  personal: boolean;
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
