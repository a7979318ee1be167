import type { EntitySchema } from '../connectors/sdk/contract.ts';
import type { Json } from '../domain/json.ts';
import { checkSpec, errorsOf, type SpecSchemas } from '../mappings/engine/check.ts';
import { hashOf } from '../mappings/engine/hash.ts';
import type { Library, Spec } from '../mappings/engine/spec.ts';
import type { Database } from '../store/database.ts';
import type { Vault } from '../store/keys.ts';
import { usageOf } from '../store/mapping-usage.ts';
import { keepSnapshot, latestSnapshot, latestSnapshots } from '../store/schema-snapshots.ts';
import { closeTask, openTask } from '../store/tasks.ts';
import { entitiesOf, followSchemaDrift } from './schema-drift.ts';

interface DriftDeps {
  db: Database;
  vault: Vault;
  library(): Library;
}

/**
 * Keeps what an installation describes, follows how it changes, and holds every published spec of its system against it: what no longer fits is one task
 * a spec, which closes itself once it fits again. Idempotent.
 */
export async function keepSchemas(
  deps: DriftDeps,
  connection: { id: string; system: string },
  schemas: readonly EntitySchema[],
): Promise<{ hash: string; changed: boolean }> {
  const before = await latestSnapshot(deps.db, connection.id);
  const { row, changed } = await keepSnapshot(deps.db, {
    connectionId: connection.id,
    system: connection.system,
    hash: hashOf(schemas),
    schemas: JSON.parse(JSON.stringify(schemas)) as Json,
  });
  await followSchemaDrift(deps, before, row);
  const library = deps.library();
  for (const spec of Object.values(library.specs)) {
    if (spec.left.system !== connection.system && spec.right.system !== connection.system) continue;
    const ends = await schemasFor(deps.db, spec, connection.id);
    if (ends !== null) await follow(deps, connection.id, spec, ends, library);
  }
  return { hash: row.hash, changed };
}

async function follow(deps: DriftDeps, connectionId: string, spec: Spec, ends: SpecSchemas, library: Library): Promise<void> {
  const errors = errorsOf(checkSpec(spec, ends, library));
  const dedupKey = `mapping_drift:${connectionId}:${spec.name}`;
  if (errors.length === 0) {
    await closeTask(deps.db, dedupKey, 'hub');
    return;
  }
  const [first] = errors;
  await openTask(deps.db, deps.vault, {
    kind: 'mapping_drift',
    dedupKey,
    connectionId,
    title: {
      ru: `Сопоставление «${spec.name}» больше не подходит системе. ${first?.message.ru ?? ''}`,
      en: `Mapping “${spec.name}” no longer fits the system. ${first?.message.en ?? ''}`,
    },
    data: { mapping: spec.name, findings: errors.map(({ rule, line, column }) => ({ rule, line, column })) },
  });
}

/**
 * Both ends of a spec as they were last described; null while one system has described nothing. Attributes that an installation adds to the described
 * ones are known from traffic, as text.
 * @param connectionId  whose description counts where a system has several
 */
export async function schemasFor(db: Database, spec: Spec, connectionId: string | null = null): Promise<SpecSchemas | null> {
  const snapshots = await latestSnapshots(db);
  const [left, right] = [spec.left, spec.right].map(({ system, entity }) => {
    const own = snapshots.filter((row) => row.system === system);
    const row = own.find((one) => one.connectionId === connectionId) ?? own[0];
    return row === undefined ? undefined : entitiesOf(row).find((one) => one.entity === entity);
  });
  if (left === undefined || right === undefined) return null;
  return { left: { ...left, fields: [...left.fields, ...(await discovered(db, spec.name))] }, right };
}

const UNKNOWN = 'unknown.';

async function discovered(db: Database, mapping: string): Promise<EntitySchema['fields']> {
  const seen = (await usageOf(db, mapping)).filter(({ kind, name }) => kind === 'source' && name.startsWith(UNKNOWN));
  return seen.map(({ name }) => ({
    name,
    type: 'string' as const,
    title: name.slice(UNKNOWN.length),
    required: false,
    readOnly: true,
  }));
}
