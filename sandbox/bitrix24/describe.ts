import type { WireMap } from './wire.ts';

/** `[name, type, title, flags?, more?]`; flags: `q` required, `r` read only, `i` immutable, `m` multiple, `d` deprecated, `u` a user field. */
export type FieldRow = [name: string, type: string, title: string, flags?: string, more?: WireMap];

/** One field as the `*.fields` methods describe it. */
export function describeField([, type, title, flags = '', more = {}]: FieldRow): WireMap {
  const has = (flag: string) => flags.includes(flag);
  return {
    type,
    isRequired: has('q'),
    isReadOnly: has('r'),
    isImmutable: has('i'),
    isMultiple: has('m'),
    isDynamic: has('u'),
    ...(has('d') && { isDeprecated: true }),
    title,
    ...more,
  };
}

/** A whole list of fields by name. */
export function describeFields(rows: readonly FieldRow[]): WireMap {
  return Object.fromEntries(rows.map((row) => [row[0], describeField(row)]));
}
