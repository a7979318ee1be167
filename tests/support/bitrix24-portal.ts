import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import qs from 'qs';
import { createBitrix24Twin } from '../../sandbox/bitrix24/index.ts';
import { createVirtualClock } from '../../sandbox/core/clock.ts';
import type { FaultRule } from '../../sandbox/core/types.ts';

type Body = { [key: string]: unknown };

export interface PortalAnswer {
  status: number;
  /** Parsed JSON; empty when the body is none. */
  body: Body;
  text: string;
  headers: Headers;
}

export interface ReceivedEvent {
  raw: string;
  contentType: string;
  body: Body;
}

/** Noon in Moscow, so that dates do not depend on the host's time zone. */
export const PORTAL_NOON = Date.parse('2026-03-05T09:00:00Z');

/** A portal over real sockets on a virtual clock, called as any client of the vendor would call it. */
export async function startPortal({ limitScale = 1000 } = {}) {
  const clock = createVirtualClock(PORTAL_NOON);
  let url = '';
  const twin = createBitrix24Twin({ clock, limitScale, publicUrl: () => url });
  const app = new Hono();
  app.route('/bitrix24', twin.app);
  const received: ReceivedEvent[] = [];
  let handlerStatus = 200;
  let handlerMs = 0;
  app.post('/handler', async (c) => {
    const raw = await c.req.text();
    received.push({ raw, contentType: c.req.header('content-type') ?? '', body: qs.parse(raw, { depth: 12 }) });
    if (handlerMs > 0) await settled(handlerMs);
    return c.text('', handlerStatus as 200);
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { webhookUserId, webhookSecret } = twin.connection().options as { webhookUserId: string; webhookSecret: string };
  const hook = `${url}/bitrix24/rest/${webhookUserId}/${webhookSecret}`;

  async function send(address: string, init: RequestInit = {}): Promise<PortalAnswer> {
    const answer = await fetch(address, { redirect: 'manual', ...init });
    const text = await answer.text();
    const json = (answer.headers.get('content-type') ?? '').includes('json');
    return { status: answer.status, headers: answer.headers, text, body: json ? (JSON.parse(text) as Body) : {} };
  }
  const json = (body: unknown): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

  const portal = {
    url,
    hook,
    clock,
    twin,
    received,
    send,
    /** Calls a method through the incoming webhook. */
    call: (method: string, params: unknown = {}) => send(`${hook}/${method}`, json(params)),
    /** Calls a method as an application. */
    callAs: (token: string, method: string, params: Body = {}) =>
      send(`${url}/bitrix24/rest/${method}`, json({ ...params, auth: token })),
    callForm: (method: string, form: string) =>
      send(`${hook}/${method}`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form }),
    /** The item of an add, update or get; fails loudly when the portal refused. */
    async item(method: string, params: unknown): Promise<Body> {
      const { body } = await portal.call(method, params);
      const { item } = (body['result'] ?? {}) as { item?: Body };
      if (item === undefined) throw new Error(`${method}: ${JSON.stringify(body)}`);
      return item;
    },
    add: (entityTypeId: number, fields: Body) => portal.item('crm.item.add', { entityTypeId, fields }),
    update: (entityTypeId: number, id: unknown, fields: Body) => portal.item('crm.item.update', { entityTypeId, id, fields }),
    get: (entityTypeId: number, id: unknown) => portal.item('crm.item.get', { entityTypeId, id }),
    async list(entityTypeId: number, params: Body = {}): Promise<Body[]> {
      const { body } = await portal.call('crm.item.list', { entityTypeId, ...params });
      const { items } = (body['result'] ?? {}) as { items?: Body[] };
      if (items === undefined) throw new Error(`crm.item.list: ${JSON.stringify(body)}`);
      return items;
    },
    async act(name: string, input: Body = {}): Promise<Body> {
      const act = twin.acts[name];
      if (act === undefined) throw new Error(`no act ${name}`);
      return ((await act(input)) ?? {}) as Body;
    },
    faults: (...rules: FaultRule[]) => twin.faults.set(7, rules),
    /** Subscribes this test's own handler with an outgoing webhook. */
    subscribe: (events?: string[]) => portal.act('subscribe', { handler: `${url}/handler`, ...(events && { events }) }),
    answerEventsWith(status: number, afterMs = 0) {
      handlerStatus = status;
      handlerMs = afterMs;
    },
    /** A token pair of the registered application. */
    async authorise(): Promise<{ access_token: string; refresh_token: string }> {
      const { code } = await portal.act('authorize');
      const { body } = await portal.token({ grant_type: 'authorization_code', code: String(code) });
      return body as { access_token: string; refresh_token: string };
    },
    async token(params: { [name: string]: string }) {
      const app = (await portal.act('register_app', { redirectUri: `${url}/installed` })) as {
        client_id: string;
        client_secret: string;
      };
      const form = new URLSearchParams({ client_id: app.client_id, client_secret: app.client_secret, ...params });
      return send(`${url}/bitrix24/oauth/token/?${form}`);
    },
    writes: () => twin.ledger.after(0).writes,
    /** Names of the events received so far, after what is on its way has arrived. */
    async events(): Promise<string[]> {
      await settled();
      const underWay = () => twin.state('events')?.some((line) => (line as { outcome: string }).outcome === 'sent');
      while (underWay()) await settled(10);
      return received.map(({ body }) => String(body['event']));
    },
    async stop() {
      twin.stop();
      const closed = new Promise<void>((done) => server.close(() => done()));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
  return portal;
}

/** Long enough for an event over the loopback. */
export function settled(ms = 60): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

export type Portal = Awaited<ReturnType<typeof startPortal>>;
