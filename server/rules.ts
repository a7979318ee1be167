import { z } from 'zod';
import type { Database } from '../store/database.ts';
import { getMapping } from '../store/mapping-versions.ts';
import type { Personal } from './mask.ts';

/** What a stored mapping says about one right field: who decides it, and what it is made of. */
export interface FieldRule {
  rules: string[];
  owner: string;
  direction: string;
  from: string[];
  personal: Personal;
}

export interface ExplainedMapping {
  name: string;
  version: number;
  fields: Map<string, FieldRule>;
}

/** The part of a stored spec that explains it. */
const spec = z.object({
  rules: z.array(
    z.object({
      id: z.string(),
      to: z.string(),
      owner: z.string(),
      direction: z.string(),
      pii: z.enum(['none', 'person', 'passport']),
      from: z.object({ path: z.string().optional(), paths: z.array(z.string()).optional(), name: z.string().optional() }),
    }),
  ),
});

const NONE: ExplainedMapping = { name: '', version: 0, fields: new Map() };

/** Explains the mapping behind a hash; null when nobody kept it. Several rules may write one field under disjoint conditions. */
export async function explainMapping(db: Database, hash: string | null): Promise<ExplainedMapping | null> {
  const row = hash === null ? null : await getMapping(db, hash);
  if (!row) return null;
  const parsed = spec.safeParse(row.spec);
  if (!parsed.success) return { ...NONE, name: row.name, version: row.version };
  const fields = new Map<string, FieldRule>();
  for (const { id, to, owner, direction, pii, from } of parsed.data.rules) {
    const sources = [
      ...(from.paths ?? []),
      ...(from.path === undefined ? [] : [from.path]),
      ...(from.name === undefined ? [] : [from.name]),
    ];
    const before = fields.get(to);
    fields.set(to, {
      rules: [...(before?.rules ?? []), id],
      owner,
      direction,
      from: [...new Set([...(before?.from ?? []), ...sources])],
      personal: before !== undefined && before.personal !== 'none' ? before.personal : pii,
    });
  }
  return { name: row.name, version: row.version, fields };
}

/** What is known of a field's values being personal; undefined where no rule tells. */
export function personalBy(mapping: ExplainedMapping | null): (field: string) => Personal | undefined {
  return (field) => mapping?.fields.get(field)?.personal;
}
