import type { Json } from '../domain/json.ts';
import type { Db } from './database.ts';
import { mappingVersions } from './schema/index.ts';

/** Remembers a mapping version by its content hash. Immutable: a known hash stays as it is. */
export async function keepMapping(db: Db, version: { hash: string; name: string; version: number; spec: Json }): Promise<void> {
  await db.insert(mappingVersions).values(version).onConflictDoNothing();
}
