import { createRoute, z } from '@hono/zod-openapi';
import { currentPolicies, type PolicyRow } from '../../store/calendars.ts';
import { effectOn } from '../../store/clocks.ts';
import { allow } from '../auth/allow.ts';
import { putPolicy, standingPolicy } from '../commands/calendars.ts';
import { clockEffect, clockPolicy, effectView, over, owner, policyOf, policyView, publishedVersion } from './calendar-schemas.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, iso, json, moved, reason, refusals, unknown } from './schemas.ts';

const tags = ['Calendars'];
const name = z.string().max(80).openapi({ example: 'documents.part' });
const params = z.object({ owner, name });
const published = z.object({ owner, name, policy: clockPolicy, ...publishedVersion }).openapi('PublishedPolicy');

export const list = createRoute({
  ...allow('calendars.read'),
  method: 'get',
  path: '/clock-policies',
  tags,
  summary: 'What clocks are judged by: norms and marks, the hub’s and those of units',
  responses: { 200: json(z.object({ items: z.array(published) }), 'Everything in force'), ...refusals },
});
export const preview = createRoute({
  ...allow('calendars.manage'),
  method: 'post',
  path: '/clock-policies/{owner}/{name}/preview',
  tags,
  summary: 'What a policy would do to open clocks; changes nothing',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ policy: clockPolicy })) },
  responses: { 200: json(clockEffect, 'The effect'), ...unknown, ...refusals },
});
export const put = createRoute({
  ...allow('calendars.manage'),
  method: 'put',
  path: '/clock-policies/{owner}/{name}',
  tags,
  summary: 'Put a policy in force; open clocks are reckoned anew, closed ones stay',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ policy: clockPolicy, over, reason })) },
  responses: { 200: json(published, 'What is in force'), ...unknown, ...moved, ...refusals },
});

export function addClockPolicies(api: Api, deps: AppDeps): void {
  api.openapi(list, async (c) => c.json({ items: (await currentPolicies(deps.db)).map(view) }, 200));
  api.openapi(preview, async (c) => {
    const of = c.req.valid('param');
    await standingPolicy(deps.db, of.owner, of.name);
    const policies = [{ ...of, policy: policyOf(c.req.valid('json').policy) }];
    return c.json(effectView(await effectOn(deps.db, { policies }, deps.now())), 200);
  });
  api.openapi(put, async (c) => {
    const of = c.req.valid('param');
    const { policy, ...publishing } = c.req.valid('json');
    await putPolicy(deps, { ...of, policy: policyOf(policy) }, { by: c.var.caller.actor, ...publishing });
    const row = await standingPolicy(deps.db, of.owner, of.name);
    if (row === undefined) throw new Error('a policy vanished after it was published');
    return c.json(view(row), 200);
  });
}

const view = ({ owner: of, name: called, policy, version, author, reason: why, publishedAt }: PolicyRow) => ({
  owner: of,
  name: called,
  policy: policyView(policy),
  version,
  author,
  reason: why,
  publishedAt: iso(publishedAt),
});
