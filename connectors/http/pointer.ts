import type { Json } from '../../domain/json.ts';

const POINTER = /^(\/([^~/]|~0|~1)*)*$/;

/** True for a JSON pointer (RFC 6901); the empty one means the whole. */
export function isPointer(text: string): boolean {
  return POINTER.test(text);
}

/** The value that a pointer leads to; undefined where it leads nowhere. */
export function at(value: Json, pointer: string): Json | undefined {
  let current: Json | undefined = value;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (current === null || typeof current !== 'object') return undefined;
    if (Array.isArray(current)) current = /^(0|[1-9]\d*)$/.test(name) ? current[Number(name)] : undefined;
    else current = Object.hasOwn(current, name) ? current[name] : undefined;
  }
  return current;
}

/** Text, or a number or truth value as text: what can stand for an id or a kind. Undefined for anything else and for nothing. */
export function textAt(value: Json, pointer: string): string | undefined {
  const found = at(value, pointer);
  if (typeof found === 'number' || typeof found === 'boolean') return String(found);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
