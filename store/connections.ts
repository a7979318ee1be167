import { and, eq, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import type { Db } from './database.ts';
import { keyNames, type Vault } from './keys.ts';
import { type CapabilityRow, connections, cursors, type Mode, modes, type PauseReason, pairs, secrets } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';

export type ConnectionRow = typeof connections.$inferSelect;
export type PairRow = typeof pairs.$inferSelect;

const secretContext = (connectionId: string, name: string) => `secret:${connectionId}:${name}`;

export interface ConnectionDraft {
  id: string;
  system: string;
  title: string;
  open: Record<string, Json>;
  secret: Record<string, string>;
  /** How often its feeds are read; 60 by default. */
  pullSeconds?: number;
  /** Whose records it brings; left out, it stays as it is. */
  unitId?: string | null;
}

/** Creates a connection, or replaces title, open options and the secrets that the draft names. Idempotent. */
export async function saveConnection(db: Db, vault: Vault, draft: ConnectionDraft): Promise<void> {
  const { id, system, title, open } = draft;
  const unit = draft.unitId === undefined ? {} : { unitId: draft.unitId };
  const pull = draft.pullSeconds === undefined ? {} : { pullSeconds: draft.pullSeconds };
  await db
    .insert(connections)
    .values({ id, system, title, options: open, ...pull, ...unit })
    .onConflictDoUpdate({
      target: connections.id,
      set: { title, options: open, ...pull, ...unit, version: sql`${connections.version} + 1`, updatedAt: sql`now()` },
    });
  for (const [name, value] of Object.entries(draft.secret)) {
    const sealed = await vault.seal(db, keyNames.connection(id), secretContext(id, name), value);
    await db
      .insert(secrets)
      .values({ connectionId: id, name, sealed })
      .onConflictDoUpdate({
        target: [secrets.connectionId, secrets.name],
        set: { sealed, previous: null, previousUntil: null, updatedAt: sql`now()` },
      });
  }
}

export async function getConnection(db: Db, id: string): Promise<ConnectionRow | null> {
  const [row] = await db.select().from(connections).where(eq(connections.id, id));
  return row ?? null;
}

/** Those of these units; of the whole hub when nobody asks. */
export function listConnections(db: Db, scope: UnitScope = 'all'): Promise<ConnectionRow[]> {
  return db
    .select()
    .from(connections)
    .where(within('connection', connections.id, scope))
    .orderBy(connections.id);
}

/** Secret options in clear. @throws Error when one cannot be opened: that connection stops, no other */
export async function openSecrets(db: Db, vault: Vault, connectionId: string): Promise<Record<string, string>> {
  const rows = await db.select().from(secrets).where(eq(secrets.connectionId, connectionId));
  const opened: Record<string, string> = {};
  for (const row of rows) opened[row.name] = await vault.openJson<string>(db, row.sealed, secretContext(connectionId, row.name));
  return opened;
}

/** Stops all traffic of a connection. Returns false if it was paused already. */
export async function pauseConnection(db: Db, id: string, pause: PauseReason): Promise<boolean> {
  const changed = await db
    .update(connections)
    .set({ status: 'paused', pause, updatedAt: sql`now()` })
    .where(and(eq(connections.id, id), eq(connections.status, 'active')))
    .returning({ id: connections.id });
  return changed.length > 0;
}

export async function resumeConnection(db: Db, id: string): Promise<boolean> {
  const changed = await db
    .update(connections)
    .set({ status: 'active', pause: null, updatedAt: sql`now()` })
    .where(and(eq(connections.id, id), eq(connections.status, 'paused')))
    .returning({ id: connections.id });
  return changed.length > 0;
}

export async function saveCapabilities(db: Db, id: string, capabilities: CapabilityRow[]): Promise<void> {
  await db.update(connections).set({ capabilities, probedAt: sql`now()` }).where(eq(connections.id, id));
}

/** Creates a pair, or changes one; a unit left out stays as it is. */
export async function savePair(
  db: Db,
  pair: Omit<PairRow, 'createdAt' | 'unitId'> & { unitId?: string | null | undefined },
): Promise<void> {
  const { id, ...rest } = pair;
  await db
    .insert(pairs)
    .values({ id, ...rest })
    .onConflictDoUpdate({ target: pairs.id, set: rest });
}

export function listPairs(db: Db, scope: UnitScope = 'all'): Promise<PairRow[]> {
  return db
    .select()
    .from(pairs)
    .where(within('pair', pairs.id, scope))
    .orderBy(pairs.id);
}

export async function getPair(db: Db, id: string): Promise<PairRow | null> {
  const [row] = await db.select().from(pairs).where(eq(pairs.id, id));
  return row ?? null;
}

/** Whether a process may write to a connection; `off` where nobody decided. */
export async function modeOf(db: Db, process: string, connectionId: string): Promise<Mode> {
  const [row] = await db
    .select({ mode: modes.mode })
    .from(modes)
    .where(and(eq(modes.process, process), eq(modes.connectionId, connectionId)));
  return row?.mode ?? 'off';
}

export async function setMode(db: Db, process: string, connectionId: string, mode: Mode, by: string): Promise<void> {
  await db
    .insert(modes)
    .values({ process, connectionId, mode, updatedBy: by })
    .onConflictDoUpdate({ target: [modes.process, modes.connectionId], set: { mode, updatedBy: by, updatedAt: sql`now()` } });
}

export function listModes(db: Db, scope: UnitScope): Promise<(typeof modes.$inferSelect)[]> {
  return db
    .select()
    .from(modes)
    .where(within('connection', modes.connectionId, scope))
    .orderBy(modes.process, modes.connectionId);
}

export async function getCursor(db: Db, connectionId: string, name: string): Promise<Json | null> {
  const [row] = await db
    .select({ value: cursors.value })
    .from(cursors)
    .where(and(eq(cursors.connectionId, connectionId), eq(cursors.name, name)));
  return row?.value ?? null;
}

export async function saveCursor(db: Db, connectionId: string, name: string, value: Json): Promise<void> {
  await db
    .insert(cursors)
    .values({ connectionId, name, value })
    .onConflictDoUpdate({ target: [cursors.connectionId, cursors.name], set: { value, updatedAt: sql`now()` } });
}
