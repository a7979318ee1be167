import { createHash } from 'node:crypto';
import type { Json } from '../../domain/json.ts';
import { dictionaryOf } from './lookup.ts';
import type { Library, Spec } from './spec.ts';

/** sha256 (hex) of what decides a mapping's results: the spec, the specs it includes, and the dictionaries that they use. The number of a publication decides nothing. */
export function specHash(spec: Spec, library: Library): string {
  return hashOf(content(spec, library));
}

/** sha256 (hex) of a value's canonical JSON. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/** JSON text with sorted keys: equal for equal content, however it was written down. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part as { [name: string]: Json }).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function content(spec: Spec, library: Library): object {
  const { source: _, dictionaries: __, version: ___, ...rules } = spec;
  const dictionaries = spec.rules.map((rule) => dictionaryOf(rule, spec, library));
  const included = spec.rules.map((rule) => (rule.each === null ? undefined : library.specs[rule.each]));
  return { ...rules, dictionaries, included: included.map((one) => (one === undefined ? null : content(one, library))) };
}
