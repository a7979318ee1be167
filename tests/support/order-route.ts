import { createHmac } from 'node:crypto';
import type { ConsoleHub } from './console.ts';

const SECRET = 'console-shop-secret';
export const SHOP = 'shop';
export const BOOKS = 'books';

/** A shop that sends orders and a system that takes them, connected; idempotent. */
export async function connectShop(hub: ConsoleHub): Promise<void> {
  const { items } = (await hub.api.get('/api/connections')) as { items: { id: string }[] };
  const known = new Set(items.map(({ id }) => id));
  const { options } = await hub.http.connection();
  const { pull: _, hookVerify: __, ...books } = options as Record<string, unknown>;
  const shop = {
    hookVerify: 'hmac',
    hookSecret: SECRET,
    hookName: 'x-signature',
    hookPrefix: 'sha256=',
    idPointer: '/id',
    kind: 'order',
  };
  for (const [id, title, wanted] of [
    [SHOP, 'Магазин', shop],
    [BOOKS, 'Учётная система', books],
  ] as const) {
    if (!known.has(id)) await hub.api.post('/api/connections', { id, system: 'http', title, options: wanted });
  }
}

/** The id of a route from the shop to the books; one is made where there is none. */
export async function orderRoute(hub: ConsoleHub): Promise<string> {
  await connectShop(hub);
  const { items } = (await hub.api.get('/api/routes')) as { items: { id: string; title: string }[] };
  const title = 'Оплаченные заказы';
  const known = items.find((route) => route.title === title);
  if (known) return known.id;
  const made = (await hub.api.post('/api/routes', {
    title,
    source: { connection: SHOP, event: 'order' },
    conditions: [{ path: 'status', is: 'paid' }],
    rules: [
      { from: 'id', to: 'reference' },
      { from: 'customer.name', to: 'client.name', via: ['trim', { limit: 100 }], pii: 'person' },
    ],
    target: { connection: BOOKS, write: 'item.create' },
    mode: 'live',
  })) as { id: string };
  return made.id;
}

/** The shop sends an order; the status of the hub's answer. */
export async function sendOrder(hub: ConsoleHub, order: object): Promise<number> {
  const body = JSON.stringify(order);
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-signature': signature };
  return (await fetch(`${hub.url}/hooks/${SHOP}`, { method: 'POST', headers, body })).status;
}
