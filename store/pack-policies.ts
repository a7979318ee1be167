import { createHash } from 'node:crypto';
import { asc, desc, eq, sql } from 'drizzle-orm';
import type { PackPolicy } from '../domain/documents/types.ts';
import type { Db } from './database.ts';
import { packPolicies } from './schema/index.ts';

export type PolicyRow = typeof packPolicies.$inferSelect;

export const policyHash = (body: PackPolicy): string => createHash('sha256').update(JSON.stringify(body)).digest('hex');

/** Those in force: the newest version of each name. */
export function policiesInForce(db: Db): Promise<PolicyRow[]> {
  return db.selectDistinctOn([packPolicies.name]).from(packPolicies).orderBy(asc(packPolicies.name), desc(packPolicies.version));
}

/** Every version of a policy, the newest first. */
export function policyVersions(db: Db, name: string): Promise<PolicyRow[]> {
  return db.select().from(packPolicies).where(eq(packPolicies.name, name)).orderBy(desc(packPolicies.version));
}

/** Nobody else publishes until the transaction ends. */
export async function holdPolicies(db: Db): Promise<void> {
  await db.execute(sql`lock table ${packPolicies} in share row exclusive mode`);
}

/** Puts a policy in force as its next version. */
export async function publishPolicy(
  db: Db,
  { body, ...rest }: Pick<PolicyRow, 'body' | 'origin' | 'author' | 'reason'>,
): Promise<PolicyRow> {
  const [newest] = await policyVersions(db, body.name);
  const version = (newest?.version ?? 0) + 1;
  const [row] = await db
    .insert(packPolicies)
    .values({ name: body.name, version, body, bodyHash: policyHash(body), ...rest })
    .returning();
  if (!row) throw new Error('the policy was not stored');
  return row;
}
