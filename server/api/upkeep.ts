import { createRoute, z } from '@hono/zod-openapi';
import { listPairs } from '../../store/connections.ts';
import { verifySeals } from '../../store/journal.ts';
import type { UnitScope } from '../../store/scope.ts';
import { allow } from '../auth/allow.ts';
import { recordCommand } from '../commands/journal.ts';
import { notFound } from '../refusals.ts';
import { runUrl } from '../runs.ts';
import type { Api, AppDeps } from './deps.ts';
import { commandHeaders, json, maybeBody, refusals, run, unknown } from './schemas.ts';

const tags = ['Upkeep'];

const verdict = z
  .union([
    z.object({ ok: z.literal(true), seals: z.int(), rows: z.int() }),
    z.object({ ok: z.literal(false), seal: z.int(), reason: z.enum(['chain', 'rows', 'seal']) }),
  ])
  .openapi('SealVerdict');

export const reconcile = createRoute({
  ...allow('drift.run'),
  method: 'post',
  path: '/reconcile',
  tags,
  summary: 'Compare both sides of a pair, or of all, now',
  description:
    'Reads only; what differs is looked at again by its own run. A comparison that is under way is joined, not doubled.',
  request: {
    headers: commandHeaders,
    body: maybeBody(z.strictObject({ pair: z.string().optional().openapi({ example: 'samo-main--bitrix24-main' }) })),
  },
  responses: {
    202: json(z.object({ runs: z.array(z.object({ pair: z.string(), ...run })) }), 'What was started'),
    ...unknown,
    ...refusals,
  },
});
export const verify = createRoute({
  ...allow('audit.read'),
  method: 'get',
  path: '/journal/verify',
  tags,
  summary: 'Recompute every seal of the journal',
  description: 'Finds a changed, added or removed line, and a changed or removed seal.',
  responses: { 200: json(verdict, 'Whether all seals hold, else the first that does not and why'), ...refusals },
});

export function addUpkeep(api: Api, deps: AppDeps): void {
  api.openapi(reconcile, async (c) => {
    const { pair } = c.req.valid('json');
    const pairs = await pairsFor(deps, c.var.scope, pair);
    const runs = [];
    for (const id of pairs) {
      const workflowId = await deps.startReconcile(id);
      runs.push({ pair: id, workflowId, runUrl: runUrl(deps.temporal, workflowId) });
    }
    await recordCommand(deps.db, deps.vault, { by: c.var.caller.actor, type: 'reconcile_started', data: { pairs } });
    return c.json({ runs }, 202);
  });
  api.openapi(verify, async (c) => c.json(await verifySeals(deps.db), 200));
}

async function pairsFor(deps: AppDeps, scope: UnitScope, wanted: string | undefined): Promise<string[]> {
  const seen = (await listPairs(deps.db, scope)).map((pair) => pair.id);
  if (wanted === undefined) return seen;
  if (!seen.includes(wanted)) throw notFound('PAIR_UNKNOWN', 'Такой пары нет.', 'There is no such pair.');
  return [wanted];
}
