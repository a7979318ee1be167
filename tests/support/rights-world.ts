import { createToken } from '../../store/api-tokens.ts';
import { requestApproval } from '../../store/approvals.ts';
import { savePack } from '../../store/document-packs.ts';
import { saveResend } from '../../store/document-resends.ts';
import { startDrift } from '../../store/drift.ts';
import { listEffects, storePlan } from '../../store/effects.ts';
import { insertDeliveries, insertEvents } from '../../store/inbox.ts';
import { invite } from '../../store/invitations.ts';
import { getLink, openLinks, updateLink } from '../../store/links.ts';
import { listEvents, listTasks } from '../../store/listing.ts';
import { keepPayment, keepShare } from '../../store/payments.ts';
import { personFor } from '../../store/people.ts';
import { saveReplay } from '../../store/replays.ts';
import { alerts, bulkJobs, deliveriesOut, routes, sessions } from '../../store/schema/index.ts';
import { shareLink } from '../../store/shared-links.ts';
import { openTask } from '../../store/tasks.ts';
import { saveUnit } from '../../store/units.ts';
import type { hubOn } from './api-client.ts';
import { person } from './people.ts';

type Hub = ReturnType<typeof hubOn>;

/** Ids of one of each kind of record, by what stands in addresses before them. */
export interface Records {
  unit: string;
  connections: string;
  left: string;
  pairs: string;
  links: string;
  events: number;
  effects: number;
  tasks: number;
  jobs: string;
  drift: number;
  approvals: string;
  replays: string;
  alerts: string;
  outgoing: string;
  'shared-links': string;
  routes: string;
  payments: string;
  documents: string;
  'document-resends': string;
}

const AT = new Date('2026-11-21T08:30:00.000Z');
const LATER = new Date('2036-11-21T08:30:00.000Z');

/** One of everything that belongs to a unit of this name. */
export async function recordsOf(hub: Hub, name: string): Promise<Records> {
  const { db, vault } = hub.deps;
  const unit = (await saveUnit(db, { id: `unt_${name}`, kind: 'brand', name, parentId: null })).id;
  const [left, connection, pair] = [`samo-${name}`, `b24-${name}`, `pair-${name}`];
  const samo = {
    url: 'https://samo.example.com/service.php',
    login: 'hub',
    password: 'samo-password',
    clientSecret: 'samo-secret',
  };
  const b24 = {
    auth: 'webhook',
    portal: 'https://company.example.com',
    webhookUserId: '1',
    webhookSecret: 's',
    applicationToken: 't',
  };
  await made(hub, '/api/connections', { id: left, system: 'samo', title: left, options: samo, unit });
  await made(hub, '/api/connections', { id: connection, system: 'bitrix24', title: connection, options: b24, unit });
  await made(hub, '/api/pairs', { id: pair, process: 'deals', leftConnection: left, rightConnection: connection });

  const buyer = { kind: 'person' as const, name: 'Соколова Анна Игоревна', phone: '+79000000012', email: 'anna@example.com' };
  const personId = await personFor(db, vault, { kind: 'phone', value: name }, buyer);
  const opened = await openLinks(db, pair, 'deal', [{ leftId: `guid-${name}`, leftNumber: `claim-${name}`, personId }]);
  const linkId = opened.get(`guid-${name}`) ?? '';
  await updateLink(db, linkId, { rightId: '88', stage: 'CONFIRMED', mappingHash: 'hash-1' });
  const link = await getLink(db, linkId);
  if (!link) throw new Error('the link was not opened');

  const [deliveryId = 0] = await insertDeliveries(db, vault, [
    { connectionId: connection, at: AT, contentType: 'application/json', body: Buffer.from('{}') },
  ]);
  const subject = `deal:${linkId}`;
  await insertEvents(db, vault, [
    { connectionId: connection, deliveryId, kind: 'hint', entity: 'deal', externalId: `deal-${name}`, subject },
  ]);
  await storePlan(db, vault, link, {
    process: 'deals',
    linkId,
    side: 'right',
    connectionId: connection,
    creates: false,
    entity: 'deal',
    externalId: '88',
    baseRev: 1,
    operation: 'record.update',
    fields: { sourceId: 'WEB' },
    agreed: {},
    mappingHash: 'hash-1',
  });
  const title = { ru: 'Поле изменили с обеих сторон', en: 'Changed on both sides' };
  await openTask(db, vault, { kind: 'conflict', dedupKey: `conflict:${linkId}:stage`, link, title, data: { field: 'stage' } });
  const order = { pairId: pair, reason: 'Первый запуск', startedBy: 'token:bootstrap' };
  await db.insert(bulkJobs).values({ id: `job_${name}`, kind: 'first_sync', ...order });
  const approval = { act: 'events.replay', planHash: name, plan: {}, count: 500, unitId: unit, reason: 'Права возвращены' };
  const asked = await requestApproval(db, { ...approval, requestedBy: 'person:somebody', expiresAt: LATER }, AT);
  const replay = { filter: {}, planHash: name, total: 0, unitId: unit, approvalId: null, reason: 'Права возвращены' };
  await saveReplay(db, { id: `rpl_${name}`, ...replay, startedBy: 'person:somebody' });
  await db.insert(alerts).values({
    id: `alr_${name}`,
    kind: 'connection_stopped',
    subject: connection,
    connectionId: connection,
    state: 'open',
    title,
    figure: 1,
    since: AT,
    openedAt: AT,
    seenAt: AT,
  });
  await db.insert(deliveriesOut).values({
    id: `dlv_${name}`,
    message: `dlv_${name}`,
    key: name,
    class: 'alert',
    process: 'alerts',
    unitId: unit,
    recipient: Buffer.alloc(60, 1),
    template: 'alert',
    templateVersion: 1,
    content: Buffer.alloc(60, 1),
    route: [],
    state: 'queued',
    dueAt: LATER,
    expiresAt: LATER,
  });
  await db.insert(routes).values({
    id: `rt_${name}`,
    title: name,
    unitId: unit,
    sourceConnection: left,
    event: 'claim',
    rules: [],
    targetConnection: connection,
    write: { operation: 'record.add', entity: 'lead' },
    mappingHash: 'hash-1',
  });
  const share = await shareLink(
    db,
    vault,
    {
      ...{ process: 'documents', subject: linkId, unitId: unit, personId: null, language: 'ru', createdBy: 'person:somebody' },
      ...{ expiresAt: LATER, content: { title: name, text: '' }, codeTo: null, files: [] },
    },
    AT,
  );
  const payment = await keepPayment(db, vault, {
    connectionId: left,
    externalId: `payment-${name}`,
    source: 'booking',
    state: 'paid',
    amount: '1000.00',
    currency: 'RUB',
    payer: { text: 'Соколова Анна Игоревна', personId: null },
  });
  await keepShare(db, { paymentId: payment.id, linkId, share: '1000.00', rest: '1000.00', currency: 'RUB' });
  await savePack(db, vault, link, {
    linkId,
    state: 'open',
    attention: false,
    policy: null,
    policyVersion: null,
    payment: 'fully',
    price: '1000.00',
    paid: '1000.00',
    currency: 'RUB',
    startsOn: '2027-03-12',
    endsOn: '2027-03-19',
    contacts: [{ recipient: 'payer', name: 'Соколова Анна Игоревна', email: 'anna@example.com', phone: null }],
    look: name,
    wakeAt: null,
    wakeFor: null,
    lookedAt: AT,
  });
  const bulk = { filter: {}, planHash: name, total: 0, unitId: unit, approvalId: null, reason: 'Вернулись письма' };
  await saveResend(db, { id: `rsd_${name}`, ...bulk, startedBy: 'person:somebody', startedAt: AT });
  const all = { scope: [unit], limit: 1 };
  const [[event], [effect], [task]] = await Promise.all([listEvents(db, all), listEffects(db, all), listTasks(db, all)]);
  return {
    unit,
    connections: connection,
    left,
    pairs: pair,
    links: linkId,
    events: event?.id ?? 0,
    effects: effect?.id ?? 0,
    tasks: task?.id ?? 0,
    jobs: `job_${name}`,
    drift: await startDrift(db, pair),
    approvals: asked.id,
    replays: `rpl_${name}`,
    alerts: `alr_${name}`,
    'shared-links': share.id,
    outgoing: `dlv_${name}`,
    routes: `rt_${name}`,
    payments: payment.id,
    documents: linkId,
    'document-resends': `rsd_${name}`,
  };
}

/** Accounts and keys that belong to nobody's unit; there to be ended. */
export async function accountsOf(hub: Hub) {
  const { db } = hub.deps;
  const { id: people } = await person(db, []);
  await db.insert(sessions).values({ id: 'ses_other', userId: people, token: 'other', expiresAt: LATER });
  const draft = { permissions: ['links.read'], unitId: null, createdBy: 'token:bootstrap', expiresAt: null };
  const { row: token } = await createToken(db, { name: 'Выгрузка', ...draft });
  const guest = { email: 'guest@example.com', name: 'Гость', language: 'ru' as const, roles: [] };
  const { row: invitation } = await invite(db, { ...guest, invitedBy: 'token:bootstrap', expiresAt: LATER });
  await saveUnit(db, { id: 'unt_spare', kind: 'brand', name: 'spare', parentId: null });
  return { people, sessions: 'ses_other', tokens: token.id, invitations: invitation.id, units: 'unt_spare' };
}

async function made(hub: Hub, path: string, body: object): Promise<void> {
  const { status, body: answer } = await hub.api.post(path, body);
  if (status !== 201) throw new Error(`${path} was answered with ${status}: ${JSON.stringify(answer)}`);
}
