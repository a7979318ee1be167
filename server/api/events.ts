import { createRoute, z } from '@hono/zod-openapi';
import { linkOfSubject } from '../../ingress/subjects.ts';
import { getEvent, type ListedDelivery, type ListedEvent, listDeliveries, listEvents } from '../../store/listing.ts';
import { allow } from '../auth/allow.ts';
import { assertWithin } from '../auth/within.ts';
import { replay, unknownEvent } from '../commands/events.ts';
import { idBefore, listOf, pageOf, pageQuery } from '../paging.ts';
import { runUrl } from '../runs.ts';
import type { Api, AppDeps } from './deps.ts';
import {
  commandHeaders,
  connectionId,
  failure,
  iso,
  isoOrNull,
  json,
  maybeBody,
  moment,
  moved,
  reason,
  refusals,
  run,
  unknown,
} from './schemas.ts';

const tags = ['Events'];
const eventId = z.coerce.number().int().positive().openapi({ example: 42 });
const state = z.enum(['pending', 'done', 'dead']);

const event = z
  .object({
    id: eventId,
    connection: connectionId,
    kind: z.enum(['hint', 'fact']).openapi({ description: 'A hint says that a record changed; a fact is its content' }),
    entity: z.string().openapi({ example: 'deal' }),
    externalId: z.string(),
    change: z.enum(['deleted']).nullable(),
    state,
    result: z.string().nullable().openapi({ description: 'What became of it: echo, written, unchanged, unlinked …' }),
    error: failure.nullable(),
    subject: z.string().openapi({ description: 'The run that works it off' }),
    link: z.string().nullable().openapi({ description: 'The link it concerns, once known' }),
    receivedAt: moment,
    finishedAt: moment.nullable(),
    ...run,
  })
  .openapi('Event');

const delivery = z
  .object({
    id: eventId,
    connection: connectionId,
    receivedAt: moment,
    state: z.enum(['accepted', 'dead']),
    contentType: z.string(),
    sizeBytes: z.int().nullable().openapi({ description: 'The body is kept sealed and is not shown' }),
    error: failure.nullable(),
  })
  .openapi('Delivery');

const eventDetail = event
  .extend({
    attempts: z.object({
      generation: z.int().openapi({ description: 'How many times the same hint came while it waited' }),
      nudgedAt: moment.nullable().openapi({ description: 'When its run was last told to look' }),
    }),
    sizeBytes: z.int().nullable().openapi({ description: 'Size of a fact; it is kept sealed and is not shown' }),
    delivery: delivery.nullable(),
  })
  .openapi('EventDetail');

export const list = createRoute({
  ...allow('events.read'),
  method: 'get',
  path: '/events',
  tags,
  summary: 'Inbound events, the newest first',
  request: {
    query: z.object({
      state: state.optional(),
      connection: connectionId.optional(),
      entity: z.string().optional(),
      kind: event.shape.kind.optional(),
      cause: z
        .string()
        .max(100)
        .optional()
        .openapi({ description: 'Code of the error that parked it, or the word of its result', example: 'B24_DENIED' }),
      record: z.string().max(200).optional().openapi({ description: 'Id of the record in its own system', example: '88' }),
      replay: z.string().max(64).optional().openapi({ description: 'Only events that this replay put back to work' }),
      subject: z.string().optional().openapi({ description: 'Only events of this run', example: 'deal:lnk_3q9w8e7r6t5y4u3i' }),
      ...pageQuery,
    }),
  },
  responses: { 200: json(listOf(event), 'A page of events'), ...refusals },
});
export const get = createRoute({
  ...allow('events.read'),
  method: 'get',
  path: '/events/{id}',
  tags,
  summary: 'One event: what became of it, why, and where it runs',
  request: { params: z.object({ id: eventId }) },
  responses: { 200: json(eventDetail, 'The event'), ...unknown, ...refusals },
});
export const replayRoute = createRoute({
  ...allow('events.replay'),
  method: 'post',
  path: '/events/{id}/replay',
  tags,
  summary: 'Put a dead or finished event back to work',
  description: 'Both sides are read anew; writes already made are not repeated.',
  request: {
    params: z.object({ id: eventId }),
    headers: commandHeaders,
    body: maybeBody(z.strictObject({ reason: reason.optional() })),
  },
  responses: { 200: json(event, 'The event, waiting again'), ...unknown, ...moved, ...refusals },
});
export const deliveries = createRoute({
  ...allow('events.read'),
  method: 'get',
  path: '/deliveries',
  tags,
  summary: 'Raw bodies received; the dead ones proved their origin and could not be read',
  request: {
    query: z.object({ state: z.enum(['accepted', 'dead']).optional(), connection: connectionId.optional(), ...pageQuery }),
  },
  responses: { 200: json(listOf(delivery), 'A page of deliveries'), ...refusals },
});

export function addEvents(api: Api, deps: AppDeps): void {
  const view = (row: ListedEvent) => eventView(deps, row);
  api.openapi(list, async (c) => {
    const { limit, cursor, connection, record, replay: job, ...filter } = c.req.valid('query');
    const rows = await listEvents(deps.db, {
      ...filter,
      externalId: record,
      job,
      scope: c.var.scope,
      connectionId: connection,
      before: idBefore(cursor),
      limit: limit + 1,
    });
    return c.json(
      pageOf(rows, limit, view, (row) => String(row.id)),
      200,
    );
  });
  api.openapi(get, async (c) => {
    const { id } = c.req.valid('param');
    await assertWithin(deps.db, 'event', id, c.var.scope, unknownEvent);
    const found = await getEvent(deps.db, id);
    if (!found) throw unknownEvent();
    const { generation, nudgedAt, sizeBytes } = found.event;
    const from = found.delivery && deliveryView(found.delivery);
    return c.json(
      { ...view(found.event), attempts: { generation, nudgedAt: isoOrNull(nudgedAt) }, sizeBytes, delivery: from },
      200,
    );
  });
  api.openapi(replayRoute, async (c) => {
    const { id } = c.req.valid('param');
    await assertWithin(deps.db, 'event', id, c.var.scope, unknownEvent);
    return c.json(view(await replay(deps, c.var.caller.actor, id, c.req.valid('json').reason)), 200);
  });
  api.openapi(deliveries, async (c) => {
    const { limit, cursor, connection, ...filter } = c.req.valid('query');
    const rows = await listDeliveries(deps.db, {
      scope: c.var.scope,
      ...filter,
      connectionId: connection,
      before: idBefore(cursor),
      limit: limit + 1,
    });
    return c.json(
      pageOf(rows, limit, deliveryView, (row) => String(row.id)),
      200,
    );
  });
}

function eventView({ temporal }: AppDeps, row: ListedEvent) {
  return {
    id: row.id,
    connection: row.connectionId,
    kind: row.kind,
    entity: row.entity,
    externalId: row.externalId,
    change: row.change,
    state: row.state,
    result: row.result,
    error: row.error,
    subject: row.subject,
    link: linkOfSubject(row.subject),
    receivedAt: iso(row.receivedAt),
    finishedAt: isoOrNull(row.finishedAt),
    workflowId: row.subject,
    runUrl: runUrl(temporal, row.subject),
  };
}

const deliveryView = (row: ListedDelivery) => ({
  id: row.id,
  connection: row.connectionId,
  receivedAt: iso(row.receivedAt),
  state: row.state,
  contentType: row.contentType,
  sizeBytes: row.sizeBytes,
  error: row.error,
});
