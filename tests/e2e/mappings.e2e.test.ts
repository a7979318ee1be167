import { afterAll, describe, expect, test } from 'vitest';
import { clusterForFile } from '../support/cluster-test.ts';
import { type Booked, bookedDeal, dealOf, hubWrites, until } from '../support/deals.ts';
import { startRewritingProxy } from '../support/rewriting-proxy.ts';

const cluster = await clusterForFile({ name: 'mappings' });
const { options } = (await cluster.samo.connection()) as { options: { url: string } };
const door = await startRewritingProxy(options.url);
afterAll(() => door.close());
await cluster.connect({ samo: { url: door.url, encode: 'none' } });

const DEAL = '/api/mappings/spec/samo-claim--bitrix24-deal';
const FIELD = 'sourceDescription';
/** An installation begins to send an attribute that no connector knows. */
const withTier = (tier: string) => (body: string) =>
  body.replace(/(&lt;|<)claimDocument (?=[^>]*?guid=(&quot;|"))/g, `$1claimDocument loyaltyTier=$2${tier}$2 `);

interface Detail {
  version: number;
  hash: string;
  text: string;
}
interface Finding {
  rule: string;
  severity: string;
  line: number;
}

const get = <T>(path: string) => cluster.api.get(path) as Promise<T>;
const post = <T>(path: string, body: object) => cluster.api.post(path, body) as Promise<T>;
const inForce = () => get<Detail>(DEAL);

/** The rule that an admin adds, with the dictionary it needs. */
function withRule(text: string, values: string): string {
  const rule = `  - { id: tier, from: unknown.claimDocument@loyaltyTier, to: ${FIELD}, lookup: tier, onMissing: skip, owner: left }\n`;
  return `${text.replace('\nrequests:', `\n${rule}\nrequests:`)}\ndictionaries:\n  tier:\n    values: { ${values} }\n    fallback: Обычный\n`;
}

async function tasks(kind: string): Promise<{ title: { ru: string }; data: { [name: string]: unknown } }[]> {
  const { rows } = await cluster.db.query("select title, data from tasks where kind = $1 and state <> 'closed'", [kind]);
  return rows;
}

describe('a field that the booking system begins to send', { timeout: 240_000 }, () => {
  let booked: Booked;
  let shipped: Detail;

  test('shows up in the coverage report after one run', async () => {
    door.rewrite = withTier('GOLD');
    ({ booked } = await bookedDeal(cluster));
    const path = 'unknown.claimDocument@loyaltyTier';
    const unread = await until('the path in the report', async () => {
      const report = await get<{ unread: { path: string; count: number; firstSeen: string }[] }>(`${DEAL}/coverage`);
      return report.unread.find((line) => line.path === path);
    });
    expect(unread.count).toBeGreaterThan(0);
    expect(Date.parse(unread.firstSeen)).toBeLessThan(Date.now() + 60_000);
  });

  test('is refused while the rule for it has a mistake, with its place', async () => {
    shipped = await inForce();
    const text = withRule(shipped.text, 'SILVER: Серебряный').replace(`to: ${FIELD}`, 'to: noSuchField');
    const { publishable, findings } = await post<{ publishable: boolean; findings: Finding[] }>(`${DEAL}/check`, { text });
    expect(publishable).toBe(false);
    const line = text.split('\n').findIndex((one) => one.includes('id: tier')) + 1;
    expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([{ rule: 'MAP-201', line }]);
    await expect(post(`${DEAL}/publish`, { text, reason: 'Уровень клиента' })).rejects.toThrow('MAPPING_INVALID');
    expect((await inForce()).version).toBe(shipped.version);
  });

  test('is shown on a real record and over the records so far, before anything is written', async () => {
    const text = withRule(shipped.text, 'SILVER: Серебряный');
    const writes = (await hubWrites(cluster)).length;
    interface Preview {
      rules: { rule: string; lookup: object; value: unknown }[];
      writes: { creates: boolean; right: { [field: string]: unknown } };
    }
    const shown = await post<Preview>(`${DEAL}/preview`, { text, claim: String(booked.claim) });
    expect(shown.rules.find(({ rule }) => rule === 'tier')).toMatchObject({
      lookup: { dictionary: 'tier', key: 'GOLD', known: false },
      value: 'Обычный',
    });
    expect(shown.writes).toEqual(expect.objectContaining({ creates: false, right: { [FIELD]: 'Обычный' } }));

    const period = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date(Date.now() + 3_600_000).toISOString() };
    interface Rehearsal {
      records: number;
      changed: number;
      fields: object[];
    }
    const same = await post<Rehearsal>(`${DEAL}/what-if`, { text: shipped.text, ...period });
    expect(same).toMatchObject({ records: 1, changed: 0, fields: [] });
    const other = await post<Rehearsal>(`${DEAL}/what-if`, { text, ...period });
    expect(other).toMatchObject({ records: 1, changed: 1, fields: [{ field: FIELD, records: 1 }] });
    expect((await hubWrites(cluster)).length).toBe(writes);
  });

  test('arrives by its fallback once it is published, and the value nobody knew is a task', async () => {
    const text = withRule(shipped.text, 'SILVER: Серебряный');
    const diff = await post<{ items: object[] }>(`${DEAL}/diff`, { text });
    expect(diff.items).toMatchObject([{ kind: 'added', what: 'rule', id: 'tier', field: FIELD }]);
    const published = await post<Detail>(`${DEAL}/publish`, { text, reason: 'Уровень клиента', over: shipped.version });
    expect(published.version).toBe(shipped.version + 1);
    await expect(post(`${DEAL}/publish`, { text: shipped.text, reason: 'Позже', over: shipped.version })).rejects.toThrow(
      'MAPPING_MOVED',
    );

    await takenOver();
    await cluster.samo.act('confirm', { claim: booked.guid });
    await cluster.quiet();
    expect(await dealOf(cluster, booked)).toMatchObject({ [FIELD]: 'Обычный', stageId: 'C7:CONFIRMED' });
    const [task] = await until('the task', async () =>
      (await tasks('mapping_value')).length > 0 ? tasks('mapping_value') : null,
    );
    expect(task).toMatchObject({ data: { dictionary: 'tier', key: 'GOLD', mapping: 'samo-claim--bitrix24-deal' } });
    const { rows } = await cluster.db.query<{ mapping_hash: string }>(
      "select mapping_hash from effects where operation = 'record.update' order by id desc limit 1",
    );
    expect(rows[0]?.mapping_hash).toBe(published.hash);
  });

  test('arrives in the words of the dictionary once it has them, and the task is closed', async () => {
    const { version } = await post<Detail>(`${DEAL}/publish`, {
      text: withRule(shipped.text, 'SILVER: Серебряный, GOLD: Золотой'),
      reason: 'Новый уровень',
    });
    expect(await tasks('mapping_value')).toEqual([]);
    await takenOver();
    const { rows } = await cluster.db.query<{ id: string }>("select id from links where kind = 'deal' and left_id = $1", [
      booked.guid,
    ]);
    await post(`/api/links/${rows[0]?.id}/sync`, { reason: 'Новый уровень' });
    await cluster.quiet();
    expect((await dealOf(cluster, booked))[FIELD]).toBe('Золотой');
    const link = await get<{ mapping: { version: number }; fields: { field: string; rules: string[]; from: string[] }[] }>(
      `/api/links/${rows[0]?.id}`,
    );
    expect(link.mapping.version).toBe(version);
    expect(link.fields.find(({ field }) => field === FIELD)).toMatchObject({
      rules: ['tier'],
      from: ['unknown.claimDocument@loyaltyTier'],
    });
  });

  test('is left alone again after a roll-back, which is a version of its own', async () => {
    const back = await post<Detail & { restores: number }>(`${DEAL}/rollback`, {
      version: shipped.version,
      reason: 'Передумали',
    });
    expect(back).toMatchObject({ version: shipped.version + 3, restores: shipped.version, hash: shipped.hash });
    const { items } = await get<{ items: { origin: string }[] }>(`${DEAL}/versions`);
    expect(items.map(({ origin }) => origin)).toEqual(['rolled_back', 'published', 'published', 'shipped']);
    await takenOver();
    await cluster.samo.act('edit', { claim: booked.guid, patch: { price: 777 } });
    await cluster.quiet();
    expect(await dealOf(cluster, booked)).toMatchObject({ opportunity: 777, [FIELD]: 'Золотой' });
  });
});

/** Workers look for publications every two seconds. */
async function takenOver(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 3_000));
}
