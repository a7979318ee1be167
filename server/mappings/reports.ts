import { isRead, readsOf } from '../../mappings/engine/coverage.ts';
import type { Library, Spec } from '../../mappings/engine/spec.ts';
import type { EntitySchema } from '../../mappings/engine/types.ts';
import type { Database } from '../../store/database.ts';
import { keysAsked, type UsageRow, usageOf } from '../../store/mapping-usage.ts';
import { maskText } from '../mask.ts';

interface Counted {
  count: number;
  firstSeen: string;
  lastSeen: string;
}

/** What live traffic says about a spec: what it does not read, what it does not fill, what it loses. */
export interface Coverage {
  /** Records mapped since counting began. */
  records: number;
  /** Left paths that held a value and that no rule reads. */
  unread: (Counted & { path: string })[];
  /** Left paths that rules read. */
  read: (Counted & { path: string })[];
  /** Right fields that a rule fills, with how often it had something to give. */
  filled: (Partial<Counted> & { field: string; count: number })[];
  /** Right fields that could be written, and that nobody fills. */
  unfilled: { field: string; title: string }[];
  /** Rules that have lost information. */
  lossy: (Counted & { rule: string })[];
  /** Rules that missed a required source. */
  missing: (Counted & { rule: string })[];
}

export async function coverageOf(db: Database, spec: Spec, library: Library, right: EntitySchema | null): Promise<Coverage> {
  const rows = await usageOf(db, spec.name);
  const of = (kind: UsageRow['kind']) => rows.filter((row) => row.kind === kind);
  const reads = readsOf(spec, library);
  const sources = of('source').map((row) => ({ path: row.name, ...counted(row) }));
  const filled = new Map(of('target').map((row) => [row.name, row]));
  const targets = [...new Set(spec.rules.map((rule) => rule.to))];
  return {
    records: of('record').reduce((total, row) => total + row.count, 0),
    unread: sources.filter(({ path }) => !isRead(reads, path)).sort((a, b) => b.count - a.count),
    read: sources.filter(({ path }) => isRead(reads, path)),
    filled: targets.map((field) => ({ field, ...withCount(filled.get(field)) })),
    unfilled: (right?.fields ?? [])
      .filter((field) => !field.readOnly && !targets.includes(field.name))
      .map(({ name, title }) => ({ field: name, title })),
    lossy: of('lossy').map((row) => ({ rule: row.name, ...counted(row) })),
    missing: of('missing').map((row) => ({ rule: row.name, ...counted(row) })),
  };
}

/** What a dictionary was asked for, beside what it holds. */
export interface DictionaryCoverage {
  name: string;
  /** Keys that came and have no value: the fallback was taken. */
  unknown: (Counted & { key: string; mapping: string })[];
  /** Keys with a value that never came. */
  unseen: string[];
  seen: (Counted & { key: string; mapping: string; value: unknown })[];
}

export async function dictionaryCoverage(
  db: Database,
  name: string,
  values: { [key: string]: unknown },
): Promise<DictionaryCoverage> {
  const rows = await keysAsked(db, [name]);
  const known = (key: string) => Object.hasOwn(values, key);
  const lines = rows.map((row) => ({ mapping: row.mapping, key: row.detail, ...counted(row) }));
  return {
    name,
    unknown: lines.filter(({ key }) => !known(key)).map((line) => ({ ...line, key: maskText(line.key) })),
    unseen: Object.keys(values).filter((key) => !rows.some((row) => row.detail === key)),
    seen: lines.filter(({ key }) => known(key)).map((line) => ({ ...line, value: values[line.key] })),
  };
}

function counted({ count, firstSeen, lastSeen }: UsageRow): Counted {
  return { count, firstSeen: firstSeen.toISOString(), lastSeen: lastSeen.toISOString() };
}

const withCount = (row: UsageRow | undefined) => (row === undefined ? { count: 0 } : counted(row));
