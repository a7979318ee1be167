import { z } from '@hono/zod-openapi';
import { unitId } from './access-schemas.ts';
import { connectionId, failure, moment, run, sentence } from './schemas.ts';

const path = z
  .string()
  .regex(/^[A-Za-z_][\w@/-]*(\.[A-Za-z_][\w@/-]*)*$/, 'a dotted path')
  .max(200);
const FIELD_TYPES = ['string', 'integer', 'decimal', 'boolean', 'date', 'datetime', 'enum', 'string[]', 'rows', 'json'] as const;
const declared = z.record(z.string(), z.enum(FIELD_TYPES));

/** What a person writes of a route. */
const written = {
  title: z.string().trim().min(1).max(200).openapi({ example: 'Заказы сайта в учётную систему' }),
  unit: unitId.nullable().optional(),
  source: z.strictObject({ connection: connectionId, event: z.string().min(1).max(100).openapi({ example: 'order' }) }),
  conditions: z
    .array(z.record(z.string(), z.unknown()))
    .max(50)
    .default([])
    .openapi({ description: 'All must hold', example: [{ path: 'status', is: 'paid' }] }),
  rules: z
    .array(z.record(z.string(), z.unknown()))
    .min(1)
    .max(500)
    .openapi({
      description: 'Rules of the mapping language, see docs/mapping.md',
      example: [{ from: 'customer.name', to: 'client' }],
    }),
  dictionaries: z.record(z.string(), z.unknown()).default({}),
  constants: z.record(z.string(), z.unknown()).default({}),
  types: z
    .strictObject({ source: declared.default({}), target: declared.default({}) })
    .default({ source: {}, target: {} })
    .openapi({ description: 'Types of paths that no connector describes; others count as any' }),
  target: z.strictObject({
    connection: connectionId,
    write: z.string().min(1).max(100).openapi({ description: 'A write of that connection', example: 'order.create' }),
    entity: z.string().min(1).max(100).optional(),
    id: path.optional().openapi({ description: 'Path in the event to the id of the record to change' }),
  }),
  orderBy: path.nullable().optional().openapi({ description: 'Events with one value here are written in their order' }),
  lanes: z.int().min(1).max(32).default(4),
  mode: z.enum(['off', 'observe', 'live']).default('observe'),
};

export const newRoute = z.strictObject(written).openapi('NewRoute');

export const relayRoute = z
  .object({
    id: z.string(),
    ...written,
    unit: unitId.nullable(),
    orderBy: z.string().nullable(),
    state: z.enum(['on', 'off', 'paused']),
    pause: sentence.nullable(),
    version: z.int(),
    mappingHash: z.string(),
    figures: z.object({
      waiting: z.int(),
      parked: z.int(),
      lastDay: z
        .record(z.string(), z.int())
        .openapi({ description: 'Events of the last 24 hours by result', example: { written: 120 } }),
      lastEventAt: moment.nullable(),
    }),
    createdAt: moment,
    updatedAt: moment,
    ...run,
  })
  .openapi('RelayRoute');

export const relayEvent = z
  .object({
    id: z.int(),
    externalId: z.string(),
    state: z.enum(['pending', 'done', 'dead']),
    result: z.string().nullable(),
    error: failure.nullable(),
    receivedAt: moment,
    finishedAt: moment.nullable(),
    retryAt: moment.nullable(),
    workflowId: z.string(),
  })
  .openapi('RelayEvent');

export const relayWrite = z
  .object({
    operation: z.string().openapi({ example: 'order.create' }),
    retry: z
      .enum(['safe', 'keyed', 'findable', 'manual'])
      .openapi({ description: 'safe and keyed: sent again; findable: looked for first; manual: a person is asked' }),
  })
  .openapi('RelayWrite');

export const trial = z
  .object({
    problems: z.array(
      z.object({
        path: z.string().openapi({ example: 'rules.2' }),
        severity: z.enum(['error', 'warning', 'note']),
        message: sentence,
        hint: sentence,
      }),
    ),
    matches: z.boolean().nullable().openapi({ description: 'Null where the route cannot run' }),
    fields: z.record(z.string(), z.unknown()).nullable().openapi({ description: 'What the rules make of the sample' }),
    issues: z.array(z.object({ rule: z.string(), field: z.string(), code: z.string(), sentence })),
    request: z
      .object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()), body: z.string().nullable() })
      .nullable()
      .openapi({ description: 'What would be sent, without credentials' }),
    refusal: failure.omit({ detail: true }).nullable(),
  })
  .openapi('RouteTrial');
