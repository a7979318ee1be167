import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../config/root.ts';
import { checkPolicy } from '../domain/documents/policy.ts';
import type { PackPolicy } from '../domain/documents/types.ts';
import { packPolicy } from '../server/api/pack-schemas.ts';
import type { Database } from '../store/database.ts';
import { holdPolicies, policyHash, policyVersions, publishPolicy } from '../store/pack-policies.ts';

const AUTHOR = 'uzel';

/** The pack policies that come with the hub, from `config/packs`. @throws Error when one is not in form, or contradicts itself */
export async function readShippedPacks(): Promise<PackPolicy[]> {
  const folder = join(projectRoot(), 'config/packs');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  return Promise.all(
    files.map(async (file) => {
      const policy = packPolicy.parse(parse(await readFile(join(folder, file), 'utf8')));
      const [mistake] = checkPolicy(policy);
      if (mistake) throw new Error(`${file}, ${mistake.path}: ${mistake.message.en}`);
      return policy;
    }),
  );
}

/** Publishes what ships where it is new, and leaves alone what people have published. Idempotent; processes that start together wait for each other. */
export async function shipPacks(db: Database, shipped: readonly PackPolicy[]): Promise<void> {
  await db.transaction(async (tx) => {
    await holdPolicies(tx);
    for (const body of shipped) {
      const versions = await policyVersions(tx, body.name);
      const [newest] = versions;
      if (newest?.origin === 'saved' || versions.some(({ bodyHash }) => bodyHash === policyHash(body))) continue;
      const reason = newest === undefined ? 'Поставка' : 'Обновление поставки';
      await publishPolicy(tx, { body, origin: 'shipped', author: AUTHOR, reason });
    }
  });
}
