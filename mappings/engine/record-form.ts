import type { Fields, Json } from '../../domain/json.ts';

/** Makes records that have all fields of a spec from the start: one that grows field by field becomes slow to fill and to read. */
export interface RecordForm {
  /** A record in which nothing is said. */
  empty(): Fields;
  /** The record without the fields that nobody has said anything about. */
  said(fields: Fields): Fields;
}

export function recordForm(names: readonly string[]): RecordForm {
  const blank: { [name: string]: Json | undefined } = Object.fromEntries(names.map((name) => [name, undefined]));
  return {
    empty: () => ({ ...blank }) as Fields,
    said(fields) {
      for (const name of names) if (fields[name] === undefined) return onlySaid(fields, names);
      return fields;
    },
  };
}

function onlySaid(fields: Fields, names: readonly string[]): Fields {
  const said: Fields = {};
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined) said[name] = value;
  }
  return said;
}
