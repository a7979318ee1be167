import type { Sentence } from '../../../domain/errors.ts';
import type { Json } from '../../../domain/json.ts';
import type { FieldType } from '../types.ts';

/** Raised by a step that could not carry its value faithfully: cut, rounded, not understood. */
export interface LossFlag {
  lossy: boolean;
}

/** One value in, one value out; never null in, null out means "nothing". Pure but for the flag. */
export type Step = (value: Json, flag: LossFlag) => Json;

/** Brings equal values to one form for comparison. */
export type Normalise = (value: Json) => Json;

/** What a function takes: a value of one of these types, anything, or the values of several paths at once (each may be null). */
export type InputType = readonly FieldType[] | 'any' | 'tuple';

/** A named pure function of the spec language. */
export interface MappingFunction {
  summary: Sentence;
  input: InputType;
  /** `same` passes the type of its input. */
  output: FieldType | 'same';
  /** `all` for a total function: any value of its input types that is not blank has a result. Otherwise what it understands; the rest has none. */
  domain: 'all' | Sentence;
  /** Two values that a person tells apart may come out the same. */
  lossy: boolean;
  /** Columns that it reads of each row, where its input is rows. */
  reads?: readonly string[];
  /** Every value it can return, where that is a closed set: lets a lookup be checked for totality. */
  keys?: readonly string[];
  /** What is wrong with these arguments (null when none are given); null when they are right. */
  checkArgs(args: Json): Sentence | null;
  step(args: Json): Step;
  /** The way back for shared fields. */
  inverse?(args: Json): Step;
  /** Comparison of its results; `before` is that of the function in front of it. */
  normalise?(args: Json, before: Normalise): Normalise;
  /** Merges a new result into the value that stands in the right record, where the hub minds only a part of it. */
  blend?(args: Json, before: Normalise): (value: Json, standing: Json) => Json;
}

export type FunctionTable = { readonly [name: string]: MappingFunction };
