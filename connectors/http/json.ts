import type { Fields, Json } from '../../domain/json.ts';

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const SAFE_DIGITS = 15;

/** Reads JSON without losing digits: a number that a double cannot hold arrives as its own text. @throws SyntaxError */
export function parseLossless(text: string): Json {
  return JSON.parse(text.replace(TOKEN, (token) => (isExact(token) ? token : `"${token}"`))) as Json;
}

function isExact(token: string): boolean {
  return token.length <= SAFE_DIGITS || token.startsWith('"') || String(Number(token)) === token;
}

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
