import { createRoute, z } from '@hono/zod-openapi';
import { type ListedShare, listShared, revokeShared } from '../../store/shared-links.ts';
import { allow } from '../auth/allow.ts';
import { recordCommand } from '../commands/journal.ts';
import { shareDocuments } from '../commands/shared-links.ts';
import { conflict, notFound } from '../refusals.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, iso, isoOrNull, json, moment, moved, reason, refusals, unknown } from './schemas.ts';

const tags = ['Shared links'];
const MOST_HOURS = 14 * 24;

const share = z
  .object({
    id: z.string().openapi({ example: 'shr_3q9w8e7r6t5y4u3i' }),
    process: z.string(),
    subject: z.string().nullable().openapi({ description: 'What it is about: a link of records' }),
    state: z.enum(['open', 'expired', 'revoked']),
    code: z.boolean().openapi({ description: 'A one-time code is asked for' }),
    createdBy: z.string(),
    createdAt: moment,
    expiresAt: moment,
    openedAt: moment
      .nullable()
      .openapi({ description: 'When somebody pressed the button first; following the link alone does not count' }),
    opens: z.int(),
    files: z.int(),
    downloadedAt: moment.nullable(),
    downloads: z.int(),
    revokedAt: moment.nullable(),
    revokedBy: z.string().nullable(),
  })
  .openapi('SharedLink');

const params = z.object({ id: z.string().max(40) });

export const listSharedLinksRoute = createRoute({
  ...allow('shares.read'),
  method: 'get',
  path: '/shared-links',
  tags,
  summary: 'Links to documents that were handed out, the newest first; what was opened and downloaded',
  request: {
    query: z.object({ subject: z.string().max(60).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  },
  responses: { 200: json(z.object({ items: z.array(share) }), 'Links'), ...refusals },
});
export const createSharedLinkRoute = createRoute({
  ...allow('shares.manage'),
  method: 'post',
  path: '/shared-links',
  tags,
  summary: 'Make a link to documents of a claim; its address is shown once and kept nowhere',
  request: {
    headers: commandHeaders,
    body: body(
      z.strictObject({
        link: z.string().max(60).openapi({ description: 'The link of the claim', example: 'lnk_3q9w8e7r6t5y4u3i' }),
        documents: z.array(z.uuid()).min(1).max(30),
        title: z.string().trim().min(1).max(120),
        text: z.string().trim().max(2_000).default(''),
        language: z.enum(['ru', 'en']).default('ru'),
        hours: z.int().min(1).max(MOST_HOURS).default(72),
        codeTo: z
          .strictObject({
            email: z.email().exactOptional(),
            phone: z
              .string()
              .regex(/^\+\d{10,15}$/)
              .exactOptional(),
          })
          .refine((to) => to.email !== undefined || to.phone !== undefined, 'an e-mail or a phone')
          .nullable()
          .openapi({
            description: 'Where one-time codes go: another channel than the one by which the address travels. Null: no code',
          }),
        reason,
      }),
    ),
  },
  responses: {
    201: json(z.object({ share, url: z.url() }), 'The link, and its address'),
    ...unknown,
    ...moved,
    ...refusals,
  },
});
export const revokeSharedLinkRoute = createRoute({
  ...allow('shares.manage'),
  method: 'post',
  path: '/shared-links/{id}/revoke',
  tags,
  summary: 'Take a link back: from now on it shows nothing',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ reason })) },
  responses: { 200: json(share, 'The link'), ...unknown, ...moved, ...refusals },
});

export function addSharedLinks(api: Api, deps: AppDeps): void {
  const { db, vault } = deps;
  const view = viewAt(() => deps.now());

  api.openapi(listSharedLinksRoute, async (c) => {
    const { subject, limit } = c.req.valid('query');
    return c.json({ items: (await listShared(db, { subject, scope: c.var.scope, limit })).map(view) }, 200);
  });
  api.openapi(createSharedLinkRoute, async (c) => {
    const { id, url } = await shareDocuments(deps, c.var.caller.actor, c.var.scope, c.req.valid('json'));
    const [made] = await listShared(db, { id, scope: 'all', limit: 1 });
    if (!made) throw new Error('a shared link vanished');
    return c.json({ share: view(made), url }, 201);
  });
  api.openapi(revokeSharedLinkRoute, async (c) => {
    const { id } = c.req.valid('param');
    const find = async () => (await listShared(db, { id, scope: c.var.scope, limit: 1 }))[0];
    if (!(await find())) throw notFound('SHARE_UNKNOWN', 'Такой ссылки нет.', 'There is no such link.');
    await db.transaction(async (tx) => {
      const by = c.var.caller.actor;
      if (!(await revokeShared(tx, id, by, deps.now())))
        throw conflict('SHARE_REVOKED', 'Ссылка уже отозвана.', 'The link was taken back already.');
      await recordCommand(tx, vault, { type: 'share_revoked', by, data: { share: id }, reason: c.req.valid('json').reason });
    });
    const row = await find();
    if (!row) throw new Error('a shared link vanished');
    return c.json(view(row), 200);
  });
}

const viewAt = (now: () => Date) => (row: ListedShare) => ({
  id: row.id,
  process: row.process,
  subject: row.subject,
  state: row.revokedAt !== null ? ('revoked' as const) : row.expiresAt <= now() ? ('expired' as const) : ('open' as const),
  code: row.codeTo !== null,
  createdBy: row.createdBy,
  createdAt: iso(row.createdAt),
  expiresAt: iso(row.expiresAt),
  openedAt: isoOrNull(row.openedAt),
  opens: row.opens,
  files: row.files,
  downloadedAt: isoOrNull(row.downloadedAt),
  downloads: row.downloads,
  revokedAt: isoOrNull(row.revokedAt),
  revokedBy: row.revokedBy,
});
