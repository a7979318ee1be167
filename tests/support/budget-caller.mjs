import { z } from 'zod';

// One process of a hub that calls one connection, from the build. Says `ready`, begins when its input says so, and prints what came of it as JSON.
// `node budget-caller.mjs <JSON: databaseUrl, masterKey, connection, lane, requests, together, limitScale, pays?>`
const built = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const [
  { createConnected },
  { createRegistry },
  { bitrix24 },
  { samo },
  { openDatabase },
  { createVault },
  { createKeyring },
  { createTurns },
] = await Promise.all(
  [
    'runtime/connected.js',
    'connectors/sdk/registry.js',
    'connectors/bitrix24/index.js',
    'connectors/samo/index.js',
    'store/database.js',
    'store/keys.js',
    'vault/keyring.js',
    'store/turns.js',
  ].map(built),
);

const { databaseUrl, masterKey, connection, lane, requests, together, limitScale, pays } = JSON.parse(process.argv[2]);
const open = (durable) => openDatabase(databaseUrl, { max: 4, durable, onError: () => {} });
const [hub, limits, turns] = [open(true), open(false), open(false)];
const silent = { debug: () => {}, warn: () => {} };
const connected = createConnected({
  db: hub.db,
  limits: limits.db,
  turns: createTurns(turns.pool, Date.now),
  vault: createVault(createKeyring(Buffer.from(masterKey, 'base64'))),
  registry: createRegistry([bitrix24, samo]),
  limitScale,
  stopping: new AbortController().signal,
  log: silent,
  metrics: { call: () => {} },
});
const reads = {
  async bitrix24() {
    const { rest } = await connected.crm(connection, lane);
    return () => rest.readAlone('scope', {}, z.unknown());
  },
  async samo() {
    const claims = await connected.claims(connection, lane);
    return () => claims.listClaims({ page: 1, pageSize: 1 });
  },
};
/** Payments of a claim that there is not: each is a call all the same. */
async function payments() {
  const port = await connected.writePort(connection, lane);
  const fields = { number: '9999999', transactionId: 'nobody', sum: '1.00', currency: 'RUB' };
  const input = { entity: 'claim', id: '{00000000-0000-0000-0000-000000000000}', mark: 'nobody', fields };
  return () => port.perform('payment.register', input, 'key').catch(() => {});
}
const call = await (pays ? payments() : reads[connection]());

process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));

let left = requests;
const errors = [];
const took = [];
async function callOn() {
  while (left > 0) {
    left -= 1;
    const from = Date.now();
    await call().catch((error) => errors.push(String(error)));
    took.push(Date.now() - from);
  }
}
const startedAt = Date.now();
await Promise.all(Array.from({ length: together }, callOn));
process.stdout.write(`${JSON.stringify({ startedAt, endedAt: Date.now(), errors, took })}\n`);
await Promise.all([hub.close(), limits.close(), turns.close()]);
process.exit();
