import { createRoute, z } from '@hono/zod-openapi';
import { CHANNELS, type MessageClass } from '../../domain/delivery/types.ts';
import { liftBlock, standingBlocks } from '../../store/address-blocks.ts';
import { policiesOf, policyOf, savePolicy } from '../../store/channel-policies.ts';
import { allow } from '../auth/allow.ts';
import { recordCommand } from '../commands/journal.ts';
import { conflict, notFound } from '../refusals.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, iso, json, moment, moved, reason, refusals, unknown } from './schemas.ts';

const tags = ['Channel policies'];
const CLASSES = ['alert', 'service', 'document', 'answer', 'advertising'] as const satisfies readonly MessageClass[];
const MINUTE_MS = 60_000;
const SHOWN_VERSIONS = 50;
const SHOWN_BLOCKS = 200;

const channel = z.enum(['email', 'sms', 'messenger', 'webhook']);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const channels = z
  .array(channel)
  .max(CHANNELS.length)
  .refine((list) => new Set(list).size === list.length, 'each channel once');

const rules = z.strictObject({
  order: channels.min(1).openapi({ description: 'Channels in the order in which they are tried' }),
  downMinutes: z.int().min(1).max(1_440).openapi({ description: 'A channel that takes nothing for this long counts as down' }),
  lifetimeMinutes: z.int().min(5).max(86_400).openapi({ description: 'After this long an unsent message is of no use any more' }),
  quiet: z
    .strictObject({ channels: channels.min(1), from: clock, to: clock })
    .nullable()
    .openapi({ description: 'Hours in the zone of the recipient in which these channels keep still' }),
});

const policy = z
  .object({
    class: z.enum(CLASSES),
    version: z.int().openapi({ description: '0 is the one shipped' }),
    rules,
    versions: z.array(z.object({ version: z.int(), author: z.string(), reason: z.string(), savedAt: moment })),
  })
  .openapi('ChannelPolicy');

const block = z
  .object({
    id: z.string(),
    channel,
    reason: z.enum(['bounced', 'opted_out']),
    code: z.string().openapi({ description: 'What the channel said' }),
    message: z.string().nullable().openapi({ description: 'The outgoing message that told' }),
    since: moment,
  })
  .openapi('AddressBlock');

export const listChannelPoliciesRoute = createRoute({
  ...allow('channels.read'),
  method: 'get',
  path: '/channel-policies',
  tags,
  summary: 'How messages of each class travel',
  responses: { 200: json(z.object({ items: z.array(policy) }), 'One policy for each class'), ...refusals },
});
export const saveChannelPolicyRoute = createRoute({
  ...allow('channels.manage'),
  method: 'put',
  path: '/channel-policies/{class}',
  tags,
  summary: 'Change how messages of a class travel; those under way keep their ways',
  request: {
    params: z.object({ class: z.enum(CLASSES) }),
    headers: commandHeaders,
    body: body(z.strictObject({ rules, over: z.int().min(0), reason })),
  },
  responses: { 200: json(policy, 'The policy in force'), ...moved, ...refusals },
});
export const listAddressBlocksRoute = createRoute({
  ...allow('channels.read'),
  method: 'get',
  path: '/address-blocks',
  tags,
  summary: 'Addresses that are not written to any more, the latest first; the addresses themselves stay closed',
  responses: { 200: json(z.object({ items: z.array(block) }), 'Blocks'), ...refusals },
});
export const liftAddressBlockRoute = createRoute({
  ...allow('channels.manage'),
  method: 'post',
  path: '/address-blocks/{id}/lift',
  tags,
  summary: 'Let an address be written to again',
  request: { params: z.object({ id: z.string().max(40) }), headers: commandHeaders, body: body(z.strictObject({ reason })) },
  responses: { 200: json(block, 'The block that stood'), ...unknown, ...refusals },
});

export function addChannelPolicies(api: Api, deps: AppDeps): void {
  const { db, vault } = deps;

  async function shown(name: MessageClass) {
    const { version, policy: now } = await policyOf(db, name);
    const { order, downMs, lifetimeMs, quiet } = now;
    return {
      class: name,
      version,
      rules: {
        order: [...order],
        downMinutes: downMs / MINUTE_MS,
        lifetimeMinutes: lifetimeMs / MINUTE_MS,
        quiet: quiet && { ...quiet, channels: [...quiet.channels] },
      },
      versions: (await policiesOf(db, name, SHOWN_VERSIONS)).map(({ version: no, author, reason: why, savedAt }) => ({
        version: no,
        author,
        reason: why,
        savedAt: iso(savedAt),
      })),
    };
  }

  api.openapi(listChannelPoliciesRoute, async (c) => c.json({ items: await Promise.all(CLASSES.map(shown)) }, 200));
  api.openapi(saveChannelPolicyRoute, async (c) => {
    const { class: name } = c.req.valid('param');
    const { over, reason: why, rules: wanted } = c.req.valid('json');
    const { order, downMinutes, lifetimeMinutes, quiet } = wanted;
    const by = c.var.caller.actor;
    await db.transaction(async (tx) => {
      const saved = { order, downMs: downMinutes * MINUTE_MS, lifetimeMs: lifetimeMinutes * MINUTE_MS, quiet };
      const version = await savePolicy(tx, { class: name, body: saved, author: by, reason: why }, over);
      if (version === null)
        throw conflict('POLICY_MOVED', 'Политику изменили: откройте её заново.', 'The policy was changed: open it again.');
      await recordCommand(tx, vault, { type: 'channel_policy_saved', by, data: { class: name, version }, reason: why });
    });
    return c.json(await shown(name), 200);
  });
  api.openapi(listAddressBlocksRoute, async (c) => c.json({ items: (await standingBlocks(db, SHOWN_BLOCKS)).map(view) }, 200));
  api.openapi(liftAddressBlockRoute, async (c) => {
    const by = c.var.caller.actor;
    const row = await db.transaction(async (tx) => {
      const lifted = await liftBlock(tx, c.req.valid('param').id, by, deps.now());
      if (!lifted) throw notFound('BLOCK_UNKNOWN', 'Такой блокировки нет.', 'There is no such block.');
      const { id, channel: on } = lifted;
      await recordCommand(tx, vault, {
        type: 'address_block_lifted',
        by,
        data: { block: id, channel: on },
        reason: c.req.valid('json').reason,
      });
      return lifted;
    });
    return c.json(view(row), 200);
  });
}

function view({ id, channel: on, reason: why, code, deliveryId, blockedAt }: Awaited<ReturnType<typeof standingBlocks>>[number]) {
  return { id, channel: on, reason: why, code, message: deliveryId, since: iso(blockedAt) };
}
