import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import type { Bitrix24Options } from '../../connectors/bitrix24/options.ts';
import { connectionBudgets } from '../../connectors/sdk/budgets.ts';
import type { Connected, Connector } from '../../connectors/sdk/contract.ts';
import type { BudgetPort } from '../../connectors/sdk/ports.ts';
import { type Postgres, startPostgres } from '../../runtime/provision/postgres.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { beginInstallation, createInstallDoor } from '../../server/hooks/install.ts';
import { getConnection, openSecrets, saveConnection } from '../../store/connections.ts';
import { migrateDatabase, type OpenDatabase, openDatabase } from '../../store/database.ts';
import { createVault, type Vault } from '../../store/keys.ts';
import { createPressures } from '../../store/operating.ts';
import { createTokenStore } from '../../store/tokens.ts';
import { createKeyring } from '../../vault/keyring.ts';
import { connectedForTest } from '../support/connected.ts';
import { createMemoryBudget } from '../support/memory-ports.ts';
import { type TwinControl, twinControl } from '../support/twin-control.ts';

const LIMIT_SCALE = 50;
const ID = 'crm';
const CONNECTED_AT = Date.parse('2026-05-01T00:00:00Z');

let folder: string;
let postgres: Postgres;
let processes: OpenDatabase[];
let vault: Vault;
let sandbox: Sandbox;
let twin: TwinControl;
let shared: BudgetPort | undefined;
let oauth: { [option: string]: string | string[] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'uzel-application-'));
  postgres = await startPostgres({ dataDir: folder, port: 0, log: () => undefined });
  await migrateDatabase(postgres.url, join(projectRoot(), 'store/migrations'));
  processes = [1, 2].map(() => openDatabase(postgres.url, { max: 4, onError: () => undefined }));
  vault = createVault(createKeyring(Buffer.alloc(32, 7)));
  sandbox = await startSandbox({ port: 0, limitScale: LIMIT_SCALE, scenario: 'off' });
  twin = twinControl(sandbox.url, 'bitrix24');
  const { client_id, client_secret } = await twin.act<{ client_id: string; client_secret: string }>('register_app', {
    redirectUri: 'https://hub.example.com/install/crm/callback',
  });
  oauth = {
    auth: 'oauth',
    portal: `${sandbox.url}/bitrix24`,
    oauthServer: `${sandbox.url}/bitrix24`,
    clientId: client_id,
    clientSecret: client_secret,
    dealCategoryId: '7',
    privateNetworks: ['127.0.0.0/8'],
  };
}, 120_000);

afterAll(async () => {
  await Promise.all([sandbox.stop(), ...processes.map((process) => process.close())]);
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

const db = (process = 0) => (processes[process] as OpenDatabase).db;

beforeEach(async () => {
  await twin.reset();
  const { clientSecret, ...open } = oauth;
  await db().execute('delete from connections');
  await saveConnection(db(), vault, {
    id: ID,
    system: 'bitrix24',
    title: 'CRM',
    open,
    secret: { clientSecret: String(clientSecret) },
  });
});

/** What the runtime lends, with the token store of the database. */
async function lend(process = 0): Promise<{ connector: Connector; connected: Connected<unknown> }> {
  const row = await getConnection(db(process), ID);
  const options = { ...row?.options, ...(await openSecrets(db(process), vault, ID)) };
  const tokens = createTokenStore(db(process), vault, ID);
  // All processes call from one address and share its limit; at this scale a busy machine needs some room in it.
  shared ??= createMemoryBudget(connectionBudgets(bitrix24, bitrix24.options.parse(options), LIMIT_SCALE / 2), {
    now: () => Date.now(),
  });
  const connected = connectedForTest(bitrix24, options, { limitScale: LIMIT_SCALE, tokens, connectionId: ID, budget: shared });
  return { connector: bitrix24 as unknown as Connector, connected: connected as Connected<unknown> };
}

async function client(process = 0) {
  const { connected } = await lend(process);
  return bitrix24.connect(connected as Connected<Bitrix24Options>);
}

let now = CONNECTED_AT;
const warned: object[] = [];
const door = () => ({
  db: db(),
  vault,
  apiToken: 'api-token',
  log: { info: () => undefined, warn: (fields: object) => void warned.push(fields), error: () => undefined },
  lend: () => lend(),
  forget: () => undefined,
  now: () => now,
});

/** The door over real HTTP, as the portal reaches it. */
async function openDoor(): Promise<{ url: string; close(): Promise<void> }> {
  const app = new Hono().route('/install', createInstallDoor(door()));
  const server = createServer(getRequestListener(app.fetch));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/install/${ID}`;
  return { url, close: () => new Promise((closed) => void server.close(() => closed())) };
}

const post = (url: string, fields: { [name: string]: string }) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields) });

/** What the portal would post, with a living token of the sandbox. */
async function installation(more: { [name: string]: string } = {}): Promise<{ [name: string]: string }> {
  const { code } = await twin.act<{ code: string }>('authorize', {});
  const form = {
    grant_type: 'authorization_code',
    code,
    client_id: String(oauth['clientId']),
    client_secret: String(oauth['clientSecret']),
  };
  const answer = await fetch(`${sandbox.url}/bitrix24/oauth/token/`, { method: 'POST', body: new URLSearchParams(form) });
  const pair = (await answer.json()) as { [name: string]: string };
  return {
    event: 'ONAPPINSTALL',
    'data[VERSION]': '1',
    'data[INSTALLED]': 'Y',
    'auth[access_token]': String(pair['access_token']),
    'auth[refresh_token]': String(pair['refresh_token']),
    'auth[expires_in]': '3600',
    'auth[domain]': new URL(sandbox.url).host,
    'auth[client_endpoint]': String(pair['client_endpoint']),
    'auth[server_endpoint]': String(pair['server_endpoint']),
    'auth[member_id]': String(pair['member_id']),
    'auth[application_token]': '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    ...more,
  };
}

describe('an application', () => {
  test('that the portal installs brings its tokens, sealed, and its proof of origin', async () => {
    const { url, close } = await openDoor();
    await twin.act('install_app', { handler: url });
    await expect.poll(() => createTokenStore(db(), vault, ID).read(), { timeout: 5_000 }).not.toBeNull();
    await close();
    const secrets = await openSecrets(db(), vault, ID);
    expect(secrets['applicationToken']).toBe('0f1e2d3c4b5a69788796a5b4c3d2e1f0');
    expect((await getConnection(db(), ID))?.options).toMatchObject({ memberId: expect.any(String), portal: oauth['portal'] });
    const stored = await db().execute<{ sealed: Buffer }>('select sealed from tokens');
    const pair = await createTokenStore(db(), vault, ID).read();
    expect(stored.rows[0]?.sealed.includes(Buffer.from(pair?.accessToken ?? 'none'))).toBe(false);
    expect(await (await client()).findByCommunication('contact', { email: 'a@example.com' })).toEqual([]);
  });

  test.each([
    ['a token that nobody issued', { 'auth[access_token]': 'forged' }],
    ['another portal', { 'auth[client_endpoint]': 'https://evil.bitrix24.ru/rest/' }],
    ['a strange authorisation server', { 'auth[server_endpoint]': 'https://evil.example.com/rest/' }],
  ])('that names %s is not believed, and nothing is stored', async (_name, more) => {
    const { url, close } = await openDoor();
    expect((await post(url, await installation(more as { [name: string]: string }))).status).toBe(401);
    await close();
    expect(await createTokenStore(db(), vault, ID).read()).toBeNull();
    expect(await openSecrets(db(), vault, ID)).not.toHaveProperty('applicationToken');
  });

  test('of another portal than the one installed before is not believed', async () => {
    const { url, close } = await openDoor();
    expect((await post(url, await installation())).status).toBe(200);
    expect((await post(url, await installation({ 'auth[member_id]': 'another-member' }))).status).toBe(401);
    await close();
  });

  test('that is removed stops its connection and loses its tokens, by its own proof alone', async () => {
    const { url, close } = await openDoor();
    await post(url, await installation());
    const removal = { event: 'ONAPPUNINSTALL', 'data[CLEAN]': '1', 'auth[member_id]': 'c0ffee00c0ffee00c0ffee00c0ffee00' };
    expect((await post(url, { ...removal, 'auth[application_token]': 'guessed' })).status).toBe(401);
    expect((await getConnection(db(), ID))?.status).toBe('active');
    expect((await post(url, { ...removal, 'auth[application_token]': '0f1e2d3c4b5a69788796a5b4c3d2e1f0' })).status).toBe(200);
    await close();
    expect(await getConnection(db(), ID)).toMatchObject({ status: 'paused', pause: { code: 'APPLICATION_REMOVED' } });
    expect(await createTokenStore(db(), vault, ID).read()).toBeNull();
  });

  test('is authorised by an administrator in the browser that began it, once', async () => {
    const { url, close } = await openDoor();
    const begun = await beginInstallation(door(), ID);
    const state = new URL(begun?.url ?? '').searchParams.get('state') ?? '';
    const cookie = begun?.cookie.split(';')[0] ?? '';
    const back = async (more: { state?: string; cookie?: string } = {}) => {
      const { code } = await twin.act<{ code: string }>('authorize', {});
      const query = new URLSearchParams({ code, state: more.state ?? state });
      return (await fetch(`${url}/callback?${query}`, { headers: { cookie: more.cookie ?? cookie } })).status;
    };
    expect(await back({ cookie: 'uzel_install=another' })).toBe(401);
    expect(await back({ state: `${state}x` })).toBe(401);
    now = CONNECTED_AT + 11 * 60_000;
    expect(await back()).toBe(401);
    now = CONNECTED_AT;
    expect(await createTokenStore(db(), vault, ID).read()).toBeNull();
    expect(await back()).toBe(200);
    await close();
    expect(await createTokenStore(db(), vault, ID).read()).toMatchObject({ memberId: expect.any(String) });
  });
});

describe('two processes over one database', () => {
  test('refresh an expired token once for fifty calls at once', async () => {
    const { url, close } = await openDoor();
    await post(url, await installation());
    await close();
    await twin.act('expire_tokens', {});
    const clients = await Promise.all(Array.from({ length: 50 }, (_, at) => client(at % 2)));
    const before = await generation();
    const answers = await Promise.all(clients.map((one) => one.findByCommunication('contact', { email: 'a@example.com' })));
    expect(answers).toEqual(Array(50).fill([]));
    expect((await generation()) - before).toBe(1);
  }, 60_000);

  test('know the running time that the other has spent, and so does one that starts later', async () => {
    const clock = { now: () => CONNECTED_AT };
    const open = (process: number) =>
      createPressures(db(process), { now: clock.now, onLost: (error) => expect(error).toBeUndefined() });
    const figure = { value: 470, untilMs: CONNECTED_AT + 60_000 };
    open(0).tell('scope', figure);
    await expect.poll(() => open(1).read('scope')).toEqual(figure);
  });

  test('keep the figure that counts longer, of equally long ones the larger', async () => {
    const pressures = () => createPressures(db(), { now: () => CONNECTED_AT, onLost: () => undefined });
    const [soon, late] = [CONNECTED_AT + 60_000, CONNECTED_AT + 120_000];
    for (const figure of [
      { value: 1, untilMs: late },
      { value: 9, untilMs: soon },
      { value: 5, untilMs: late },
      { value: 3, untilMs: late },
    ]) {
      pressures().tell('kept', figure);
      await expect.poll(async () => (await db().execute("select 1 from pressures where scope = 'kept'")).rowCount).toBe(1);
    }
    await expect.poll(() => pressures().read('kept')).toEqual({ value: 5, untilMs: late });
  });

  test('forget a figure when it no longer counts, and lose one when the database is away without failing the call', async () => {
    let at = CONNECTED_AT;
    const lost: unknown[] = [];
    const pressures = createPressures(db(), { now: () => at, onLost: (error) => void lost.push(error) });
    pressures.tell('short', { value: 1, untilMs: at + 1_000 });
    expect(await pressures.read('short')).toMatchObject({ value: 1 });
    at += 1_000;
    expect(await pressures.read('short')).toBeNull();
    const closed = openDatabase(postgres.url, { max: 1, onError: () => undefined });
    await closed.close();
    createPressures(closed.db, { now: () => at, onLost: (error) => void lost.push(error) }).tell('x', {
      value: 1,
      untilMs: at + 1,
    });
    await expect.poll(() => lost.length).toBe(1);
  });
});

async function generation(): Promise<number> {
  const result = await db().execute<{ generation: number }>('select generation from tokens');
  return result.rows[0]?.generation ?? 0;
}
