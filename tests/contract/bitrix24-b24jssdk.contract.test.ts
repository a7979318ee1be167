import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Bitrix24Twin, createBitrix24Twin } from '../../sandbox/bitrix24/index.ts';
import { systemClock } from '../../sandbox/core/clock.ts';
import { selfSigned } from '../support/self-signed.ts';

const client = fileURLToPath(new URL('../support/b24jssdk-client.mjs', import.meta.url));
/** Ten times the vendor's drain: a client that backs off for a second finds room again. */
const LIMIT_SCALE = 10;

let twin: Bitrix24Twin;
let hook: string;
let authority: string;
let close: () => Promise<void>;

/** The portal at the root of a TLS port of its own: the client takes no other address. */
beforeAll(async () => {
  const { key, cert } = selfSigned();
  const folder = await mkdtemp(join(tmpdir(), 'uzel-b24jssdk-'));
  authority = join(folder, 'authority.pem');
  await writeFile(authority, cert);
  let url = '';
  twin = createBitrix24Twin({ clock: systemClock, limitScale: LIMIT_SCALE, publicUrl: () => url });
  const server = createAdaptorServer({ fetch: twin.app.fetch, createServer, serverOptions: { key, cert } });
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  url = `https://localhost:${(server.address() as AddressInfo).port}`;
  const { webhookUserId, webhookSecret } = twin.connection().options;
  hook = `${url}/rest/${webhookUserId}/${webhookSecret}`;
  close = async () => {
    await new Promise<void>((closed) => server.close(() => closed()));
    await rm(folder, { recursive: true, force: true });
  };
});
afterAll(async () => {
  twin.stop();
  await close();
});
beforeEach(() => twin.reset());

/** What the vendor's client has brought home from one of its plays. */
async function played(play: string): Promise<unknown> {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority };
  const { stdout } = await promisify(execFile)(process.execPath, [client, hook, play], { env });
  return JSON.parse(stdout) as unknown;
}

test('plain calls of both versions of REST are understood, and so is a refusal', async () => {
  expect(await played('calls')).toEqual({ title: 'Турция', refused: 'NOT_FOUND', task: 'Обращение' });
});

test('a thousand rows come whole and in parts, and the limits are not touched', async () => {
  await twin.seed({ seed: 7, count: 1000 });
  expect(await played('lists')).toEqual({ whole: 1000, parts: 20, rows: 1000, old: 1000 });
  expect(twin.state('violations')).toEqual([]);
});

test('batches with names, with failures and in chunks bring a result for each command', async () => {
  expect(await played('batches')).toEqual({ deal: 'Египет', mode: 1, lost: false, errors: 1, added: 120 });
  expect(twin.state('deals')).toHaveLength(121);
});

test('a client that asks too fast is refused, backs off and is served in the end', async () => {
  expect(await played('greed')).toEqual({ answered: 100, retries: expect.any(Number) });
  expect(twin.state('violations')?.length).toBeGreaterThan(0);
});
