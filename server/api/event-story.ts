import { createRoute, z } from '@hono/zod-openapi';
import { linkOfSubject } from '../../ingress/subjects.ts';
import { bodiesOf, causedBy, historyOf } from '../../store/event-story.ts';
import { eventCauses, getEvent } from '../../store/listing.ts';
import { allow } from '../auth/allow.ts';
import { assertWithin } from '../auth/within.ts';
import { unknownEvent } from '../commands/events.ts';
import { readBody, redactPayload } from '../redact-payload.ts';
import type { Api, AppDeps } from './deps.ts';
import { connectionId, failure, iso, isoOrNull, json, moment, refusals, sentence, unknown } from './schemas.ts';

const tags = ['Events'];
const line = z.object({
  at: moment,
  type: z.string().openapi({ example: 'event_replayed' }),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
});

const story = z
  .object({
    payload: z
      .unknown()
      .openapi({ description: 'The content of a fact without anything personal; null for hints, and after retention' }),
    delivery: z
      .object({ contentType: z.string(), body: z.unknown() })
      .nullable()
      .openapi({ description: 'The body that brought it, without anything personal or secret; it may hold other events, too' }),
    history: z.array(line).openapi({ description: 'What was done about the event itself' }),
    effects: z
      .array(
        z.object({
          id: z.int(),
          connection: z.string(),
          operation: z.string(),
          entity: z.string(),
          externalId: z.string().nullable(),
          state: z.enum(['planned', 'intended', 'done', 'failed', 'unknown']),
          fieldNames: z.array(z.string()),
          attempts: z.array(z.object({ no: z.int(), at: z.string(), outcome: z.string().optional() })),
          error: failure.nullable(),
          finishedAt: moment.nullable(),
        }),
      )
      .openapi({ description: 'Writes that it caused' }),
    lines: z.array(line).openapi({ description: 'What the journal of its record says of the time in which it was worked off' }),
  })
  .openapi('EventStory');

export const get = createRoute({
  ...allow('events.read'),
  method: 'get',
  path: '/events/{id}/story',
  tags,
  summary: 'What came, what was tried, and what it caused',
  request: { params: z.object({ id: z.coerce.number().int().positive() }) },
  responses: { 200: json(story, 'The story of an event'), ...unknown, ...refusals },
});
export const causes = createRoute({
  ...allow('events.read'),
  method: 'get',
  path: '/event-causes',
  tags,
  summary: 'Why events are parked: each cause with how many, the most frequent first',
  request: { query: z.object({ connection: connectionId.optional() }) },
  responses: {
    200: json(
      z.object({
        items: z.array(z.object({ code: z.string(), sentence, count: z.int(), oldestAt: moment, newestAt: moment })),
      }),
      'All causes',
    ),
    ...refusals,
  },
});

export function addEventStory(api: Api, deps: AppDeps): void {
  api.openapi(get, async (c) => {
    const { id } = c.req.valid('param');
    await assertWithin(deps.db, 'event', id, c.var.scope, unknownEvent);
    const found = await getEvent(deps.db, id);
    if (!found) throw unknownEvent();
    const { event } = found;
    const link = linkOfSubject(event.subject);
    const [bodies, history, caused] = await Promise.all([
      bodiesOf(deps.db, deps.vault, id),
      historyOf(deps.db, event, link),
      causedBy(deps.db, deps.vault, event, link),
    ]);
    const { delivery } = bodies;
    const tree = delivery && readBody(delivery.contentType, delivery.body);
    return c.json(
      {
        payload: bodies.fact === null ? null : redactPayload(bodies.fact),
        delivery: delivery && { contentType: delivery.contentType, body: tree === null ? null : redactPayload(tree) },
        history: history.map(lineView),
        effects: caused.effects.map((row) => ({
          id: row.id,
          connection: row.connectionId,
          operation: row.operation,
          entity: row.entity,
          externalId: row.externalId,
          state: row.state,
          fieldNames: row.fieldNames,
          attempts: row.attempts.map(({ no, at, outcome }) => ({ no, at, ...(outcome === undefined ? {} : { outcome }) })),
          error: row.error,
          finishedAt: isoOrNull(row.finishedAt),
        })),
        lines: caused.lines.map(lineView),
      },
      200,
    );
  });
  api.openapi(causes, async (c) => {
    const rows = await eventCauses(deps.db, { connectionId: c.req.valid('query').connection, scope: c.var.scope });
    const items = rows.map(({ oldestAt, newestAt, ...row }) => ({ ...row, oldestAt: iso(oldestAt), newestAt: iso(newestAt) }));
    return c.json({ items }, 200);
  });
}

const lineView = ({ at, type, actor, data }: { at: Date; type: string; actor: string; data: Record<string, unknown> }) => ({
  at: iso(at),
  type,
  actor,
  data,
});
