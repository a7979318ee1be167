import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../store/database.ts';
import { dropDatabase, makeDatabase, setReachable } from '../support/cluster-database.ts';
import { sharedServers } from '../support/cluster-test.ts';

test('a connection that is lost in mid-transaction fails that transaction and nothing else', async () => {
  const { postgresUrl } = await sharedServers();
  const url = await makeDatabase(postgresUrl, `cut-${randomUUID().slice(0, 8)}`);
  const lost: Error[] = [];
  const { db, close } = openDatabase(url, { max: 2, onError: (error) => lost.push(error) });
  onTestFinished(() => close().then(() => dropDatabase(postgresUrl, url)));

  const transaction = db.transaction(async (tx) => {
    await tx.execute(sql`select 1`);
    await setReachable(postgresUrl, url, false);
    // The server speaks while nobody asks: without a listener this would end the process.
    await sleep(100);
    await tx.execute(sql`select 1`);
  });
  await expect(transaction).rejects.toThrow();
  expect(lost.length).toBeGreaterThan(0);
  await setReachable(postgresUrl, url, true);
  expect((await db.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
});
