import { desc, eq } from 'drizzle-orm';
import { type ClassPolicy, POLICIES } from '../domain/delivery/policy.ts';
import type { MessageClass } from '../domain/delivery/types.ts';
import type { Db } from './database.ts';
import { channelPolicies } from './schema/index.ts';

export type PolicyRow = typeof channelPolicies.$inferSelect;

/** How messages of a class travel now; version 0 is the one shipped. */
export async function policyOf(db: Db, name: MessageClass): Promise<{ version: number; policy: ClassPolicy }> {
  const [row] = await policiesOf(db, name, 1);
  return row ? { version: row.version, policy: row.body } : { version: 0, policy: POLICIES[name] };
}

/** Versions of a class that people have saved, the newest first. */
export function policiesOf(db: Db, name: MessageClass, limit: number): Promise<PolicyRow[]> {
  return db
    .select()
    .from(channelPolicies)
    .where(eq(channelPolicies.class, name))
    .orderBy(desc(channelPolicies.version))
    .limit(limit);
}

/** Puts a policy in force over the one that its author saw; null when another one came between. */
export async function savePolicy(
  db: Db,
  row: Pick<PolicyRow, 'class' | 'body' | 'author' | 'reason'>,
  over: number,
): Promise<number | null> {
  if ((await policyOf(db, row.class)).version !== over) return null;
  const [saved] = await db
    .insert(channelPolicies)
    .values({ ...row, version: over + 1 })
    .onConflictDoNothing()
    .returning({ version: channelPolicies.version });
  return saved?.version ?? null;
}
