import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { imap } from '../../connectors/imap/index.ts';
import { samo } from '../../connectors/samo/index.ts';
import { createRegistry } from '../../connectors/sdk/registry.ts';
import { smsc } from '../../connectors/smsc/index.ts';
import { smtp } from '../../connectors/smtp/index.ts';
import { tbank } from '../../connectors/tbank/index.ts';
import { webhook } from '../../connectors/webhook/index.ts';
import { yookassa } from '../../connectors/yookassa/index.ts';
import { connectSandbox } from '../../runtime/sandbox-connections.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { getConnection, openSecrets } from '../../store/connections.ts';
import { createVault } from '../../store/keys.ts';
import { createKeyring } from '../../vault/keyring.ts';
import { connectedForTest } from '../support/connected.ts';
import { startHubDatabase } from '../support/hub-database.ts';

let sandbox: Sandbox;
let database: Awaited<ReturnType<typeof startHubDatabase>>;

beforeAll(async () => {
  [sandbox, database] = await Promise.all([startSandbox({ port: 0, limitScale: 50, scenario: 'off' }), startHubDatabase()]);
}, 60_000);
afterAll(() => Promise.all([sandbox.stop(), database.stop()]));

test('the sandbox has a booking system with every interface, and the connection test finds them all', async () => {
  const vault = createVault(createKeyring(randomBytes(32)));
  const registry = createRegistry([bitrix24, imap, samo, smsc, smtp, tbank, webhook, yookassa]);
  await connectSandbox({ db: database.db, vault, registry, hubUrl: 'http://127.0.0.1:9' }, sandbox.url);
  const row = await getConnection(database.db, 'samo-sandbox');
  const secrets = await openSecrets(database.db, vault, 'samo-sandbox');
  expect(Object.keys(secrets)).toEqual(expect.arrayContaining(['gateToken', 'onlineToken', 'wspaySecret', 'documentsToken']));
  const connected = connectedForTest(samo, { ...row?.options, ...secrets, requestsPerSecond: 20 });
  const capabilities = await samo.probe(samo.connect(connected));
  const transports = capabilities.filter(({ name }) => name.startsWith('transport.'));
  expect(transports.map(({ name, available }) => [name, available])).toEqual([
    ['transport.gate', true],
    ['transport.online', true],
    ['transport.wspay', true],
    ['transport.documents', true],
  ]);
});
