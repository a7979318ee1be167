import { eq } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import type { Db } from './database.ts';
import { mappingVersions } from './schema/index.ts';

/** Remembers a mapping version by its content hash. Immutable: a known hash stays as it is. */
export async function keepMapping(db: Db, version: { hash: string; name: string; version: number; spec: Json }): Promise<void> {
  await db.insert(mappingVersions).values(version).onConflictDoNothing();
}

/** The mapping that a hash stands for; null when it was never kept here. */
export async function getMapping(db: Db, hash: string): Promise<typeof mappingVersions.$inferSelect | null> {
  const [row] = await db.select().from(mappingVersions).where(eq(mappingVersions.hash, hash));
  return row ?? null;
}
