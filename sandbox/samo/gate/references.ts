import type { Clock } from '../../core/clock.ts';
import { prng } from '../../core/random.ts';
import { catalogueTables, knownTypes, withdrawn } from './tables.ts';

/** What a column of a reference holds; null is an integer reference to nothing. */
export type Value = string | number | null;

export interface ReferenceRow {
  inc: number;
  deleted: boolean;
  stamp: bigint;
  values: Record<string, Value>;
}

/** The catalogue as the database holds it: every write of a row gives it the next stamp of the whole database. */
export interface References {
  types(): readonly string[];
  /** By inc, deleted ones included. */
  rows(type: string): ReferenceRow[];
  /** The largest stamp given so far. */
  currentStamp(): bigint;
  /** Writes a row, a new one without `inc`; the stamp moves even where nothing changed. Null when there is no such row. */
  write(type: string, inc: number | null, patch: Record<string, Value>): { row: ReferenceRow; changed: boolean } | null;
  /** Marks a row deleted. Null when there is no such row, or it is deleted already. */
  remove(type: string, inc: number): ReferenceRow | null;
  /** The catalogue of the first day again, under new stamps: stamps never go back. */
  rebuild(): void;
}

/** Above 2^53, so that a reader who keeps stamps as doubles loses some. */
const firstStamp = 0x00_20_00_00_02_0b_28_74n;

export function createReferences(clock: Clock): References {
  let stamp = firstStamp;
  let tables = new Map<string, Map<number, ReferenceRow>>();
  const next = () => ++stamp;
  const live = (type: string, inc: number) => {
    const row = tables.get(type)?.get(inc);
    return row === undefined || row.deleted ? null : row;
  };

  function put(type: string, inc: number, values: Record<string, Value>): ReferenceRow {
    const row = { inc, deleted: false, stamp: next(), values };
    tables.set(type, (tables.get(type) ?? new Map<number, ReferenceRow>()).set(inc, row));
    return row;
  }

  const references: References = {
    types: () => knownTypes,
    rows: (type) => [...(tables.get(type)?.values() ?? [])].sort((a, b) => a.inc - b.inc),
    currentStamp: () => stamp,
    write(type, inc, patch) {
      if (inc === null) {
        const largest = Math.max(0, ...references.rows(type).map((row) => row.inc));
        return { row: put(type, largest + 1, patch), changed: true };
      }
      const row = live(type, inc);
      if (row === null) return null;
      const changed = Object.entries(patch).some(([name, value]) => row.values[name] !== value);
      Object.assign(row.values, patch);
      row.stamp = next();
      return { row, changed };
    },
    remove(type, inc) {
      const row = live(type, inc);
      if (row === null) return null;
      row.deleted = true;
      row.stamp = next();
      return row;
    },
    rebuild() {
      tables = new Map();
      // Written in an order of its own: the row with the largest number is not the one with the largest stamp.
      const drawn = prng(17);
      const all = Object.entries(catalogueTables(clock.now())).flatMap(([type, rows]) => rows.map((row) => ({ type, row })));
      for (const { type, row } of all.map((each) => ({ ...each, at: drawn() })).sort((a, b) => a.at - b.at)) {
        const { inc, ...values } = row;
        put(type, inc, values);
      }
      for (const [type, inc] of withdrawn) references.remove(type, inc);
    },
  };
  references.rebuild();
  return references;
}
