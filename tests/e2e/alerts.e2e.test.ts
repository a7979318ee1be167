import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { clusterForFile } from '../support/cluster-test.ts';
import { type TwinControl, twinControl } from '../support/twin-control.ts';

const cluster = await clusterForFile({ name: 'alerts' });
const mail = twinControl(cluster.urls.sandbox, 'smtp');

interface Letter {
  messageId: string;
  to: string[];
  subject: string;
  text: string;
}
const letters = () => mail.state<Letter>('letters');

async function until<T>(what: string, look: () => Promise<T | null | undefined | false>, withinMs = 60_000): Promise<T> {
  for (const deadline = Date.now() + withinMs; ; await sleep(200)) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
  }
}

const alertsNow = async () =>
  ((await cluster.api.get('/api/overview')) as { alerts: { kind: string; connection: string }[] }).alerts;
const stateOf = async (id: string) => ((await cluster.api.get(`/api/connections/${id}`)) as { state: string }).state;

async function connectMail(addresses: string[]): Promise<void> {
  const { system, options } = await mail.connection();
  const granted = { ...(options as object), privateNetworks: ['127.0.0.0/8'] };
  await cluster.api.post('/api/connections', { id: 'mail', system, title: 'Почта', options: granted });
  const recipients = { roles: [], users: [], webhooks: [], webhookWhen: 'always', language: 'ru' };
  await cluster.api.patch('/api/alert-rules/connection_stopped', { addresses, recipients });
}

test('promise 7: a revoked token pauses that connection, alarms once by e-mail, shows on Overview, and clears itself after reconnecting', {
  timeout: 240_000,
}, async () => {
  const install = `${cluster.urls.hub}/install/bitrix24`;
  const app = await cluster.bitrix24.act<{ client_id: string; client_secret: string; application_token: string }>(
    'register_app',
    {
      redirectUri: `${install}/callback`,
    },
  );
  const oauth = {
    auth: 'oauth',
    clientId: app.client_id,
    clientSecret: app.client_secret,
    applicationToken: app.application_token,
    oauthServer: `${cluster.urls.sandbox}/bitrix24`,
  };
  await connectMail(['duty@example.com']);
  await cluster.connect({ bitrix24: oauth });
  await cluster.bitrix24.act('install_app', { handler: install });
  await cluster.samo.act('book', { buyer: 'person' });
  await until('the first deal', async () => (await cluster.bitrix24.ledger()).some((line) => line.entity === 'deal'));

  await cluster.bitrix24.act('expire_tokens', { refresh: true });
  await cluster.samo.act('book', { buyer: 'person' });
  await until('the pause', async () => (await stateOf('bitrix24')) === 'paused');
  expect(await stateOf('samo')).toBe('active');
  const [letter] = await until('the letter', async () => (await letters()).length > 0 && letters());
  expect(letter).toMatchObject({ to: ['duty@example.com'], subject: expect.stringContaining('Подключение остановлено') });
  expect(await alertsNow()).toMatchObject([{ kind: 'connection_stopped', connection: 'bitrix24' }]);

  // Two more looks of the evaluator: nobody is told again.
  await sleep(21_000);
  expect(await letters()).toHaveLength(1);

  await cluster.bitrix24.act('install_app', { handler: install });
  await until('the connection works again', async () => (await stateOf('bitrix24')) === 'active');
  await until('the alert clears itself', async () => (await alertsNow()).length === 0);
  expect(await letters()).toHaveLength(1);
});

test('promise 2: a worker killed while a letter is being handed over leaves one letter and one question', {
  timeout: 240_000,
}, async () => {
  const before = (await letters()).length;
  await mail.faults({ operation: 'DATA', kind: 'delay', share: 1, ms: 3_000 });
  const { items } = (await cluster.api.post('/api/alert-rules/connection_stopped/test')) as { items: { delivery: string }[] };
  const id = items[0]?.delivery ?? '';
  const delivery = async () => (await cluster.api.get(`/api/outgoing/${id}`)) as { state: string; to: string };
  await until('the letter is on its way', async () => (await delivery()).state === 'sending');
  await sleep(1_000);
  await cluster.workers()[0]?.kill();
  await mail.faults();
  await cluster.startWorker();
  await until('a person is asked', async () => (await delivery()).state === 'unknown', 120_000);
  expect((await delivery()).to).toBe('d***@example.com');
  expect((await letters()).length - before).toBe(1);

  const tasks = (await cluster.api.get('/api/tasks', { state: 'open', kind: 'unknown_delivery' })) as { items: { id: number }[] };
  expect(tasks.items).toHaveLength(1);
  await cluster.api.post(`/api/tasks/${tasks.items[0]?.id}/decide`, { choice: 'sent' });
  expect((await delivery()).state).toBe('sent');
  await sleep(5_000);
  expect((await letters()).length - before).toBe(1);
  const logs = Object.values(cluster.logs()).join('\n');
  expect(logs).not.toContain('duty@example.com');
});

test('a letter that comes back is bounced within one reading of the mailbox of returns, and its message goes on by its next channel', {
  timeout: 120_000,
}, async () => {
  const connect = async (twin: TwinControl, id: string, more: object) => {
    const { system, options } = await twin.connection();
    const granted = { ...(options as object), privateNetworks: ['127.0.0.0/8'] };
    await cluster.api.post('/api/connections', { id, system, title: id, options: granted, ...more });
  };
  const receiver = twinControl(cluster.urls.sandbox, 'webhook');
  await connect(twinControl(cluster.urls.sandbox, 'imap'), 'returns', { pullSeconds: 5 });
  await connect(receiver, 'receiver', {});
  await mail.act('bounces', { pattern: '*@gone.example.com' });
  const recipients = { roles: [], users: [], webhooks: ['receiver'], webhookWhen: 'fallback', language: 'ru' };
  await cluster.api.patch('/api/alert-rules/connection_stopped', { addresses: ['lost@gone.example.com'], recipients });
  const { items } = (await cluster.api.post('/api/alert-rules/connection_stopped/test')) as { items: { delivery: string }[] };
  const id = items[0]?.delivery ?? '';
  const rows = async () =>
    ((await cluster.api.get('/api/outgoing', { message: id })) as { items: { state: string; channel: string }[] }).items;
  await until(
    'the message has arrived by its next channel',
    async () => (await rows())[0]?.state === 'sent' && (await rows()).length === 2,
  );
  expect(await rows()).toMatchObject([
    { channel: 'webhook', state: 'sent' },
    { channel: 'email', state: 'bounced', error: { code: 'BOUNCED_ADDRESS' } },
  ]);
  expect(await receiver.state('messages')).toHaveLength(1);
  expect(await cluster.api.get('/api/address-blocks')).toMatchObject({ items: [{ channel: 'email', code: '5.1.1' }] });
});
