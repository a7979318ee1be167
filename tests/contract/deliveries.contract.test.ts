import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDeliveryActivities, type SendStep } from '../../activities/deliveries.ts';
import { createWritePort } from '../../connectors/sdk/writes.ts';
import { smtp } from '../../connectors/smtp/index.ts';
import { webhook } from '../../connectors/webhook/index.ts';
import type { Addresses, MessageClass } from '../../domain/delivery/types.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { getConnection, saveConnection } from '../../store/connections.ts';
import { claimDelivery, getDelivery, leavePausedAccounts, listAccounts, postDelivery } from '../../store/deliveries.ts';
import { type Answer, hubOn, pick } from '../support/api-client.ts';
import { connectedForTest } from '../support/connected.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { type TwinControl, twinControl } from '../support/twin-control.ts';

const SCALE = 50;

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let mail: TwinControl;
let receiver: TwinControl;
let hub: ReturnType<typeof hubOn>;

beforeAll(async () => {
  [database, sandbox] = await Promise.all([startHubDatabase(), startSandbox({ port: 0, limitScale: SCALE })]);
  mail = twinControl(sandbox.url, 'smtp');
  receiver = twinControl(sandbox.url, 'webhook');
  hub = hubOn(database.db);
}, 120_000);
afterAll(async () => {
  await Promise.all([sandbox.stop(), database.stop()]);
});

beforeEach(async () => {
  await Promise.all([mail.reset(), receiver.reset()]);
  await database.db.execute('truncate deliveries, tasks, connections cascade');
  for (const system of ['smtp', 'webhook']) {
    await saveConnection(database.db, hub.deps.vault, { id: system, system, title: system, open: {}, secret: {} });
  }
});

const CHANNELS = { smtp: 'email', webhook: 'webhook' } as const;
const channelOf = (system: string) => (system === 'smtp' || system === 'webhook' ? CHANNELS[system] : undefined);

async function posted(to: Addresses, name: MessageClass = 'alert', key = `test:${Math.random()}`): Promise<string> {
  const message = {
    key,
    class: name,
    process: 'test',
    subject: null,
    unitId: null,
    to: { personId: null, addresses: to },
    template: { name: 'test.letter', version: 1 },
    content: { subject: 'Проверка', text: 'Добрый день!', html: '<p>Добрый день!</p>', data: { n: 1 } },
  };
  return postDelivery(database.db, hub.deps.vault, await listAccounts(database.db, channelOf), message, new Date());
}

async function sendDue(account: 'smtp' | 'webhook', aheadMs = 0): Promise<SendStep> {
  const connector = account === 'smtp' ? smtp : webhook;
  const { options } = await (account === 'smtp' ? mail : receiver).connection();
  const granted = { ...(options as object), privateNetworks: ['127.0.0.0/8'] };
  const client =
    account === 'smtp' ? smtp.connect(connectedForTest(smtp, granted)) : webhook.connect(connectedForTest(webhook, granted));
  const activities = createDeliveryActivities({
    db: database.db,
    vault: hub.deps.vault,
    limitScale: SCALE,
    log: hub.deps.log,
    sender: async () => createWritePort(connector, client, SCALE),
  });
  return (await new MockActivityEnvironment().run(activities.sendDue, account, Date.now() + aheadMs)) as SendStep;
}

const stateOf = async (id: string) => (await getDelivery(database.db, id))?.state;
const letters = () => mail.state<{ messageId: string; to: string[]; subject: string; text: string }>('letters');

test('a message goes out once, bears its own name, and the same wish again is the same message', async () => {
  const id = await posted({ email: 'duty@example.com' }, 'alert', 'one');
  expect(await posted({ email: 'duty@example.com' }, 'alert', 'one')).toBe(id);
  expect(await sendDue('smtp')).toEqual({ sent: 1, other: 0, more: false });
  expect(await sendDue('smtp')).toEqual({ sent: 0, other: 0, more: false });
  expect(await letters()).toMatchObject([
    {
      messageId: `${id}@tour.example.com`,
      to: ['duty@example.com'],
      subject: 'Проверка',
      text: expect.stringContaining('Добрый день!'),
    },
  ]);
  expect(await getDelivery(database.db, id)).toMatchObject({ state: 'sent', providerId: `${id}@tour.example.com`, attempt: 1 });
});

test('promise 2: a letter accepted before the connection dropped is asked about, not repeated, and the answer decides', async () => {
  await mail.faults({ operation: 'DATA', kind: 'commit_then_drop', share: 1 });
  const arrived = await posted({ email: 'a@example.com' });
  await sendDue('smtp');
  await mail.faults();
  expect(await stateOf(arrived)).toBe('unknown');
  await sendDue('smtp', 3_600_000);
  expect(await letters()).toHaveLength(1);

  const tasks = await hub.api.get('/api/tasks?state=open&kind=unknown_delivery');
  expect(pick(tasks, 'items.0.choices')).toEqual(['sent', 'not_sent']);
  expect(await decide(tasks, 0, 'sent')).toBe(200);
  expect(await stateOf(arrived)).toBe('sent');
});

test('a letter of which nothing is known goes out again, under its old name, once a person says that it is not there', async () => {
  const id = await posted({ email: 'b@example.com' });
  const now = new Date();
  // A process that dies in the middle of a call leaves an attempt without an outcome.
  await claimDelivery(database.db, id, { callMs: 0, settleMs: 0 }, now, null);
  await sendDue('smtp', 1_000);
  expect(await stateOf(id)).toBe('unknown');
  expect(await letters()).toHaveLength(0);
  await decide(await hub.api.get('/api/tasks?state=open'), 0, 'not_sent');
  await sendDue('smtp', 1_000);
  expect(await stateOf(id)).toBe('sent');
  expect(await letters()).toMatchObject([{ messageId: `${id}@tour.example.com` }]);
});

test('two senders at once hand a letter over once', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => posted({ email: `client${n}@example.com` })));
  await Promise.all([sendDue('smtp'), sendDue('smtp'), sendDue('smtp')]);
  expect(await letters()).toHaveLength(ids.length);
});

test('a refused address is tried by the next channel of its route, and the first one is never tried again', async () => {
  await mail.act('refuse_recipient', { address: 'gone@example.com' });
  const id = await posted({ email: 'gone@example.com', webhook: 'webhook' });
  await sendDue('smtp');
  expect(await getDelivery(database.db, id)).toMatchObject({ state: 'queued', step: 1, connectionId: 'webhook' });
  await sendDue('webhook');
  expect(await stateOf(id)).toBe('sent');
  expect(await receiver.state('messages')).toMatchObject([{ id, type: 'test.letter', data: { n: 1 }, posts: 1 }]);
  expect(await letters()).toHaveLength(0);
});

test('a webhook whose answer was lost is posted again under the same id, which its receiver knows', async () => {
  await receiver.faults({ operation: 'post', kind: 'commit_then_drop', share: 1 });
  const id = await posted({ webhook: 'webhook' });
  await sendDue('webhook');
  await receiver.faults();
  expect(await getDelivery(database.db, id)).toMatchObject({ state: 'queued', open: true });
  await sendDue('webhook', 60_000);
  expect(await stateOf(id)).toBe('sent');
  expect(await receiver.state('messages')).toMatchObject([{ id, posts: 2 }]);
});

test('promise 7: a refused sign-in pauses the account once; what waits takes its next way, the rest waits', async () => {
  await mail.act('access', { password: 'revoked' });
  const waits = await posted({ email: 'a@example.com' });
  const goesOn = await posted({ email: 'b@example.com', webhook: 'webhook' });
  const later = await posted({ email: 'c@example.com', webhook: 'webhook' });
  await sendDue('smtp');
  expect(await getConnection(database.db, 'smtp')).toMatchObject({ status: 'paused', pause: { code: 'SMTP_AUTH', by: 'hub' } });
  await leavePausedAccounts(database.db, new Date());
  for (const id of [goesOn, later])
    expect(await getDelivery(database.db, id)).toMatchObject({ connectionId: 'webhook', step: 1 });
  await sendDue('webhook', 1_000);
  expect(await Promise.all([waits, goesOn, later].map(stateOf))).toEqual(['queued', 'sent', 'sent']);

  await mail.act('access', { password: 'valid' });
  await hub.api.post('/api/connections/smtp/resume', { reason: 'Пароль исправлен' });
  await sendDue('smtp', 120_000);
  expect(await stateOf(waits)).toBe('sent');
});

test('a server that greylists is asked again later, and a message nobody can carry fails at once and says why', async () => {
  await mail.faults({ operation: 'RCPT', kind: 'error', code: '450', share: 1 });
  const id = await posted({ email: 'a@example.com' });
  await sendDue('smtp');
  await mail.faults();
  expect(await getDelivery(database.db, id)).toMatchObject({ state: 'queued', tries: 1, error: { code: 'SMTP_TRY_LATER' } });
  expect(await sendDue('smtp', 60_000)).toMatchObject({ sent: 1 });

  await database.db.execute("delete from connections where system = 'smtp'");
  const lost = await posted({ email: 'a@example.com' });
  expect(await getDelivery(database.db, lost)).toMatchObject({ state: 'failed', error: { code: 'NO_CHANNEL' } });
});

test('the API shows a message with its attempts and masks whom it went to; what has left cannot be taken back', async () => {
  const id = await posted({ email: 'duty@example.com' });
  const waiting = await posted({ email: 'late@example.com' });
  expect((await hub.api.post(`/api/outgoing/${waiting}/cancel`, {})).status).toBe(200);
  await sendDue('smtp');
  const shown = await hub.api.get(`/api/outgoing/${id}`);
  expect(shown.body).toMatchObject({
    state: 'sent',
    to: 'd***@example.com',
    attemptList: [{ channel: 'email', outcome: 'sent' }],
  });
  expect((await hub.api.post(`/api/outgoing/${id}/cancel`, {})).status).toBe(409);
  const cancelled = await hub.api.get('/api/outgoing?state=cancelled');
  expect(cancelled.body).toMatchObject({ items: [{ id: waiting }], nextCursor: null });
  expect(await letters()).toHaveLength(1);
  const { rows } = await database.db.execute<{ row: string }>('select row_to_json(deliveries)::text as row from deliveries');
  for (const { row } of rows) expect(row).not.toMatch(/duty@|late@|Добрый/);
});

async function decide(tasks: Answer, place: number, choice: string): Promise<number> {
  return (await hub.api.post(`/api/tasks/${pick(tasks, `items.${place}.id`)}/decide`, { choice })).status;
}
