import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';

/** A figure of a vendor's own limit, and until when it counts in epoch milliseconds. */
export interface Pressure {
  value: number;
  untilMs: number;
}

export interface PressureOptions {
  now: () => number;
  /** A figure could not be written: the next answer of the vendor brings another one. */
  onLost(error: unknown): void;
}

/** How stale a process's picture may be. */
const CACHE_MS = 1_000;

/**
 * Figures of vendors' limits, shared by all processes. A read costs at most one query a second and scope; writes happen in the background, one at a
 * time for each scope, so that a burst of figures costs two queries.
 */
export function createPressures(db: Database, options: PressureOptions) {
  const cache = new Map<string, { at: number; pressure: Pressure | null }>();
  const waiting = new Map<string, Pressure>();
  const writing = new Set<string>();

  async function write(scope: string): Promise<void> {
    if (writing.has(scope)) return;
    writing.add(scope);
    try {
      for (let next = waiting.get(scope); next !== undefined; next = waiting.get(scope)) {
        waiting.delete(scope);
        await store(scope, next);
      }
    } catch (error) {
      waiting.delete(scope);
      options.onLost(error);
    } finally {
      writing.delete(scope);
    }
  }

  async function store(scope: string, { value, untilMs }: Pressure): Promise<void> {
    await db.execute(sql`
      insert into pressures as p (scope, value, until_ms) values (${scope}, ${value}, ${untilMs})
      on conflict (scope) do update set until_ms = greatest(p.until_ms, excluded.until_ms), value = case
        when excluded.until_ms > p.until_ms then excluded.value
        when excluded.until_ms = p.until_ms then greatest(p.value, excluded.value)
        else p.value end`);
  }

  return {
    async read(scope: string): Promise<Pressure | null> {
      const now = options.now();
      const cached = cache.get(scope);
      if (cached && now - cached.at < CACHE_MS) return counting(cached.pressure, now);
      const result = await db.execute<{ value: number; until_ms: number }>(
        sql`select value, until_ms from pressures where scope = ${scope}`,
      );
      const row = result.rows[0];
      const pressure = row ? { value: row.value, untilMs: row.until_ms } : null;
      cache.set(scope, { at: now, pressure });
      return counting(pressure, now);
    },
    tell(scope: string, pressure: Pressure): void {
      const before = waiting.get(scope) ?? cache.get(scope)?.pressure ?? null;
      const stands = stronger(before, pressure);
      cache.set(scope, { at: options.now(), pressure: stands });
      if (stands !== pressure) return;
      waiting.set(scope, pressure);
      void write(scope);
    },
  };
}

function counting(pressure: Pressure | null, now: number): Pressure | null {
  return pressure !== null && pressure.untilMs > now ? pressure : null;
}

/** The one that counts longer, of equally long ones the larger. */
function stronger(a: Pressure | null, b: Pressure): Pressure {
  if (a === null || b.untilMs > a.untilMs) return b;
  return b.untilMs === a.untilMs && b.value > a.value ? b : a;
}
