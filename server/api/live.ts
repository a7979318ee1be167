import { createRoute, z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { allow } from '../auth/allow.ts';
import type { Permission } from '../auth/permissions.ts';
import { TOPICS, type Topic } from '../live.ts';
import type { Api, AppDeps } from './deps.ts';
import { refusals } from './schemas.ts';

const topic = z.enum(Object.keys(TOPICS) as [Topic, ...Topic[]]);
const message = z.object({ topics: z.array(topic) }).openapi('LiveMessage', { description: 'What changed; read it again' });
export type LiveMessage = typeof message;

/** Who may know that something changed: those who may read it. */
const READERS: { [topic in Topic]: Permission } = {
  links: 'links.read',
  events: 'events.read',
  effects: 'effects.read',
  tasks: 'tasks.read',
  connections: 'connections.read',
  jobs: 'jobs.read',
  drift: 'drift.read',
  journal: 'links.read',
  schedules: 'schedules.read',
  alerts: 'alerts.read',
  deliveries: 'alerts.read',
  mappings: 'mappings.read',
  routes: 'routes.read',
  documents: 'documents.read',
  payments: 'payments.read',
  templates: 'templates.read',
  approvals: 'approvals.read',
  access: 'access.read',
  audit: 'audit.read',
};

/** Proxies cut streams that are silent for a minute. */
const BEAT_MS = 20_000;
/** A stream ends by itself, and the next one asks anew whether its listener is still signed in. */
const LONGEST_MS = 10 * 60_000;

export const live = createRoute({
  ...allow('me.read'),
  method: 'get',
  path: '/live',
  tags: ['Live'],
  summary: 'Says what changes, as it changes (server-sent events)',
  description: 'Each message names topics only. A stream ends after ten minutes: open it again.',
  responses: {
    200: { content: { 'text/event-stream': { schema: message } }, description: 'A stream of messages' },
    ...refusals,
  },
});

export function addLive(api: Api, { live: source }: AppDeps): void {
  api.openapi(live, (c) => {
    const { rights } = c.var.caller;
    return streamSSE(c, async (stream) => {
      const waiting = new Set<Topic>();
      let wake = () => {};
      const leave = source.subscribe((topics) => {
        for (const one of topics) if (rights.has(READERS[one])) waiting.add(one);
        if (waiting.size > 0) wake();
      });
      const end = AbortSignal.any([source.stopping, AbortSignal.timeout(LONGEST_MS)]);
      const onEnd = () => wake();
      end.addEventListener('abort', onEnd);
      stream.onAbort(onEnd);
      try {
        // Something must be written at once, or proxies hold the headers back.
        await stream.writeSSE({ event: 'hello', data: '' });
        while (!stream.aborted && !end.aborted) {
          const beat = await new Promise<boolean>((resolve) => {
            const timer = setTimeout(() => resolve(true), BEAT_MS);
            wake = () => {
              clearTimeout(timer);
              resolve(false);
            };
            if (waiting.size > 0 || end.aborted || stream.aborted) wake();
          });
          if (stream.aborted || end.aborted) break;
          if (beat) await stream.writeSSE({ event: 'beat', data: '' });
          else {
            const topics = [...waiting];
            waiting.clear();
            await stream.writeSSE({ data: JSON.stringify({ topics }) });
          }
        }
      } finally {
        leave();
        end.removeEventListener('abort', onEnd);
      }
    });
  });
}
