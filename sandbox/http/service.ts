import { type Context, Hono } from 'hono';
import type { Clock } from '../core/clock.ts';
import { answerWithFaults } from '../core/twin-faults.ts';
import type { FaultPlan, TwinLedger } from '../core/types.ts';
import { type HttpState, type Item, makeItem } from './state.ts';

export const TOKEN = 'sandbox-http-token';
const PAGE = 25;

export interface ServiceDeps {
  clock: Clock;
  state(): HttpState;
  ledger: TwinLedger;
  faults: FaultPlan;
}

/**
 * A plain JSON service: `POST /items` honours `Idempotency-Key`, answering a known key as it did before; `PUT /items/:id` sets the whole;
 * `GET /items` lists by cursor, by page or with a Link header.
 */
export function createService({ clock, state, ledger, faults }: ServiceDeps): Hono {
  const app = new Hono();
  const now = () => new Date(clock.now()).toISOString();

  const guarded = (operation: string, work: (c: Context) => Promise<Response> | Response) => async (c: Context) => {
    if (c.req.header('authorization') !== `Bearer ${TOKEN}`) return c.json({ error: { code: 'unauthorized' } }, 401);
    return answerWithFaults({
      context: c,
      plan: faults,
      operation,
      vendor: {
        error: (rule) => new Response(JSON.stringify({ error: { code: rule.code ?? '500' } }), answer(Number(rule.code ?? 500))),
        rateLimit: () => new Response('{"error":{"code":"slow_down"}}', answer(429, { 'retry-after': '1' })),
      },
      work: async () => work(c),
    });
  };

  app.post(
    '/items',
    guarded('items.create', async (c) => {
      const body = await bodyOf(c);
      if (body === null) return c.json({ error: { code: 'malformed' } }, 400);
      const key = c.req.header('idempotency-key') ?? null;
      const known = key === null ? undefined : state().byKey.get(key);
      if (known && key !== null) {
        state().repeats.push({ key, at: now(), id: known.id });
        ledger.record({ operation: 'items.create', entity: 'item', id: known.id, changed: false, fields: {}, by: 'api' });
        return json(known, 200);
      }
      const item = makeItem(state(), body, key, now());
      ledger.record({ operation: 'items.create', entity: 'item', id: item.id, changed: true, fields: body, by: 'api' });
      return json(item, 201);
    }),
  );
  app.put(
    '/items/:id',
    guarded('items.update', async (c) => {
      const item = state().items.get(c.req.param('id') ?? '');
      if (!item) return c.json({ error: { code: 'not_found' } }, 404);
      const body = await bodyOf(c);
      if (body === null) return c.json({ error: { code: 'malformed' } }, 400);
      const changed = JSON.stringify(body) !== JSON.stringify(item.body);
      item.body = body;
      ledger.record({ operation: 'items.update', entity: 'item', id: item.id, changed, fields: body, by: 'api' });
      return json(item, 200);
    }),
  );
  app.get(
    '/items/:id',
    guarded('items.get', (c) => {
      const item = state().items.get(c.req.param('id') ?? '');
      return item ? json(item, 200) : c.json({ error: { code: 'not_found' } }, 404);
    }),
  );
  app.get(
    '/items',
    guarded('items.list', (c) => {
      const key = c.req.query('key');
      const mark = c.req.query('mark');
      const all = [...state().items.values()].filter(
        (item) => (key === undefined || item.key === key) && (mark === undefined || item.body['mark'] === mark),
      );
      return list(c, all);
    }),
  );
  return app;
}

/** `paging=page|link` asks for another way than the cursor. */
function list(c: Context, all: Item[]): Response {
  const url = new URL(c.req.url);
  const page = Number(c.req.query('page') ?? 1);
  const linked = c.req.query('paging') === 'link';
  const from = linked || c.req.query('page') !== undefined ? (page - 1) * PAGE : Number(c.req.query('cursor') ?? 0);
  const shown = all.slice(from, from + PAGE);
  const more = from + PAGE < all.length;
  const headers: { [name: string]: string } = {};
  if (linked && more) {
    url.searchParams.set('page', String(page + 1));
    headers['link'] = `<${c.req.path}?${url.searchParams}>; rel="next"`;
  }
  const next = JSON.stringify(more ? String(from + PAGE) : null);
  return new Response(`{"items":[${shown.map(textOf).join(',')}],"next":${next}}`, answer(200, headers));
}

async function bodyOf(c: Context): Promise<{ [name: string]: unknown } | null> {
  try {
    const body: unknown = await c.req.json();
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as { [name: string]: unknown }) : null;
  } catch {
    return null;
  }
}

const json = (item: Item, status: number) => new Response(textOf(item), answer(status));

/** The id goes out as a bare number, as many services have it; JSON.stringify cannot write one of that size. */
function textOf({ id, at, body }: Item): string {
  const { id: _, ...rest } = body;
  return `{"id":${id},${JSON.stringify({ ...rest, at }).slice(1)}`;
}

const answer = (status: number, headers: { [name: string]: string } = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
});
