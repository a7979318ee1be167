import { expect, test } from 'vitest';
import { clusterForFile } from '../support/cluster-test.ts';
import { hubWrites, type Row, until } from '../support/deals.ts';
import { jobOf, plannedFirstSync, restOf, startFirstSync } from '../support/jobs.ts';

/** The published accident had 280 000 records and 60 000 duplicates; this is a hundredth of it. */
const CLAIMS = 2_800;
const DOUBLES = 600;
const MOST_TOUCHED = 50;

interface Claim {
  guid: string;
  buyer: { kind: string; key: string; name: string; email: string | null; phone: string | null };
}

const cluster = await clusterForFile({ name: 'first-sync' });

/** Records outside the hub that it has written. */
async function touched(): Promise<Set<string>> {
  const lines = [...(await cluster.bitrix24.ledger()), ...(await cluster.samo.ledger())].filter((line) => line.by === 'api');
  return new Set(lines.map((line) => `${line.entity === 'productrow' ? 'deal' : line.entity} ${line.id}`));
}

test('the accident "280 000 records pulled, 60 000 duplicates, everyone mailed" halts at the canary', {
  timeout: 240_000,
}, async () => {
  // The feed has looked before there was anything to see: what arrives, the job has brought.
  await cluster.connect({ pullSeconds: 3_600 });
  await until('the first look of the feed', async () => {
    const { rows } = await cluster.db.query("select 1 from cursors where connection_id = 'samo' and name = 'claims'");
    return rows.length > 0;
  });
  await cluster.samo.seed(CLAIMS, 7);
  // The CRM knows these buyers already, under another phone and another spelling: nothing but their e-mail tells.
  const claims = await cluster.samo.state<Claim>('claims');
  const people = [...new Map(claims.map(({ buyer }) => [buyer.key, buyer])).values()];
  const known = people.filter((buyer) => buyer.kind === 'person' && buyer.email !== null);
  const step = Math.max(1, Math.floor(known.length / DOUBLES));
  for (const [index, { email }] of known
    .filter((_, at) => at % step === 0)
    .slice(0, DOUBLES)
    .entries()) {
    const fm = [{ typeId: 'EMAIL', valueType: 'WORK', value: email }];
    await cluster.bitrix24.act('create', { entity: 'contact', fields: { lastName: `Client ${index}`, name: 'Imported', fm } });
  }
  const planned = await plannedFirstSync(cluster, 'Первая выгрузка');
  expect(planned.plan).toMatchObject({ subjects: CLAIMS, linked: 0, canary: 20 });
  expect(await touched()).toEqual(new Set());
  await expect(cluster.api.post(`/api/jobs/${planned.id}/confirm`, { hash: 'another', reason: 'Да' })).rejects.toThrow(
    'PLAN_CHANGED',
  );
  await cluster.api.post(`/api/jobs/${planned.id}/confirm`, { hash: planned.plan?.hash, reason: 'Не глядя' });

  const halted = await restOf(cluster, planned.id);
  expect(halted.state).toBe('halted');
  expect(['DUPLICATES', 'AMBIGUOUS']).toContain(halted.halt?.code);
  await cluster.quiet({ feeds: false });
  expect((await touched()).size).toBeLessThanOrEqual(MOST_TOUCHED);
  expect((await touched()).size).toBeGreaterThan(0);

  // Nobody was mailed: deals, their rows, contacts and companies are all that was written, and no activity, comment or message came of them.
  expect([...new Set((await hubWrites(cluster)).map((line) => line.entity))].sort()).toEqual(
    expect.not.arrayContaining(['activity', 'comment', 'message']),
  );
  expect(await cluster.bitrix24.state('activities')).toEqual([]);
  expect(await cluster.bitrix24.state('comments')).toEqual([]);
  const later = await jobOf(cluster, planned.id);
  expect(later).toMatchObject({ state: 'halted', fed: 20 });

  await cluster.api.post(`/api/jobs/${planned.id}/drop`, { reason: 'Сначала почистим CRM' });
  expect(await jobOf(cluster, planned.id)).toMatchObject({ state: 'done' });
});

test('a sound first sync passes its canary by itself and brings every claim over once', { timeout: 180_000 }, async () => {
  await cluster.bitrix24.reset();
  await cluster.samo.reset();
  await cluster.db.query('truncate links, bases, inbox, effects, tasks, identities, people cascade');
  await cluster.samo.seed(60, 5);
  const { id } = await startFirstSync(cluster, 'Первая выгрузка');
  const done = await restOf(cluster, id, 150_000);
  expect(done).toMatchObject({ state: 'done', fed: 60, dead: 0 });
  const claims = (await cluster.bitrix24.state<Row>('deals')).map((deal) => deal['ufCrm_UZEL_CLAIM']);
  expect(new Set(claims).size).toBe(60);
  expect(claims).toHaveLength(60);
});
