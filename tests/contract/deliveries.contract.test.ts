import { createHash } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createDeliveryActivities, type SendStep } from '../../activities/deliveries.ts';
import { createPullActivities, type PullStep } from '../../activities/pulls.ts';
import { createReportActivities } from '../../activities/reports.ts';
import { imap } from '../../connectors/imap/index.ts';
import type { InboundEvent } from '../../connectors/sdk/contract.ts';
import { createWritePort } from '../../connectors/sdk/writes.ts';
import { smsc } from '../../connectors/smsc/index.ts';
import { smtp } from '../../connectors/smtp/index.ts';
import { webhook } from '../../connectors/webhook/index.ts';
import type { WritePort } from '../../domain/deals/ports.ts';
import type { Addresses, MessageClass } from '../../domain/delivery/types.ts';
import { acceptEvents } from '../../ingress/accept.ts';
import type { IncomingEvent } from '../../ingress/route.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { blockAddress } from '../../store/address-blocks.ts';
import { getConnection, saveConnection } from '../../store/connections.ts';
import { getDelivery, latestDelivery, listAccounts, postDelivery } from '../../store/deliveries.ts';
import type { NewAttachment } from '../../store/delivery-attachments.ts';
import { claimDelivery, leavePausedAccounts } from '../../store/delivery-attempts.ts';
import { type Answer, hubOn, pick } from '../support/api-client.ts';
import { connectedForTest } from '../support/connected.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { type TwinControl, twinControl } from '../support/twin-control.ts';

const SCALE = 50;

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let mail: TwinControl;
let receiver: TwinControl;
let phones: TwinControl;
let returns: TwinControl;
let hub: ReturnType<typeof hubOn>;

beforeAll(async () => {
  [database, sandbox] = await Promise.all([startHubDatabase(), startSandbox({ port: 0, limitScale: SCALE })]);
  mail = twinControl(sandbox.url, 'smtp');
  receiver = twinControl(sandbox.url, 'webhook');
  phones = twinControl(sandbox.url, 'smsc');
  returns = twinControl(sandbox.url, 'imap');
  hub = hubOn(database.db);
}, 120_000);
afterAll(async () => {
  await Promise.all([sandbox.stop(), database.stop()]);
}, 60_000);

beforeEach(async () => {
  await Promise.all([mail.reset(), receiver.reset(), phones.reset(), returns.reset()]);
  await database.db.execute('truncate deliveries, address_blocks, inbox, cursors, tasks, connections cascade');
  for (const system of ['smtp', 'imap', 'smsc', 'webhook']) {
    await saveConnection(database.db, hub.deps.vault, { id: system, system, title: system, open: {}, secret: {} });
  }
});

/** Documents that the hub keeps, by id. */
const documents = new Map<string, Buffer>();

const CHANNELS = { smtp: 'email', smsc: 'sms', webhook: 'webhook' } as const;
const channelOf = (system: string) => (Object.hasOwn(CHANNELS, system) ? CHANNELS[system as keyof typeof CHANNELS] : undefined);

async function posted(
  to: Addresses,
  name: MessageClass = 'alert',
  key = `test:${Math.random()}`,
  attachments: NewAttachment[] = [],
): Promise<string> {
  const message = {
    key,
    class: name,
    process: 'test',
    subject: null,
    unitId: null,
    to: { personId: null, addresses: to },
    template: { name: 'test.letter', version: 1 },
    content: {
      subject: 'Проверка',
      text: 'Добрый день!',
      html: '<p>Добрый день!</p>',
      short: 'Проверка: добрый день',
      data: { n: 1 },
    },
    attachments,
  };
  return postDelivery(database.db, hub.deps.vault, await listAccounts(database.db, channelOf), message, new Date());
}

async function senderOf(account: keyof typeof CHANNELS): Promise<WritePort> {
  const { options } = await { smtp: mail, smsc: phones, webhook: receiver }[account].connection();
  const granted = { ...(options as object), privateNetworks: ['127.0.0.0/8'] };
  const limitScale = SCALE;
  if (account === 'smtp') return createWritePort(smtp, smtp.connect(connectedForTest(smtp, granted, { limitScale })), SCALE);
  if (account === 'smsc') return createWritePort(smsc, smsc.connect(connectedForTest(smsc, granted, { limitScale })), SCALE);
  return createWritePort(webhook, webhook.connect(connectedForTest(webhook, granted, { limitScale })), SCALE);
}

function activityDeps(account: keyof typeof CHANNELS) {
  return {
    db: database.db,
    vault: hub.deps.vault,
    limitScale: SCALE,
    log: hub.deps.log,
    sender: () => senderOf(account),
    attachments: { open: async (id: string) => documents.get(id) ?? null },
  };
}

async function sendDue(account: keyof typeof CHANNELS, aheadMs = 0): Promise<SendStep> {
  const activities = createDeliveryActivities(activityDeps(account));
  return (await new MockActivityEnvironment().run(activities.sendDue, account, Date.now() + aheadMs)) as SendStep;
}

/** What a channel told of its messages reaches them as it does in a running hub: through the inbox. */
async function told(account: keyof typeof CHANNELS | 'imap', events: readonly IncomingEvent[]): Promise<void> {
  await acceptEvents(database.db, hub.deps.vault, account, events);
  const activities = createReportActivities(activityDeps('smtp'));
  await new MockActivityEnvironment().run(activities.takeReports, account, Date.now());
}

async function smsNotices(): Promise<InboundEvent[]> {
  const { options } = await phones.connection();
  const known = smsc.options.parse(options);
  const notices = await phones.state<{ body: string }>('notifications');
  return notices.flatMap(({ body }) => {
    const request = { method: 'POST', headers: {}, query: '', body: Buffer.from(body) };
    if (!smsc.hook?.verify(request, known)) throw new Error('a notice of the twin is not signed');
    return smsc.hook.parse(request, known);
  });
}

const stateOf = async (id: string) => (await getDelivery(database.db, id))?.state;
interface Letter {
  id: string;
  messageId: string;
  to: string[];
  subject: string;
  text: string;
  attachments: { name: string; size: number; sha256: string }[];
}
const letters = () => mail.state<Letter>('letters');

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
  const next = await latestDelivery(database.db, id);
  expect(await getDelivery(database.db, id)).toMatchObject({
    ...{ state: 'failed', channel: 'email', replacedBy: next?.id },
    error: { code: 'SMTP_RECIPIENT_REFUSED' },
  });
  expect(next).toMatchObject({
    state: 'queued',
    message: id,
    channel: 'webhook',
    connectionId: 'webhook',
    route: [{ channel: 'webhook' }],
  });
  await Promise.all([sendDue('smtp', 60_000), sendDue('webhook')]);
  expect((await latestDelivery(database.db, id))?.state).toBe('sent');
  expect(await receiver.state('messages')).toMatchObject([{ id: next?.id, type: 'test.letter', data: { n: 1 }, posts: 1 }]);
  expect(await letters()).toHaveLength(0);
  const rows = (await hub.api.get(`/api/outgoing?message=${id}`)).body;
  expect(rows).toMatchObject({
    items: [
      { id: next?.id, replacedBy: null },
      { id, replacedBy: next?.id, state: 'failed' },
    ],
  });
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
  await Promise.all([1, 2].map(() => leavePausedAccounts(database.db, hub.deps.vault, new Date())));
  for (const id of [goesOn, later]) expect(await latestDelivery(database.db, id)).toMatchObject({ connectionId: 'webhook' });
  await sendDue('webhook', 1_000);
  const ends = await Promise.all([waits, goesOn, later].map((id) => latestDelivery(database.db, id)));
  expect(ends.map((row) => row?.state)).toEqual(['queued', 'sent', 'sent']);
  expect(await receiver.state('messages')).toHaveLength(2);

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

test('a channel that is down for longer than the policy allows is left, and the message arrives once by the next', async () => {
  await mail.faults({ operation: 'RCPT', kind: 'error', code: '450', share: 1 });
  const id = await posted({ email: 'a@example.com', webhook: 'webhook' });
  for (const ahead of [0, 500, 5_000]) await sendDue('smtp', ahead);
  expect(await latestDelivery(database.db, id)).toMatchObject({ channel: 'webhook', state: 'queued' });
  await mail.faults();
  await Promise.all([sendDue('smtp', 600_000), sendDue('webhook', 10_000)]);
  expect(await receiver.state('messages')).toHaveLength(1);
  expect(await letters()).toHaveLength(0);
});

test('an address that is blocked is not written to: the message takes its next way, or fails and says why, until somebody lifts it', async () => {
  const blocked = { channel: 'email', reason: 'bounced', code: '5.1.1', address: 'Gone@example.com', deliveryId: null } as const;
  await blockAddress(database.db, hub.deps.vault, blocked, new Date());
  await blockAddress(database.db, hub.deps.vault, blocked, new Date());
  const other = await posted({ email: 'gone@example.com', webhook: 'webhook' });
  expect(await getDelivery(database.db, other)).toMatchObject({
    channel: 'webhook',
    passed: [{ channel: 'email', reason: 'bounced' }],
  });
  const only = await posted({ email: 'gone@example.com' });
  expect(await getDelivery(database.db, only)).toMatchObject({ state: 'failed', error: { code: 'ADDRESS_BOUNCED' } });

  const list = await hub.api.get('/api/address-blocks');
  expect(list.body).toMatchObject({ items: [{ channel: 'email', reason: 'bounced', code: '5.1.1' }] });
  expect(JSON.stringify(list.body)).not.toContain('gone@');
  const id = pick(list, 'items.0.id');
  expect((await hub.api.post(`/api/address-blocks/${id}/lift`, { reason: 'Ящик завели заново' })).status).toBe(200);
  expect((await hub.api.post(`/api/address-blocks/${id}/lift`, { reason: 'Ещё раз' })).status).toBe(404);
  expect(await stateOf(await posted({ email: 'gone@example.com' }))).toBe('queued');
});

test('a policy is changed over the version that its author saw; quiet hours hold a message until they end', async () => {
  const url = '/api/channel-policies/alert';
  const shipped = await hub.api.get('/api/channel-policies');
  expect(pick(shipped, 'items.0')).toMatchObject({
    class: 'alert',
    version: 0,
    rules: { order: ['email', 'webhook'], quiet: null },
  });
  const quiet = { channels: ['email'], from: '00:00', to: '23:59' };
  const rules = { order: ['webhook', 'email'], downMinutes: 5, lifetimeMinutes: 4_000, quiet };
  const change = { rules, over: 0, reason: 'Дежурный спит' };
  expect((await hub.api.put(url, change)).body).toMatchObject({ version: 1, rules, versions: [{ version: 1 }] });
  expect((await hub.api.put(url, change)).status).toBe(409);
  expect((await hub.api.put(url, { ...change, rules: { ...rules, order: ['email', 'email'] } })).status).toBe(422);

  const held = await posted({ email: 'sleeper@example.com' });
  await sendDue('smtp');
  const row = await getDelivery(database.db, held);
  expect(row).toMatchObject({ state: 'queued', attempt: 0, policyVersion: 1 });
  const wake = new Intl.DateTimeFormat('ru-RU', { timeZone: 'Europe/Moscow', timeStyle: 'short' }).format(row?.dueAt);
  expect(wake).toBe('23:59');
  await sendDue('smtp', (row?.dueAt.getTime() ?? 0) - Date.now() + 1_000);
  expect(await stateOf(held)).toBe('sent');
  expect(await getDelivery(database.db, await posted({ email: 'a@example.com', webhook: 'webhook' }))).toMatchObject({
    channel: 'webhook',
  });
  await database.db.execute('truncate channel_policies');
});

test('a message that the mail server refuses goes on as an SMS in its own short words; the operator tells that it arrived', async () => {
  await mail.act('refuse_recipient', { address: 'gone@example.com' });
  const id = await posted({ email: 'gone@example.com', phone: '+79000000021' }, 'answer');
  await sendDue('smtp');
  await sendDue('smsc');
  expect(await phones.state('messages')).toMatchObject([{ phone: '+79000000021', text: 'Проверка: добрый день', parts: 1 }]);
  const sms = await latestDelivery(database.db, id);
  expect(sms).toMatchObject({ state: 'sent', channel: 'sms', message: id, deliveredAt: null });
  await vi.waitFor(async () => expect(await smsNotices()).toHaveLength(1), { timeout: 3_000 });
  await told('smsc', await smsNotices());
  await told('smsc', await smsNotices());
  expect((await latestDelivery(database.db, id))?.deliveredAt).not.toBeNull();
  const { rows } = await database.db.execute<{ row: string }>('select row_to_json(deliveries)::text as row from deliveries');
  for (const { row } of rows) expect(row).not.toMatch(/79000000021/);
});

test('promise 2: an SMS taken before the connection dropped is found under its own number; one that was not taken goes out once', async () => {
  await phones.faults({ operation: 'send', kind: 'commit_then_drop', share: 1 });
  const taken = await posted({ phone: '+79000000022' }, 'answer');
  await sendDue('smsc');
  await phones.faults({ operation: 'send', kind: 'html', share: 1 });
  const lost = await posted({ phone: '+79000000023' }, 'answer');
  await sendDue('smsc');
  await phones.faults();
  expect(await Promise.all([taken, lost].map(stateOf))).toEqual(['sending', 'sending']);
  await vi.waitFor(
    async () => {
      await sendDue('smsc', 60_000);
      expect(await Promise.all([taken, lost].map(stateOf))).toEqual(['sent', 'sent']);
    },
    { timeout: 8_000, interval: 500 },
  );
  expect((await phones.state<{ phone: string }>('messages')).map(({ phone }) => phone).sort()).toEqual([
    '+79000000022',
    '+79000000023',
  ]);
});

/** Reads the mailbox of returns as the schedule does, and takes in what it tells. */
async function readReturns(): Promise<number> {
  const { options } = await returns.connection();
  const client = imap.connect(
    connectedForTest(imap, { ...(options as object), privateNetworks: ['127.0.0.0/8'] }, { limitScale: SCALE }),
  );
  const activities = createPullActivities({
    ...activityDeps('smtp'),
    pull: async (_, __, cursor) => {
      if (!imap.pulls['bounces']) throw new Error('no mailbox of returns');
      return imap.pulls['bounces'](client, cursor);
    },
    reports: (system) => system === 'imap',
    onEvents: () => undefined,
  });
  const step = (await new MockActivityEnvironment().run(activities.runPull, 'imap', 'bounces')) as PullStep;
  await told('imap', []);
  return step.events;
}

test('a letter that comes back is bounced, its address is not written to again, and the message goes on by its next way, once', async () => {
  await mail.act('bounces', { pattern: '*@gone.example.com' });
  const id = await posted({ email: 'client@gone.example.com', webhook: 'webhook' });
  const only = await posted({ email: 'other@gone.example.com' });
  await sendDue('smtp');
  expect(await Promise.all([id, only].map(stateOf))).toEqual(['sent', 'sent']);
  expect(await readReturns()).toBe(2);
  expect(await readReturns()).toBe(0);
  expect(await getDelivery(database.db, id)).toMatchObject({
    state: 'bounced',
    error: { code: 'BOUNCED_ADDRESS', detail: '5.1.1' },
  });
  expect(await latestDelivery(database.db, only)).toMatchObject({ id: only, state: 'bounced', replacedBy: null });
  await Promise.all([sendDue('webhook', 1_000), sendDue('smtp', 60_000)]);
  expect(await receiver.state('messages')).toHaveLength(1);
  expect(await letters()).toHaveLength(2);
  expect((await hub.api.get('/api/address-blocks')).body).toMatchObject({ items: [{ code: '5.1.1' }, { code: '5.1.1' }] });
  expect(await returns.state('mails')).toMatchObject([{ flags: ['\\Seen'] }, { flags: ['\\Seen'] }]);

  // The mailbox counts anew, as after a restored back-up: everything is read again, and nothing happens twice.
  await returns.act('renumber');
  expect(await readReturns()).toBe(2);
  await Promise.all([sendDue('webhook', 120_000), sendDue('smtp', 120_000)]);
  expect(await receiver.state('messages')).toHaveLength(1);
});

test('a letter of which it is unknown whether it went out, and which comes back, was sent: nobody is asked any more', async () => {
  await mail.act('bounces', { pattern: 'full@example.com', status: '5.2.2', diagnostic: 'Mailbox full' });
  await mail.faults({ operation: 'DATA', kind: 'commit_then_drop', share: 1 });
  const id = await posted({ email: 'full@example.com', webhook: 'webhook' });
  await sendDue('smtp');
  await mail.faults();
  expect(await stateOf(id)).toBe('unknown');
  await readReturns();
  expect(await getDelivery(database.db, id)).toMatchObject({ state: 'bounced', error: { code: 'BOUNCED_MESSAGE' } });
  expect((await hub.api.get('/api/tasks?state=open&kind=unknown_delivery')).body).toMatchObject({ items: [] });
  expect((await hub.api.get('/api/address-blocks')).body).toMatchObject({ items: [] });
  await sendDue('webhook', 1_000);
  expect(await receiver.state('messages')).toHaveLength(1);
});

test('promise 7: a poisonous letter in the mailbox of returns is a dead letter of its own; those behind it are taken in', async () => {
  const cut =
    'Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <dlv_x@tour.example.com>\r\n\r\n--b--\r\n';
  for (const source of ['', '\u0000\u0001 \r\n\r\n', 'Subject: Отпуск\r\n\r\nЯ в отпуске', cut])
    await returns.act('receive', { source });
  const late = await posted({ email: 'late@example.com' });
  await mail.act('bounces', { pattern: 'late@*', action: 'delayed', status: '4.4.1', diagnostic: 'Connection timed out' });
  await sendDue('smtp');
  await returns.act('bounce', { messageId: 'somebody-else@example.org', to: 'x@example.org' });
  await returns.act('bounce', {
    messageId: `${late}@tour.example.com`,
    to: 'late@example.com',
    action: 'delivered',
    status: '2.1.5',
  });
  await readReturns();
  expect((await getDelivery(database.db, late))?.deliveredAt).not.toBeNull();
  const { rows } = await database.db.execute('select state, result from inbox order by id');
  expect(rows).toEqual([
    { state: 'dead', result: null },
    { state: 'done', result: 'delayed' },
    { state: 'done', result: 'foreign' },
    { state: 'done', result: 'delivered' },
  ]);
});

test('a server that greylists takes the letter at the second attempt', async () => {
  await mail.act('greylist', { pattern: '*@strict.example.com', times: 1 });
  const id = await posted({ email: 'client@strict.example.com' });
  await sendDue('smtp');
  expect(await getDelivery(database.db, id)).toMatchObject({ state: 'queued', error: { code: 'SMTP_TRY_LATER' } });
  await sendDue('smtp', 60_000);
  expect(await stateOf(id)).toBe('sent');
});

test('a number that does not exist is told by the operator: the message goes on by its next way, and the number is not written to again', async () => {
  await hub.api.put('/api/channel-policies/answer', {
    rules: { order: ['sms', 'email'], downMinutes: 5, lifetimeMinutes: 600, quiet: null },
    over: 0,
    reason: 'Сначала SMS',
  });
  await phones.act('end_of', { phone: '+79000000024', status: 22 });
  const id = await posted({ phone: '+79000000024', email: 'client@example.com' }, 'answer');
  await sendDue('smsc');
  await vi.waitFor(async () => expect(await smsNotices()).toHaveLength(1), { timeout: 3_000 });
  await told('smsc', await smsNotices());
  expect(await getDelivery(database.db, id)).toMatchObject({
    state: 'bounced',
    error: { code: 'BOUNCED_ADDRESS', detail: '22' },
  });
  await sendDue('smtp');
  expect(await letters()).toMatchObject([{ to: ['client@example.com'] }]);
  const next = await posted({ phone: '+79000000024', email: 'client@example.com' }, 'answer');
  expect(await getDelivery(database.db, next)).toMatchObject({
    channel: 'email',
    passed: [{ channel: 'sms', reason: 'bounced' }],
  });
  await told('smsc', await smsNotices());
  expect(await letters()).toHaveLength(1);
  await database.db.execute('truncate channel_policies');
});

const VOUCHER = '8f4b9a52-0c9e-4c0c-9a4e-0d6c9d1a7b11';
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('a letter carries documents of the hub and files of its own, in order and to the last byte, and shows them in the mailbox', async () => {
  const pdf = Buffer.from('%PDF-1.7 ваучер');
  documents.set(VOUCHER, pdf);
  const facts = { contentType: 'application/pdf', size: pdf.length, sha256: digest(pdf) };
  const id = await posted({ email: 'client@example.com', webhook: 'webhook' }, 'document', undefined, [
    { documentId: VOUCHER, name: 'Ваучер 100500.pdf', ...facts },
    { name: 'memo.txt', contentType: 'text/plain', bytes: Buffer.from('Памятка') },
  ]);
  expect(await getDelivery(database.db, id)).toMatchObject({ route: [{ channel: 'email' }] });
  await sendDue('smtp');
  const [letter] = await letters();
  expect(letter?.attachments).toEqual([
    { name: 'Ваучер 100500.pdf', ...facts },
    { name: 'memo.txt', contentType: 'text/plain', size: 14, sha256: digest(Buffer.from('Памятка')) },
  ]);
  const page = await (await fetch(`${sandbox.url}/smtp/letters/${letter?.id}`)).text();
  expect(page).toContain('Ваучер 100500.pdf');
  expect(page).toContain(facts.sha256);
  const file = await fetch(`${sandbox.url}/smtp/letters/${letter?.id}/files/0`);
  expect(Buffer.from(await file.arrayBuffer())).toEqual(pdf);
  const { rows } = await database.db.execute<{ row: string }>(
    "select row_to_json(a)::text as row, encode(content, 'escape') as content from delivery_attachments a",
  );
  for (const row of rows) expect(JSON.stringify(row)).not.toMatch(/Ваучер|memo|Памятка/);
});

test('a document that was changed or removed while its letter waited is not sent, and neither is the letter', async () => {
  const meant = Buffer.from('версия 1');
  const facts = { contentType: 'application/pdf', size: meant.length, sha256: digest(meant) };
  const named = { documentId: VOUCHER, name: 'voucher.pdf', ...facts };
  for (const [n, now] of [Buffer.from('версия 2'), undefined].entries()) {
    if (now) documents.set(VOUCHER, now);
    else documents.delete(VOUCHER);
    const id = await posted({ email: `client${n}@example.com` }, 'document', undefined, [named]);
    await sendDue('smtp');
    expect(await getDelivery(database.db, id)).toMatchObject({ state: 'failed', error: { code: 'ATTACHMENT_GONE' } });
  }
  expect(await letters()).toHaveLength(0);
});

test('files too large for every channel are refused at once and said so; a file without a proper name or content is not taken', async () => {
  const heavy = { name: 'tickets.pdf', contentType: 'application/pdf', size: 15_000_000, sha256: digest(Buffer.alloc(1)) };
  const id = await posted({ email: 'a@example.com' }, 'document', undefined, [{ documentId: VOUCHER, ...heavy }]);
  expect(await getDelivery(database.db, id)).toMatchObject({ state: 'failed', error: { code: 'ATTACHMENTS_TOO_LARGE' } });
  for (const wrong of [
    { name: '../etc/passwd', contentType: 'text/plain', bytes: Buffer.from('x') },
    { name: 'empty.pdf', contentType: 'application/pdf', bytes: Buffer.alloc(0) },
    { name: 'a.pdf', contentType: 'application/pdf\r\nBcc: x@example.com', bytes: Buffer.from('x') },
  ])
    await expect(posted({ email: 'a@example.com' }, 'document', undefined, [wrong])).rejects.toMatchObject({
      code: 'ATTACHMENT_INVALID',
    });
});

async function decide(tasks: Answer, place: number, choice: string): Promise<number> {
  return (await hub.api.post(`/api/tasks/${pick(tasks, `items.${place}.id`)}/decide`, { choice })).status;
}
