import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';
import { createDispatcher } from '../../ingress/dispatcher.ts';
import { saveConnection } from '../../store/connections.ts';
import { migrateDatabase, openDatabase } from '../../store/database.ts';
import { insertEvents } from '../../store/inbox.ts';
import { createVault } from '../../store/keys.ts';
import { createKeyring } from '../../vault/keyring.ts';
import { dropDatabase, makeDatabase } from '../support/cluster-database.ts';
import { sharedServers } from '../support/cluster-test.ts';

test('subjects whose nudge broke off are nudged by the next sweep', async () => {
  const { postgresUrl } = await sharedServers();
  const url = await makeDatabase(postgresUrl, `dispatcher-${randomUUID().slice(0, 8)}`);
  await migrateDatabase(url, join(projectRoot(), 'store/migrations'));
  const { db, close } = openDatabase(url, { max: 2, onError: () => {} });
  onTestFinished(() => close().then(() => dropDatabase(postgresUrl, url)));
  const vault = createVault(createKeyring(randomBytes(32)));
  await saveConnection(db, vault, { id: 'crm', system: 'bitrix24', title: 'CRM', open: {}, secret: {} });
  const event = {
    connectionId: 'crm',
    deliveryId: null,
    kind: 'hint' as const,
    entity: 'deal',
    externalId: '7',
    subject: 'screen:crm',
  };
  await insertEvents(db, vault, [event]);

  const nudged: string[] = [];
  let broken = true;
  const dispatcher = createDispatcher({
    db,
    hub: {
      async nudge(subjects) {
        if (broken) throw new Error('the database went away');
        nudged.push(...subjects);
        return [];
      },
    },
    onError: () => {},
    onNudged: () => {},
  });
  await expect(dispatcher.sweep()).rejects.toThrow('went away');
  broken = false;
  expect(await dispatcher.sweep()).toBe(1);
  expect(nudged).toEqual(['screen:crm']);
  expect(await dispatcher.sweep()).toBe(0);
});
