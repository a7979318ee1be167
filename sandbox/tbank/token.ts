import { createHash } from 'node:crypto';

/** Values of the root's fields and the password, sorted by name, joined, hashed. */
export function sign(fields: Record<string, string | number | boolean>, password: string): string {
  const all: Record<string, string | number | boolean> = { ...fields, Password: password };
  const joined = Object.keys(all)
    .filter((name) => name !== 'Token')
    .sort()
    .map((name) => String(all[name]))
    .join('');
  return createHash('sha256').update(joined).digest('hex');
}
