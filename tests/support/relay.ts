import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { twinControl } from './twin-control.ts';

const SITE = { id: 'site', secret: 'relay-test-secret' } as const;
const SINK = 'sink';
/** A worker goes on with its picture of a connection for two seconds. */
const TAKEN_OVER_MS = 2_500;

/** Ten fields of an order, as the sink wants them. */
export const TEN_RULES = [
  { from: 'id', to: 'reference' },
  { from: 'key', to: 'key' },
  { from: 'number', to: 'number' },
  { from: 'status', to: 'state', lookup: 'states' },
  { from: 'currency', to: 'money.currency' },
  { from: 'total', to: 'money.amount' },
  { from: 'comment', to: 'note', via: ['trim'] },
  { from: 'customer.name', to: 'client.name' },
  { from: 'customer.city', to: 'client.city' },
  { from: 'delivery.point', to: 'point' },
] as const;

interface RouteOptions {
  sinkOptions?: object;
  lanes?: number;
  route?: object;
}

/** Connects a site that sends events and a sink that takes them, and turns a route on between both. */
export async function relayRoute(
  cluster: Cluster,
  { sinkOptions, lanes = 4, route = {} }: RouteOptions = {},
): Promise<{ id: string; hook: string; send(hook: string, body: unknown): Promise<number> }> {
  const { options } = await twinControl(cluster.urls.sandbox, 'http').connection();
  await connection(cluster, SITE.id, 'Сайт', {
    hookVerify: 'hmac',
    hookSecret: SITE.secret,
    hookName: 'x-signature',
    hookPrefix: 'sha256=',
    idPointer: '/id',
    kind: 'order',
  });
  await connection(cluster, SINK, 'Приёмник', { ...(options as object), pull: null, hookVerify: null, ...sinkOptions });
  if (sinkOptions !== undefined) await sleep(TAKEN_OVER_MS);
  const made = (await cluster.api.post('/api/routes', {
    title: 'Заказы сайта',
    source: { connection: SITE.id, event: 'order' },
    rules: TEN_RULES,
    dictionaries: { states: { values: { paid: 'оплачен', new: 'новый' }, fallback: 'другое' } },
    target: { connection: SINK, write: 'item.create' },
    orderBy: 'key',
    lanes,
    mode: 'live',
    ...route,
  })) as { id: string };
  await cluster.api.post(`/api/routes/${made.id}/turn`, { state: 'on' });
  return { id: made.id, hook: `${cluster.urls.hub}/hooks/${SITE.id}`, send };
}

/** Makes a connection, or brings its options to these. */
async function connection(cluster: Cluster, id: string, title: string, options: object): Promise<void> {
  const { items } = (await cluster.api.get('/api/connections')) as { items: { id: string }[] };
  if (items.some((known) => known.id === id)) await cluster.api.patch(`/api/connections/${id}`, { options });
  else await cluster.api.post('/api/connections', { id, system: 'http', title, options: withoutNulls(options) });
}

const withoutNulls = (options: object) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));

/** Posts a signed event; the status of the answer. */
async function send(hook: string, body: unknown): Promise<number> {
  const text = JSON.stringify(body);
  const signature = `sha256=${createHmac('sha256', SITE.secret).update(text).digest('hex')}`;
  const answer = await fetch(hook, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-signature': signature },
    body: text,
  });
  await answer.arrayBuffer();
  return answer.status;
}
