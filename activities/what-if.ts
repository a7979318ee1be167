import type { Fields, Json } from '../domain/json.ts';
import { sameJson } from '../domain/merge/equal.ts';
import { merge } from '../domain/merge/merge.ts';
import { sum } from '../domain/money/amount.ts';
import type { Mapping } from '../mappings/engine/types.ts';
import { listPairs } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import type { Vault } from '../store/keys.ts';
import { type KeptRecord, keptRecords } from '../store/left-records.ts';
import { type Base, readManyBases } from '../store/links.ts';

const PAGE = 200;
const SAMPLES = 20;

/** What a new version of a mapping would have written otherwise. */
export interface WhatIf {
  /** Records that were gone through. */
  records: number;
  /** Records for which other writes are intended. */
  changed: number;
  fields: {
    field: string;
    records: number;
    /** Sums of amounts over those records, where the field holds amounts. */
    total: { before: string; after: string } | null;
  }[];
  samples: { link: string; number: string | null; field: string; stands: Json; before: Json; after: Json }[];
}

/** Two versions of a mapping and the period to go through again. */
export interface Rehearsal {
  before: Mapping;
  after: Mapping;
  from: Date;
  to: Date;
}

interface Tally {
  records: number;
  before: Json[];
  after: Json[];
}

/**
 * Goes again through the left records of a period, without any network: what would the mapping in force write now, and what the other one?
 * One version against itself gives nothing.
 */
export async function whatIf(
  { db, vault }: { db: Database; vault: Vault },
  { before, after, from, to }: Rehearsal,
): Promise<WhatIf> {
  const constants = new Map((await listPairs(db)).map((pair) => [pair.id, pair.constants]));
  const fields = new Map<string, Tally>();
  const result: WhatIf = { records: 0, changed: 0, fields: [], samples: [] };
  for (let next: string | null = null, first = true; first || next !== null; first = false) {
    const page = await keptRecords(db, vault, { mapping: before.name, from, to, after: next, limit: PAGE });
    const bases = await readManyBases(
      db,
      vault,
      page.records.map(({ link }) => link.id),
    );
    for (const kept of page.records) {
      const base = bases.get(kept.link.id) ?? { left: null, right: null };
      const own = constants.get(kept.link.pairId) ?? {};
      const [old, now] = [before, after].map((mapping) => intended(mapping, kept, base, own));
      if (old !== undefined && now !== undefined) compare(result, fields, kept, base.right, old, now, after);
    }
    result.records += page.records.length;
    next = page.next;
  }
  result.fields = [...fields]
    .map(([field, { records, before: old, after: now }]) => ({ field, records, total: totalOf(old, now) }))
    .sort((a, b) => b.records - a.records);
  return result;
}

function intended(
  mapping: Mapping,
  kept: KeptRecord,
  base: { left: Base | null; right: Base | null },
  constants: Fields,
): Fields {
  return merge({
    policies: mapping.policies(kept.record),
    base: { left: base.left?.fields ?? null, right: base.right?.fields ?? null },
    left: mapping.toRight(kept.record, { constants }).fields,
    right: base.right?.fields ?? null,
  }).toRight;
}

function compare(
  result: WhatIf,
  fields: Map<string, Tally>,
  { link }: KeptRecord,
  right: Base | null,
  old: Fields,
  now: Fields,
  after: Mapping,
): void {
  const normal = new Map(after.policies({}).map(({ field, normalise }) => [field, normalise]));
  const differing = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((field) => {
    const normalise = normal.get(field) ?? ((value: Json) => value);
    return (
      (old[field] === undefined) !== (now[field] === undefined) ||
      !sameJson(normalise(old[field] ?? null), normalise(now[field] ?? null))
    );
  });
  if (differing.length > 0) result.changed += 1;
  for (const field of differing) {
    const stands = right?.fields[field] ?? null;
    // What is not written stays as it stands.
    const [was, is] = [old[field] ?? stands, now[field] ?? stands];
    const tally = fields.get(field) ?? { records: 0, before: [], after: [] };
    tally.records += 1;
    tally.before.push(was);
    tally.after.push(is);
    fields.set(field, tally);
    if (result.samples.length < SAMPLES)
      result.samples.push({ link: link.id, number: link.leftNumber, field, stands, before: was, after: is });
  }
}

function totalOf(before: readonly Json[], after: readonly Json[]): { before: string; after: string } | null {
  const [old, now] = [sum(before.map(amountOf)), sum(after.map(amountOf))];
  return old === null || now === null || before.concat(after).every((value) => amountOf(value) === '0')
    ? null
    : { before: old, after: now };
}

/** A decimal, an amount with its currency, or nothing. */
function amountOf(value: Json): Json {
  if (value === null) return '0';
  if (typeof value === 'object' && !Array.isArray(value)) return value['amount'] ?? '';
  return typeof value === 'string' && value.includes('.') ? value : '';
}
