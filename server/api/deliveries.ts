import { createRoute, z } from '@hono/zod-openapi';
import { addressOn } from '../../domain/delivery/types.ts';
import { cancelDelivery, type DeliveryRow, getDelivery, listSent, openDelivery } from '../../store/deliveries.ts';
import { allow } from '../auth/allow.ts';
import { recordCommand } from '../commands/journal.ts';
import { maskText } from '../mask.ts';
import { listOf, pageOf, pageQuery, placeBefore } from '../paging.ts';
import { conflict, notFound } from '../refusals.ts';
import type { Api, AppDeps } from './deps.ts';
import { commandHeaders, failure, iso, isoOrNull, json, maybeBody, moment, moved, reason, refusals, unknown } from './schemas.ts';

const tags = ['Outgoing messages'];
const state = z.enum(['queued', 'sending', 'sent', 'failed', 'unknown', 'expired', 'cancelled', 'bounced']);
const messageClass = z.enum(['alert', 'service', 'document', 'answer', 'advertising']);
const channel = z.enum(['email', 'sms', 'messenger', 'webhook']);
const block = z.enum(['no_address', 'bounced', 'opted_out', 'no_account', 'no_text', 'too_large']);
const leg = z.object({ channel, connection: z.string() });

const delivery = z
  .object({
    id: z.string().openapi({ example: 'dlv_3q9w8e7r6t5y4u3i' }),
    class: messageClass,
    process: z.string().openapi({ example: 'alerts' }),
    subject: z.string().nullable().openapi({ description: 'What it is about: an alert, a link' }),
    person: z.string().nullable(),
    template: z.string(),
    templateVersion: z.int(),
    state: state.openapi({ description: 'unknown: a person is asked whether it arrived' }),
    message: z.string().openapi({ description: 'The row by which the message set out; all rows of one message have the same' }),
    replacedBy: z.string().nullable().openapi({ description: 'The row by which the message goes on after it failed here' }),
    channel: channel.nullable(),
    connection: z.string().nullable(),
    route: z.array(leg).openapi({ description: 'The way it is on, and those that are left after it' }),
    passed: z
      .array(z.object({ channel, reason: block }))
      .openapi({ description: 'Channels of its class that are not taken, and why' }),
    policyVersion: z.int().openapi({ description: 'Of the channel policy that chose its ways; 0 is the one shipped' }),
    attempts: z.int(),
    dueAt: moment,
    expiresAt: moment,
    error: failure.nullable(),
    createdAt: moment,
    finishedAt: moment.nullable(),
    deliveredAt: moment.nullable().openapi({ description: 'When the channel told that it arrived; most never do' }),
  })
  .openapi('OutgoingMessage');

const deliveryDetail = delivery
  .extend({
    to: z
      .string()
      .nullable()
      .openapi({ description: 'Masked; null once the data of the person are erased', example: 'i***@example.com' }),
    title: z.string().nullable().openapi({ description: 'Subject line, with what is personal masked' }),
    providerId: z.string().nullable().openapi({ description: 'What the channel calls it: a Message-ID' }),
    attemptList: z.array(leg.extend({ no: z.int(), at: moment, callDeadline: moment, outcome: z.string().nullable() })),
  })
  .openapi('OutgoingMessageDetail');

const params = z.object({ id: z.string().max(40) });

export const listDeliveriesRoute = createRoute({
  ...allow('deliveries.read'),
  method: 'get',
  path: '/outgoing',
  tags,
  summary: 'Messages to people, the newest first',
  request: {
    query: z.object({
      state: state.optional(),
      class: messageClass.optional(),
      process: z.string().max(50).optional(),
      subject: z.string().max(100).optional(),
      message: z.string().max(40).optional(),
      connection: z.string().optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: json(listOf(delivery), 'A page of messages'), ...refusals },
});
export const getDeliveryRoute = createRoute({
  ...allow('deliveries.read'),
  method: 'get',
  path: '/outgoing/{id}',
  tags,
  summary: 'One message, with every attempt',
  request: { params },
  responses: { 200: json(deliveryDetail, 'The message'), ...unknown, ...refusals },
});
export const cancelDeliveryRoute = createRoute({
  ...allow('deliveries.cancel'),
  method: 'post',
  path: '/outgoing/{id}/cancel',
  tags,
  summary: 'Take back a message that has not left',
  request: { params, headers: commandHeaders, body: maybeBody(z.strictObject({ reason: reason.optional() })) },
  responses: { 200: json(delivery, 'The message'), ...unknown, ...moved, ...refusals },
});

const unknownDelivery = () => notFound('DELIVERY_UNKNOWN', 'Такого сообщения нет.', 'There is no such message.');

export function addDeliveries(api: Api, deps: AppDeps): void {
  api.openapi(listDeliveriesRoute, async (c) => {
    const { limit, cursor, connection, ...filter } = c.req.valid('query');
    const rows = await listSent(deps.db, {
      ...filter,
      connectionId: connection,
      scope: c.var.scope,
      before: placeBefore(cursor),
      limit: limit + 1,
    });
    return c.json(
      pageOf(rows, limit, view, (row) => `${row.place} ${row.id}`),
      200,
    );
  });
  api.openapi(getDeliveryRoute, async (c) => {
    const row = await getDelivery(deps.db, c.req.valid('param').id, c.var.scope);
    if (!row) throw unknownDelivery();
    // A destroyed key leaves the facts of a message, and nothing of whom it went to.
    const opened = await openDelivery(deps.db, deps.vault, row).catch(() => null);
    const to = opened === null || row.channel === null ? undefined : addressOn(row.channel, opened.to);
    return c.json(
      {
        ...view(row),
        to: to === undefined ? null : maskText(to),
        title: opened === null ? null : maskText(opened.content.subject),
        providerId: row.providerId,
        attemptList: row.attempts.map(({ outcome, ...attempt }) => ({ ...attempt, outcome: outcome ?? null })),
      },
      200,
    );
  });
  api.openapi(cancelDeliveryRoute, async (c) => {
    const { id } = c.req.valid('param');
    const why = c.req.valid('json')?.reason;
    const row = await deps.db.transaction(async (tx) => {
      const before = await getDelivery(tx, id, c.var.scope);
      if (!before) throw unknownDelivery();
      if (before.state === 'cancelled') return before;
      if (!(await cancelDelivery(tx, id, deps.now())))
        throw conflict(
          'DELIVERY_UNDER_WAY',
          'Сообщение уже отправляется или отправлено.',
          'The message is under way or was sent.',
        );
      await recordCommand(tx, deps.vault, {
        type: 'delivery_cancelled',
        by: c.var.caller.actor,
        data: { delivery: id, process: before.process },
        reason: why,
      });
      return (await getDelivery(tx, id)) ?? before;
    });
    return c.json(view(row), 200);
  });
}

function view(row: DeliveryRow) {
  return {
    id: row.id,
    class: row.class,
    process: row.process,
    subject: row.subject,
    person: row.personId,
    template: row.template,
    templateVersion: row.templateVersion,
    state: row.state,
    message: row.message,
    replacedBy: row.replacedBy,
    channel: row.channel,
    connection: row.connectionId,
    route: row.route,
    passed: row.passed,
    policyVersion: row.policyVersion,
    attempts: row.attempt,
    dueAt: iso(row.dueAt),
    expiresAt: iso(row.expiresAt),
    error: row.error,
    createdAt: iso(row.createdAt),
    finishedAt: isoOrNull(row.finishedAt),
    deliveredAt: isoOrNull(row.deliveredAt),
  };
}
