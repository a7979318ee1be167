import type { Fields, Json } from '../../domain/json.ts';

/** Fields named by dotted paths, as nested objects. A path that meets a plain value on its way replaces it. */
export function nested(fields: Fields): Fields {
  const body: Fields = {};
  for (const [path, value] of Object.entries(fields)) {
    const steps = path.split('.');
    const last = steps.pop() ?? path;
    let place = body;
    for (const step of steps) {
      const inner = place[step];
      if (isRecord(inner)) place = inner;
      else {
        const made: Fields = {};
        place[step] = made;
        place = made;
      }
    }
    place[last] = value;
  }
  return body;
}

export function isRecord(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
