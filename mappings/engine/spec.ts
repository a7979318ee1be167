import type { Json } from '../../domain/json.ts';
import type { Owner } from '../../domain/merge/types.ts';
import type { FunctionTable } from './functions/types.ts';
import type { Dictionary, Direction, Pii } from './types.ts';

/** A parsed spec: plain data in one form (lists are lists, defaults are filled in), with the place of every part in its file. */
export interface Spec {
  name: string;
  /** Number of the publication that it belongs to. */
  version: number;
  left: Endpoint;
  right: Endpoint;
  rules: Rule[];
  requests: RequestRule[];
  /** Dictionaries of this spec alone; they win over shared ones of the same name. */
  dictionaries: { [name: string]: Dictionary };
  source: SpecSource;
}

export interface Endpoint {
  system: string;
  entity: string;
}

export interface Rule {
  id: string;
  from: RuleSource;
  to: string;
  via: Call[];
  lookup: string | null;
  /** Taken when the source is missing or its key is unknown; a value of the target. Undefined when the rule declares none. */
  default: Json | undefined;
  /** All conditions must hold, else the rule has no opinion. */
  when: Condition[];
  onMissing: 'error' | 'skip' | 'null';
  owner: Owner;
  direction: Direction;
  back: Back | null;
  critical: boolean;
  pii: Pii;
  /** Name of the spec that maps each element of the source. */
  each: string | null;
}

/** Where a value comes from. A list of paths reaches the first function as a tuple. */
export type RuleSource =
  | { kind: 'path'; path: string }
  | { kind: 'tuple'; paths: string[] }
  | { kind: 'const'; value: Json }
  | { kind: 'constant'; name: string };

/** A named function with its arguments; null when it is called without any. */
export interface Call {
  name: string;
  args: Json;
}

export type Condition =
  | { kind: 'is'; path: string; value: Json }
  | { kind: 'in'; path: string; values: Json[] }
  | { kind: 'present'; path: string; present: boolean };

/** How a shared field goes back. Without `via` the inverses of the rule's functions are used, without `to` its own source path. */
export interface Back {
  to: string | null;
  via: Call[] | null;
  /** Conditions on the left record under which it can take the value. */
  when: Condition[];
}

/** A person's change of a right field that becomes a request to the left system. */
export interface RequestRule {
  id: string;
  field: string;
  becomes: Json[];
  /** The left record already is where the request would bring it. */
  unless: Condition[];
  write: string;
  fields: { [name: string]: RuleSource };
}

export interface SpecSource {
  file: string;
  /** Position of a part by its path in the YAML tree, or of the nearest part around it. */
  at(path: readonly (string | number)[]): Position;
}

/** Counts from 1. */
export interface Position {
  line: number;
  column: number;
}

/** Everything a spec may refer to by name. */
export interface Library {
  specs: { [name: string]: Spec };
  dictionaries: { [name: string]: Dictionary };
  functions: FunctionTable;
}

/** Left paths that a source reads; none for constants. */
export function sourcePaths(source: RuleSource): string[] {
  if (source.kind === 'path') return [source.path];
  return source.kind === 'tuple' ? source.paths : [];
}
