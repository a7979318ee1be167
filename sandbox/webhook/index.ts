import { createHmac, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { createFaultPlan } from '../core/fault-plan.ts';
import { createLedger } from '../core/ledger.ts';
import { answerWithFaults, type VendorFaults } from '../core/twin-faults.ts';
import type { Twin } from '../core/types.ts';

/** A message as the receiver keeps it. */
interface Received {
  id: string;
  type: string;
  timestamp: string;
  data: unknown;
  /** How often it was posted; it counts once. */
  posts: number;
}

const SECRET = `whsec_${Buffer.from('sandbox-receiver-signing-key-000').toString('base64')}`;
const TOLERANCE_S = 300;

const message = z.object({ type: z.string().min(1), timestamp: z.string(), data: z.unknown() });

const faultAnswers: VendorFaults = {
  error: ({ code = '500' }) => new Response('told to fail', { status: Number(code) }),
  rateLimit: () => new Response('slow down', { status: 429, headers: { 'retry-after': '1' } }),
};

/** Somebody's receiver of webhooks by the Standard Webhooks convention: checks the signature, knows a repeated id again. */
export function createWebhookTwin({ clock, publicUrl }: { clock: Clock; publicUrl: () => string }): Twin {
  const ledger = createLedger(clock);
  const faults = createFaultPlan();
  const received = new Map<string, Received>();
  const app = new Hono();

  function take(id: string, body: string): Response {
    const { type, timestamp, data } = message.parse(JSON.parse(body));
    const before = received.get(id);
    if (before) before.posts += 1;
    else received.set(id, { id, type, timestamp, data, posts: 1 });
    ledger.record({ operation: 'post', entity: 'message', id, changed: !before, fields: { type }, by: 'api' });
    return new Response(null, { status: 204 });
  }

  app.get('/', (context) =>
    answerWithFaults({
      context,
      plan: faults,
      operation: 'knock',
      vendor: faultAnswers,
      work: async () => new Response('messages are posted here', { status: 405, headers: { allow: 'POST' } }),
    }),
  );
  app.post('/', async (context) => {
    const body = await context.req.text();
    const header = (name: string) => context.req.header(name) ?? '';
    const id = header('webhook-id');
    if (!isSigned(id, header('webhook-timestamp'), body, header('webhook-signature'), clock.now()))
      return new Response('signature does not match', { status: 401 });
    return answerWithFaults({ context, plan: faults, operation: 'post', vendor: faultAnswers, work: async () => take(id, body) });
  });

  return {
    name: 'webhook',
    app,
    ledger,
    faults,
    entities: ['messages'],
    state: (entity) => (entity === 'messages' ? [...received.values()] : null),
    seed() {},
    reset() {
      received.clear();
      ledger.clear();
      faults.set(0, []);
    },
    acts: {},
    connection: () => ({ system: 'webhook', options: { url: `${publicUrl()}/webhook`, secret: SECRET } }),
  };
}

function isSigned(id: string, timestamp: string, body: string, signatures: string, nowMs: number): boolean {
  if (id === '' || !/^\d+$/.test(timestamp) || Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_S) return false;
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return signatures.split(' ').some((entry) => {
    const given = Buffer.from(entry.replace(/^v1,/, ''), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
