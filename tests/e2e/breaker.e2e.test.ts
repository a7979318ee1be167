import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';
import { migrateDatabase, openDatabase } from '../../store/database.ts';
import { createBreakers } from '../../store/limits.ts';
import { dropDatabase, makeDatabase } from '../support/cluster-database.ts';
import { sharedServers } from '../support/cluster-test.ts';

test('failures in a row stop the calls of every process, and one probe lets them through again', async () => {
  const { postgresUrl } = await sharedServers();
  const url = await makeDatabase(postgresUrl, `breaker-${randomUUID().slice(0, 8)}`);
  await migrateDatabase(url, join(projectRoot(), 'store/migrations'));
  const { db, close } = openDatabase(url, { max: 2, onError: () => {} });
  onTestFinished(() => close().then(() => dropDatabase(postgresUrl, url)));

  let now = Date.now();
  const processes = [1, 2].map(() => createBreakers(db, { scale: 1, now: () => now }));
  const [here, there] = processes as [(typeof processes)[0], (typeof processes)[0]];
  for (let failure = 0; failure < 8; failure += 1) {
    await here.admit('samo');
    await here.failure('samo');
  }
  await expect(there.admit('samo')).rejects.toMatchObject({ code: 'CIRCUIT_OPEN', kind: 'transient', untilMs: now + 15_000 });
  await here.admit('bitrix24');

  now += 15_001;
  await there.admit('samo');
  await expect(here.admit('samo')).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' });
  await there.success('samo');
  now += 1_000;
  await here.admit('samo');
});

test('a probe that never went out leaves its place to another', async () => {
  const { postgresUrl } = await sharedServers();
  const url = await makeDatabase(postgresUrl, `breaker-${randomUUID().slice(0, 8)}`);
  await migrateDatabase(url, join(projectRoot(), 'store/migrations'));
  const { db, close } = openDatabase(url, { max: 2, onError: () => {} });
  onTestFinished(() => close().then(() => dropDatabase(postgresUrl, url)));

  let now = Date.now();
  const breaker = createBreakers(db, { scale: 1, now: () => now });
  for (let failure = 0; failure < 8; failure += 1) await breaker.failure('samo');
  now += 15_001;
  await breaker.admit('samo');
  await expect(breaker.admit('samo')).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' });
  await breaker.unused('samo');
  await breaker.admit('samo');
});
