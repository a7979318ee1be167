import { createRoute, z } from '@hono/zod-openapi';
import type { Json } from '../../domain/json.ts';
import { listModes, listPairs, type PairRow } from '../../store/connections.ts';
import { allow } from '../auth/allow.ts';
import { assertUnit, assertWithin } from '../auth/within.ts';
import { unknownConnection } from '../commands/connections.ts';
import { changeMode, savePairAs } from '../commands/pairs.ts';
import { InvalidRequest } from '../refusals.ts';
import { unitId } from './access-schemas.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, connectionId, iso, json, moment, moved, reason, refusals, unknown } from './schemas.ts';

const tags = ['Pairs and modes'];
const processName = z.enum(['deals']).openapi({ description: 'SAMO claims and CRM deals' });
const writing = z.enum(['deals', 'payments', 'documents']);

const pair = z
  .object({
    id: z.string(),
    process: processName,
    leftConnection: connectionId.openapi({ description: 'The booking system, which opens links' }),
    rightConnection: connectionId.openapi({ description: 'The CRM' }),
    constants: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'Constants of the mapping', example: { assignedById: '1', sourceId: 'WEB' } }),
    unit: unitId.nullable().openapi({ description: 'Whose its links are; null for the whole hub' }),
    createdAt: moment,
  })
  .openapi('Pair', {
    example: {
      id: 'samo-main--bitrix24-main',
      process: 'deals',
      leftConnection: 'samo-main',
      rightConnection: 'bitrix24-main',
      constants: { assignedById: '1' },
      unit: null,
      createdAt: '2026-11-21T08:30:00.000Z',
    },
  });

const newPair = pair
  .omit({ createdAt: true })
  .extend({
    id: connectionId.max(128).optional().openapi({ description: '`<left>--<right>` when left out' }),
    constants: pair.shape.constants.default({}),
    unit: pair.shape.unit.optional().openapi({ description: 'That of the left connection when left out' }),
  })
  .strict()
  .openapi('NewPair');

const planHash = z
  .string()
  .max(100)
  .openapi({ description: 'Of the stored plans that were looked at; refused with PLAN_CHANGED when there are others by now' });

const mode = z.object({
  process: writing.openapi({
    description:
      'deals: claims and deals; payments: payments posted in the booking system; documents: fetched there, sent, and noted on the deal',
  }),
  connection: connectionId,
  mode: z
    .enum(['off', 'observe', 'live'])
    .openapi({ description: 'off: nothing runs; observe: planned writes are stored, none is made; live' }),
});

export const listPairsRoute = createRoute({
  ...allow('connections.read'),
  method: 'get',
  path: '/pairs',
  tags,
  summary: 'Which connections are kept in agreement',
  responses: { 200: json(z.object({ items: z.array(pair) }), 'All pairs'), ...refusals },
});
export const createPair = createRoute({
  ...allow('connections.manage'),
  method: 'post',
  path: '/pairs',
  tags,
  summary: 'Join two connections, or change the constants of a pair',
  description: 'Idempotent. Links hang on a pair, so its connections cannot be changed afterwards.',
  request: { headers: commandHeaders, body: body(newPair) },
  responses: { 200: json(pair, 'The pair, changed'), 201: json(pair, 'The pair, new'), ...moved, ...refusals },
});
export const listModesRoute = createRoute({
  ...allow('connections.read'),
  method: 'get',
  path: '/modes',
  tags,
  summary: 'What each process may write to each connection; what is not listed is off',
  responses: {
    200: json(
      z.object({ items: z.array(mode.extend({ updatedBy: z.string(), updatedAt: moment }).openapi('Mode')) }),
      'All modes',
    ),
    ...refusals,
  },
});
export const putMode = createRoute({
  ...allow('connections.operate'),
  method: 'put',
  path: '/modes',
  tags,
  summary: 'Decide what a process may write to a connection',
  description:
    'Going live makes every open deal of the connection be looked at again, so that what was only observed is now done.',
  request: {
    headers: commandHeaders,
    body: body(mode.extend({ reason: reason.optional(), plan: planHash.optional() }).strict()),
  },
  responses: {
    200: json(
      mode.extend({ hinted: z.int().openapi({ description: 'Deals that are looked at again' }) }),
      'The mode as it now is',
    ),
    ...moved,
    ...unknown,
    ...refusals,
  },
});

export function addPairs(api: Api, deps: AppDeps): void {
  api.openapi(listPairsRoute, async (c) => c.json({ items: (await listPairs(deps.db, c.var.scope)).map(pairView) }, 200));
  api.openapi(createPair, async (c) => {
    const asked = c.req.valid('json');
    const { scope } = c.var;
    await assertWithin(deps.db, 'connection', asked.leftConnection, scope, noConnection('leftConnection'));
    await assertWithin(deps.db, 'connection', asked.rightConnection, scope, noConnection('rightConnection'));
    await assertUnit(deps.db, asked.unit, scope);
    const id = asked.id ?? `${asked.leftConnection}--${asked.rightConnection}`;
    const fresh = await savePairAs(deps, c.var.caller.actor, {
      ...asked,
      id,
      constants: asked.constants as Record<string, Json>,
    });
    const saved = (await listPairs(deps.db)).filter((row) => row.id === id).map(pairView);
    const [view] = saved;
    if (!view) throw new Error('the pair was not stored');
    return c.json(view, fresh ? 201 : 200);
  });
  api.openapi(listModesRoute, async (c) => {
    const items = (await listModes(deps.db, c.var.scope)).flatMap(
      ({ process, connectionId: connection, mode: value, updatedBy, updatedAt }) => {
        const known = writing.safeParse(process);
        return known.success ? [{ process: known.data, connection, mode: value, updatedBy, updatedAt: iso(updatedAt) }] : [];
      },
    );
    return c.json({ items }, 200);
  });
  api.openapi(putMode, async (c) => {
    const { reason: why, plan, ...asked } = c.req.valid('json');
    await assertWithin(deps.db, 'connection', asked.connection, c.var.scope, unknownConnection);
    return c.json({ ...asked, hinted: await changeMode(deps, c.var.caller.actor, { ...asked, reason: why, plan }) }, 200);
  });
}

const noConnection = (path: string) => () => new InvalidRequest([{ path, message: 'there is no such connection' }]);

const pairView = ({ createdAt, unitId: unit, ...pairRow }: PairRow) => ({ ...pairRow, unit, createdAt: iso(createdAt) });
