import type { Fields, Json } from '../../domain/json.ts';

/** Reads one place of a record; undefined where there is none. */
export type Getter = (record: Fields) => Json | undefined;

/** A straight-line reader of a dotted path. */
export function getter(path: string): Getter {
  const [a = '', b, c, ...more] = path.split('.');
  if (b === undefined) return (record) => record[a];
  if (c === undefined) return (record) => child(record[a], b);
  if (more.length === 0) return (record) => child(child(record[a], b), c);
  const deeper = getter([c, ...more].join('.'));
  return (record) => {
    const inner = child(record[a], b);
    return isRecord(inner) ? deeper(inner) : undefined;
  };
}

export function isRecord(value: Json | undefined): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function child(value: Json | undefined, name: string): Json | undefined {
  return isRecord(value) ? value[name] : undefined;
}
