import { expect, test } from 'vitest';
import { isLinkReference } from '../../domain/effects/plan.ts';
import type { Fields } from '../../domain/json.ts';
import { openDatabase } from '../../store/database.ts';
import { listEffects, openPlan } from '../../store/effects.ts';
import { createVault } from '../../store/keys.ts';
import { createKeyring } from '../../vault/keyring.ts';
import { clusterForFile } from '../support/cluster-test.ts';

const CLAIMS = Number(process.env['UZEL_TEST_CLAIMS'] ?? 40);
const cluster = await clusterForFile({ name: 'observe' });

/** What is planned or done, by effect key, opened with the hub's own key. */
async function plans(state: 'planned' | 'done'): Promise<Map<string, Fields>> {
  const { db, close } = openDatabase(cluster.databaseUrl, { max: 2, onError: () => {} });
  const vault = createVault(createKeyring(cluster.masterKey));
  try {
    const rows = await listEffects(db, { state, scope: 'all', limit: 10_000 });
    return new Map(await Promise.all(rows.map(async (row) => [row.key, (await openPlan(db, vault, row)).fields] as const)));
  } finally {
    await close();
  }
}

test('observe stores the writes it would make and makes none; live then makes exactly those', {
  timeout: 120_000 + CLAIMS * 2_000,
}, async () => {
  await cluster.samo.seed(CLAIMS, 11);
  await cluster.connect({ mode: 'observe' });
  await cluster.quiet();
  const ledgers = [...(await cluster.samo.ledger()), ...(await cluster.bitrix24.ledger())];
  expect(ledgers.filter((line) => line.by === 'api')).toEqual([]);

  const planned = await plans('planned');
  const shown = (await cluster.api.get('/api/effects', { state: 'planned', limit: 1_000 })) as { items: object[] };
  expect(shown.items).toHaveLength(planned.size);
  const deals = [...planned].filter(([key]) => key.includes('/deal/record.add/'));
  expect(deals).toHaveLength(CLAIMS);
  expect(deals.every(([, fields]) => isLinkReference(fields['contactId']) || isLinkReference(fields['companyId']))).toBe(true);

  await cluster.setMode('live');
  await cluster.api.post('/api/reconcile', {});
  await cluster.quiet({ withinMs: 90_000 });
  const made = await plans('done');
  expect([...made.keys()].sort()).toEqual([...planned.keys()].sort());
  for (const [key, fields] of planned) expect(made.get(key), key).toEqual(fields);
  const stored = (await cluster.bitrix24.ledger()).filter((line) => line.by === 'api');
  expect(stored.every((line) => line.changed)).toBe(true);
  // The product rows of a new deal are part of its plan, and a line of their own at the portal.
  const brought = deals.filter(([, fields]) => Array.isArray(fields['productRows'])).length;
  expect(brought).toBe(CLAIMS);
  expect(stored.filter((line) => line.entity === 'productrow')).toHaveLength(brought);
  expect(stored).toHaveLength(planned.size + brought);
});
