import { desc, eq, gt, isNotNull, sql } from 'drizzle-orm';
import { type Keyring, UnreadableKey, type UnreadableReason } from '../vault/keyring.ts';
import { type Database, type Db, tryLock } from './database.ts';
import type { Vault } from './keys.ts';
import { dataKeys, keyRotations } from './schema/index.ts';
import { closeTask, openTask } from './tasks.ts';

export type RotationRow = typeof keyRotations.$inferSelect;

const LOCK = 'key-rotation';
const PAGE = 500;
const NAMED_IN_TASK = 50;
const TASK = 'keys:quarantine';

/** Starts wrapping all data keys by this master key; joins the rotation that does so already. Idempotent. */
export function startRotation(db: Database, master: string, by: string): Promise<{ rotation: RotationRow; fresh: boolean }> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${LOCK}:start`}, 0))`);
    const [running] = await tx.select().from(keyRotations).where(eq(keyRotations.state, 'running'));
    if (running?.master === master) return { rotation: running, fresh: false };
    if (running)
      await tx.update(keyRotations).set({ state: 'superseded', finishedAt: sql`now()` }).where(eq(keyRotations.id, running.id));
    const total = sql<number>`(select count(*) from ${dataKeys})`;
    const [rotation] = await tx.insert(keyRotations).values({ master, startedBy: by, total }).returning();
    if (!rotation) throw new Error('a rotation was not stored');
    return { rotation, fresh: true };
  });
}

export async function latestRotation(db: Db): Promise<RotationRow | null> {
  const [row] = await db.select().from(keyRotations).orderBy(desc(keyRotations.id)).limit(1);
  return row ?? null;
}

/**
 * Takes the running rotation one page further: each key that opens is wrapped anew, each that does not goes to quarantine, and the rest goes on.
 *
 * One process at a time; the page and the place where the next begins are one transaction. A process whose present master key is another
 * one leaves the rotation to those that have it.
 * @returns whether there is more to do
 */
export function rotatePage(db: Database, vault: Vault, keyring: Keyring): Promise<boolean> {
  return db.transaction(async (tx) => {
    if (!(await tryLock(tx, LOCK))) return false;
    const [rotation] = await tx.select().from(keyRotations).where(eq(keyRotations.state, 'running')).for('update');
    if (rotation?.master !== keyring.present) return false;
    const page = await tx
      .select({ id: dataKeys.id, wrapped: dataKeys.wrapped })
      .from(dataKeys)
      .where(gt(dataKeys.id, rotation.cursor))
      .orderBy(dataKeys.id)
      .limit(PAGE)
      .for('update');
    const { rewrapped, sound, broken } = judge(keyring, page);
    await keepRewrapped(tx, rewrapped);
    await liftQuarantine(tx, sound);
    await quarantine(tx, broken);
    const more = page.length === PAGE;
    await tx
      .update(keyRotations)
      .set({
        cursor: page.at(-1)?.id ?? rotation.cursor,
        examined: rotation.examined + page.length,
        rewrapped: rotation.rewrapped + rewrapped.length,
        quarantined: rotation.quarantined + broken.length,
        ...(more ? {} : { state: 'done' as const, finishedAt: sql`now()` }),
      })
      .where(eq(keyRotations.id, rotation.id));
    if (!more) await tellQuarantine(tx, vault);
    return more;
  });
}

interface Wrapped {
  id: string;
  wrapped: Buffer;
}

function judge(keyring: Keyring, page: readonly Wrapped[]) {
  const rewrapped: Wrapped[] = [];
  const sound: string[] = [];
  const broken: { id: string; reason: UnreadableReason }[] = [];
  for (const { id, wrapped } of page) {
    try {
      const key = keyring.unwrap(id, wrapped);
      sound.push(id);
      if (keyring.masterOf(id, wrapped) === keyring.present) continue;
      const fresh = keyring.wrap(key);
      // What replaces the only copy of a key is opened once before it does.
      if (!keyring.unwrap(id, fresh).key.equals(key.key)) throw new Error(`data key ${id} did not survive its wrapping`);
      rewrapped.push({ id, wrapped: fresh });
    } catch (error) {
      if (!(error instanceof UnreadableKey)) throw error;
      broken.push({ id, reason: error.reason });
    }
  }
  return { rewrapped, sound, broken };
}

async function keepRewrapped(tx: Db, rows: readonly Wrapped[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = sql.param(rows.map((row) => row.id));
  const wrapped = sql.param(rows.map((row) => row.wrapped));
  await tx.execute(sql`
    update data_keys set wrapped = fresh.wrapped
    from unnest(${ids}::text[], ${wrapped}::bytea[]) as fresh (id, wrapped)
    where data_keys.id = fresh.id`);
}

/** A key that opens again, because its bytes or its master key were restored. */
async function liftQuarantine(tx: Db, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`
    update data_keys set quarantine = null, quarantined_at = null
    where quarantine is not null and id = any(${sql.param([...ids])}::text[])`);
}

async function quarantine(tx: Db, rows: readonly { id: string; reason: UnreadableReason }[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = sql.param(rows.map((row) => row.id));
  const reasons = sql.param(rows.map((row) => row.reason));
  await tx.execute(sql`
    update data_keys set quarantine = broken.reason, quarantined_at = coalesce(data_keys.quarantined_at, now())
    from unnest(${ids}::text[], ${reasons}::text[]) as broken (id, reason)
    where data_keys.id = broken.id`);
}

/** One task names what is in quarantine; it closes by itself when a rotation finds nothing there. */
async function tellQuarantine(tx: Db, vault: Vault): Promise<void> {
  const rows = await quarantinedKeys(tx);
  if (rows.length === 0) {
    await closeTask(tx, TASK, 'hub');
    return;
  }
  const keys = rows.slice(0, NAMED_IN_TASK).map(({ id, reason }) => ({ id, reason }));
  await openTask(tx, vault, {
    kind: 'keys_quarantined',
    dedupKey: TASK,
    title: {
      ru: `Не читаются ключи данных: ${rows.length}. Восстановите их из резервной копии и повторите смену ключа`,
      en: `Data keys that cannot be read: ${rows.length}. Restore them from a back-up and rotate again`,
    },
    data: { count: rows.length, keys },
  });
}

export interface QuarantinedKey {
  id: string;
  reason: UnreadableReason;
  since: Date;
}

/** Data keys in quarantine, by name. */
export async function quarantinedKeys(db: Db): Promise<QuarantinedKey[]> {
  const rows = await db
    .select({ id: dataKeys.id, reason: dataKeys.quarantine, since: dataKeys.quarantinedAt })
    .from(dataKeys)
    .where(isNotNull(dataKeys.quarantine))
    .orderBy(dataKeys.id);
  return rows.flatMap(({ id, reason, since }) => (reason && since ? [{ id, reason, since }] : []));
}

/** How many data keys each master key wraps. Bytes that are no envelope count under `none`. */
export async function keysByMaster(db: Db): Promise<{ master: string; keys: number }[]> {
  const { rows } = await db.execute<{ master: string; keys: number }>(sql`
    select case when length(wrapped) > 30 and get_byte(wrapped, 0) = 1
                then encode(substring(wrapped from 3 for get_byte(wrapped, 1)), 'escape')
                else 'none' end as master,
           count(*)::int as keys
    from data_keys group by 1 order by 1`);
  return rows;
}
