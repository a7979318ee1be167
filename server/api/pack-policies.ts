import { createRoute, z } from '@hono/zod-openapi';
import { checkPolicy } from '../../domain/documents/policy.ts';
import type { PackPolicy } from '../../domain/documents/types.ts';
import {
  holdPolicies,
  type PolicyRow,
  policiesInForce,
  policyHash,
  policyVersions,
  publishPolicy,
} from '../../store/pack-policies.ts';
import { allow } from '../auth/allow.ts';
import { recordCommand } from '../commands/journal.ts';
import { conflict, InvalidRequest, notFound } from '../refusals.ts';
import type { Api, AppDeps } from './deps.ts';
import { packPolicy } from './pack-schemas.ts';
import { body, commandHeaders, iso, json, moment, moved, reason, refusals, unknown } from './schemas.ts';

const tags = ['Documents'];
const named = z.object({ name: packPolicy.shape.name });
const version = z
  .object({
    policy: packPolicy,
    version: z.int(),
    origin: z.enum(['shipped', 'saved']),
    author: z.string(),
    reason: z.string(),
    publishedAt: moment,
  })
  .openapi('PackPolicyVersion');
const items = z.object({ items: z.array(version) });

export const list = createRoute({
  ...allow('packs.read'),
  method: 'get',
  path: '/pack-policies',
  tags,
  summary: 'What goes to whom and when: the policies in force',
  description: 'The first policy that names the kind of tour and of buyer counts for a claim.',
  responses: { 200: json(items, 'All policies'), ...refusals },
});
export const versions = createRoute({
  ...allow('packs.read'),
  method: 'get',
  path: '/pack-policies/{name}',
  tags,
  summary: 'Every version of a policy, the newest first',
  request: { params: named },
  responses: { 200: json(items, 'All versions'), ...unknown, ...refusals },
});
export const publish = createRoute({
  ...allow('packs.manage'),
  method: 'put',
  path: '/pack-policies/{name}',
  tags,
  summary: 'Put a policy in force',
  description: 'It counts from the next look at each claim. What has gone out stands.',
  request: {
    params: named,
    headers: commandHeaders,
    body: body(
      z.strictObject({
        policy: packPolicy,
        over: z
          .int()
          .min(0)
          .openapi({ description: 'The version that the author saw; another one is a conflict. 0 for a new policy' }),
        reason,
      }),
    ),
  },
  responses: { 200: json(version, 'It is in force'), ...moved, ...refusals },
});

/** Policies of document packs. */
export function addPackPolicies(api: Api, deps: AppDeps): void {
  api.openapi(list, async (c) => c.json({ items: (await policiesInForce(deps.db)).map(view) }, 200));
  api.openapi(versions, async (c) => {
    const rows = await policyVersions(deps.db, c.req.valid('param').name);
    if (rows.length === 0) throw notFound('POLICY_UNKNOWN', 'Такого правила нет.', 'There is no such policy.');
    return c.json({ items: rows.map(view) }, 200);
  });
  api.openapi(publish, async (c) => {
    const { name } = c.req.valid('param');
    const { policy, over, reason: why } = c.req.valid('json');
    assertSound(policy, name);
    const row = await deps.db.transaction(async (tx) => {
      await holdPolicies(tx);
      const [newest] = await policyVersions(tx, name);
      if (newest?.bodyHash === policyHash(policy)) return newest;
      if ((newest?.version ?? 0) !== over)
        throw conflict('POLICY_MOVED', 'Правило уже изменил кто-то другой.', 'Somebody else has changed the policy meanwhile.');
      const author = c.var.caller.actor;
      const made = await publishPolicy(tx, { body: policy, origin: 'saved', author, reason: why });
      await recordCommand(tx, deps.vault, {
        by: author,
        type: 'pack_policy_published',
        data: { name, version: made.version },
        reason: why,
      });
      return made;
    });
    return c.json(view(row), 200);
  });
}

function assertSound(policy: PackPolicy, name: string): void {
  const mistakes = checkPolicy(policy).map(({ path, message }) => ({
    path: `policy.${path}`,
    message: message.en,
    ru: message.ru,
  }));
  if (policy.name !== name) mistakes.push({ path: 'policy.name', message: 'the name in the address', ru: 'имя из адреса' });
  if (mistakes.length > 0) throw new InvalidRequest(mistakes, 'POLICY_INVALID');
}

const view = ({ body: policy, version: number, origin, author, reason: why, publishedAt }: PolicyRow) => ({
  policy: packPolicy.parse(policy),
  version: number,
  origin,
  author,
  reason: why,
  publishedAt: iso(publishedAt),
});
