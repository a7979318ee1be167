import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAcceptor } from '../../ingress/accept.ts';
import { createVault, keyNames } from '../../store/keys.ts';
import { personFor } from '../../store/people.ts';
import { rotatePage } from '../../store/rotation.ts';
import { openTaskValues } from '../../store/tasks.ts';
import { seal } from '../../vault/envelope.ts';
import { createKeyring } from '../../vault/keyring.ts';
import { type Answer, hubOn, pick } from '../support/api-client.ts';
import { startHubDatabase } from '../support/hub-database.ts';

const OLD = Buffer.alloc(32, 7);
const NEW = Buffer.alloc(32, 8);
const ROWS = 10_000;
/** In the middle of the pages, one each: a flipped byte, and a key of a master key that nobody gave. */
const DAMAGED = 'person:prs_05000';
const FOREIGN = 'person:prs_07777';

let database: Awaited<ReturnType<typeof startHubDatabase>>;
beforeAll(async () => {
  database = await startHubDatabase();
}, 60_000);
afterAll(() => database.stop(), 60_000);

const personId = (n: number) => `prs_${String(n).padStart(5, '0')}`;

/** Tasks whose values are sealed, each under the key of another person. */
async function sealTasks(): Promise<void> {
  const old = createKeyring(OLD);
  const stranger = createKeyring(Buffer.alloc(32, 9));
  const rows = Array.from({ length: ROWS }, (_, n) => {
    const id = keyNames.person(personId(n));
    const { key, wrapped } = (id === FOREIGN ? stranger : old).create(id);
    if (id === DAMAGED) wrapped[wrapped.length - 1] = 255 - (wrapped.at(-1) ?? 0);
    const sealed = seal(Buffer.from(JSON.stringify({ left: `value ${n}` })), key, `task:t${n}`);
    return { id, wrapped, sealed, dedup: `t${n}` };
  });
  const column = <T>(of: (row: (typeof rows)[number]) => T) => sql.param(rows.map(of));
  await database.db.execute(
    sql`insert into data_keys (id, wrapped) select * from unnest(${column((row) => row.id)}::text[], ${column((row) => row.wrapped)}::bytea[])`,
  );
  await database.db.execute(sql`
    insert into tasks (kind, dedup_key, title, data, sealed)
    select 'conflict', dedup, '{"ru":"Спор","en":"Conflict"}', '{}', sealed
    from unnest(${column((row) => row.dedup)}::text[], ${column((row) => row.sealed)}::bytea[]) as t (dedup, sealed)`);
}

/** A process of the hub with these master keys, the first of which wraps. */
function hubWith(present: Buffer, ...older: Buffer[]) {
  const keyring = createKeyring(present, older);
  const vault = createVault(keyring);
  let turning = Promise.resolve();
  const wake = () => {
    turning = (async () => {
      while (await rotatePage(database.db, vault, keyring));
    })();
  };
  const hub = hubOn(database.db, {
    vault,
    acceptor: createAcceptor(database.db, vault, () => undefined),
    keys: { present: keyring.present, readable: keyring.readable, wake },
  });
  return { ...hub, keyring, vault, turned: () => turning };
}

const taskIds = async () => {
  const { rows } = await database.db.execute<{ id: number; dedup: string }>(
    sql`select id, dedup_key as dedup from tasks where kind = 'conflict' order by id`,
  );
  return rows;
};

describe('10 000 sealed rows and a new master key', () => {
  test('are all readable after the rotation, which ran beside requests; what was damaged is named', {
    timeout: 120_000,
  }, async () => {
    await sealTasks();
    const before = hubWith(OLD);
    const identity = { kind: 'phone', value: '+79000000012' };
    const clear = { kind: 'person' as const, name: 'Соколова Анна', phone: identity.value, email: null };
    const person = await personFor(database.db, before.vault, identity, clear);

    const hub = hubWith(NEW, OLD);
    const tasks = await taskIds();
    const broken = new Set([DAMAGED, FOREIGN].map((id) => `t${Number(id.slice(-5))}`));
    const started = await hub.api.post('/api/keys/rotations', { reason: 'Плановая смена' });
    expect(started).toMatchObject({ status: 202, body: { state: 'running', master: hub.keyring.present, rewrapped: 0 } });
    let over = false;
    void hub.turned().then(() => {
      over = true;
    });
    const answers: { dedup: string; answer: Answer }[] = [];
    for (let n = 0; !over || n < 200; n += 1) {
      const task = tasks[(n * 7919) % tasks.length];
      if (!task || broken.has(task.dedup)) continue;
      answers.push({ dedup: task.dedup, answer: await hub.api.get(`/api/tasks/${task.id}`) });
      // Keys are made meanwhile, too.
      await hub.vault.seal(database.db, keyNames.person(`new_${n}`), 'test', { n });
    }
    await hub.turned();

    expect(answers.filter(({ answer }) => answer.status !== 200)).toEqual([]);
    for (const { dedup, answer } of answers) expect(pick(answer, 'values')).toEqual({ left: `value ${dedup.slice(1)}` });

    const told = await hub.api.get('/api/keys');
    expect(pick(told, 'rotation.state')).toBe('done');
    expect(pick(told, 'quarantined')).toEqual([
      { id: DAMAGED, reason: 'damaged', since: expect.any(String) },
      { id: FOREIGN, reason: 'master_unknown', since: expect.any(String) },
    ]);
    const { rows: named } = await database.db.execute<{ data: unknown }>(
      sql`select data from tasks where kind = 'keys_quarantined' and state = 'open'`,
    );
    expect(named).toEqual([
      {
        data: {
          count: 2,
          keys: [
            { id: DAMAGED, reason: 'damaged' },
            { id: FOREIGN, reason: 'master_unknown' },
          ],
        },
      },
    ]);

    // The old master key is taken away, and nothing else is missed.
    const after = hubWith(NEW);
    const { rows } = await database.db.execute(sql`select * from tasks where kind = 'conflict'`);
    expect(rows).toHaveLength(ROWS);
    const failed: string[] = [];
    for (const row of rows as { dedup_key: string; sealed: Buffer }[]) {
      const task = { sealed: row.sealed, dedupKey: row.dedup_key } as Parameters<typeof openTaskValues>[2];
      const opened = await openTaskValues(database.db, after.vault, task).catch((error: { code?: string }) => error.code);
      if (typeof opened === 'string') failed.push(`${row.dedup_key} ${opened}`);
      else expect(opened).toEqual({ left: `value ${row.dedup_key.slice(1)}` });
    }
    expect(failed.sort()).toEqual([...broken].map((dedup) => `${dedup} DATA_KEY_UNREADABLE`).sort());
    expect(await personFor(database.db, after.vault, identity, clear)).toBe(person);
  });

  test('a key that is restored leaves quarantine with the next rotation, and the task closes', async () => {
    const { key, wrapped } = createKeyring(NEW).create(DAMAGED);
    const stranger = createKeyring(NEW).create(FOREIGN);
    await database.db.execute(sql`update data_keys set wrapped = ${wrapped} where id = ${key.id}`);
    await database.db.execute(sql`update data_keys set wrapped = ${stranger.wrapped} where id = ${FOREIGN}`);
    const hub = hubWith(NEW);
    await hub.api.post('/api/keys/rotations', { reason: 'Ключи восстановлены' });
    await hub.turned();
    const told = await hub.api.get('/api/keys');
    expect(pick(told, 'quarantined')).toEqual([]);
    expect(pick(told, 'rotation')).toMatchObject({ state: 'done', rewrapped: 0, quarantined: 0 });
    expect(pick(told, 'masters')).toEqual([{ master: hub.keyring.present, readable: true, keys: expect.any(Number) }]);
    const { rows } = await database.db.execute(sql`select 1 from tasks where kind = 'keys_quarantined' and state <> 'closed'`);
    expect(rows).toEqual([]);
  });

  test('a rotation that broke off goes on where it stood, in any process that has the new key', async () => {
    const next = hubWith(Buffer.alloc(32, 10), NEW);
    const { body } = await hubOn(database.db, {
      keys: { present: next.keyring.present, readable: next.keyring.readable, wake: () => undefined },
    }).api.post('/api/keys/rotations', { reason: 'Плановая смена' });
    expect(body).toMatchObject({ state: 'running' });
    expect(await rotatePage(database.db, next.vault, next.keyring)).toBe(true);
    // A process with the former settings leaves it alone.
    const former = hubWith(NEW);
    expect(await rotatePage(database.db, former.vault, former.keyring)).toBe(false);
    const again = hubWith(Buffer.alloc(32, 10), NEW);
    const joined = await again.api.post('/api/keys/rotations', { reason: 'Ещё раз' });
    await again.turned();
    expect(pick(joined, 'id')).toBe((body as { id: number }).id);
    expect(pick(joined, 'examined')).toBe(500);
    const told = await again.api.get('/api/keys');
    expect(pick(told, 'rotation.examined')).toBe(pick(told, 'rotation.total'));
    expect(pick(told, 'rotation.rewrapped')).toBe(pick(told, 'rotation.total'));
  });
});
