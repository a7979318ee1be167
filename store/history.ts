import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Fields, Json } from '../domain/json.ts';
import type { Db } from './database.ts';
import { journalValues } from './journal.ts';
import type { Vault } from './keys.ts';
import { journal } from './schema/index.ts';

/** A value that a field has had, as the journal tells it. */
export interface PastValue {
  /** The journal line. */
  line: number;
  at: Date;
  type: string;
  actor: string;
  value: Json;
}

/** Lines that hold values in the names of the merge. Writes to the left carry the left system's names: `values_carried` says the same in ours. */
const TELLING = ['record_created', 'fields_written', 'values_carried', 'values_taken', 'edit_replaced'];

const holds = (field: string) =>
  sql`${journal.data}->'fields' ? ${field} and (${journal.type} <> 'fields_written' or ${journal.data}->>'side' = 'right')`;

/** Values that a field of a link has had, newest first. */
export async function historyOf(
  db: Db,
  vault: Vault,
  linkId: string,
  field: string,
  page: { before?: number | undefined; limit: number },
): Promise<PastValue[]> {
  const rows = await db
    .select()
    .from(journal)
    .where(
      and(
        eq(journal.linkId, linkId),
        inArray(journal.type, TELLING),
        holds(field),
        page.before === undefined ? undefined : lt(journal.id, page.before),
      ),
    )
    .orderBy(desc(journal.id))
    .limit(page.limit);
  return Promise.all(
    rows.map(async (row) => ({
      line: row.id,
      at: row.at,
      type: row.type,
      actor: row.actor,
      value: valueIn(await journalValues(db, vault, row), field),
    })),
  );
}

/** One past value; null when that line tells nothing of the field. */
export async function pastValue(db: Db, vault: Vault, linkId: string, field: string, line: number): Promise<PastValue | null> {
  const [found] = await historyOf(db, vault, linkId, field, { before: line + 1, limit: 1 });
  return found?.line === line ? found : null;
}

function valueIn(values: Json | null, field: string): Json {
  return values !== null && typeof values === 'object' && !Array.isArray(values) ? ((values as Fields)[field] ?? null) : null;
}
