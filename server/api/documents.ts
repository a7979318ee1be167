import { createRoute, z } from '@hono/zod-openapi';
import { stream } from 'hono/streaming';
import { subjects } from '../../ingress/subjects.ts';
import { clocksOf } from '../../store/clocks.ts';
import { getPack, openContacts, partsOf } from '../../store/document-packs.ts';
import { documentStory, listPacks, partsOfMany } from '../../store/document-search.ts';
import { sendsOf } from '../../store/document-sends.ts';
import { documentsOf, getDocuments, openDocument } from '../../store/documents.ts';
import { getLink } from '../../store/links.ts';
import { listTasks } from '../../store/listing.ts';
import { allow } from '../auth/allow.ts';
import { note } from '../auth/audit.ts';
import { assertWithin } from '../auth/within.ts';
import { lookNow, unknownPack } from '../commands/documents.ts';
import { unknownLink } from '../commands/links.ts';
import { clockView, fileName, fileView, packView, previewView, recipientView, sendView, storyView } from '../document-views.ts';
import { listOf, pageOf, pageQuery, placeBefore } from '../paging.ts';
import { payerQuery } from '../payer-query.ts';
import { endsOf } from '../record-pages.ts';
import { conflict, notFound } from '../refusals.ts';
import type { Api, AppDeps } from './deps.ts';
import { pack, packDetail, packPreview, packState, partState } from './document-schemas.ts';
import { packPolicy } from './pack-schemas.ts';
import { body, commandHeaders, iso, json, moment, refusals, unknown } from './schemas.ts';

const tags = ['Documents'];
const linkId = z.string().max(60).openapi({ example: 'lnk_3q9w8e7r6t5y4u3i' });
const params = z.object({ id: linkId });
const sum = z.string().regex(/^\d{1,12}(\.\d{1,2})?$/);
const yes = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .openapi({ type: 'boolean' });

const narrowing = {
  claim: z.string().max(40).optional().openapi({ description: 'Claim number' }),
  link: linkId.optional(),
  state: packState.optional(),
  part: partState.optional().openapi({ description: 'One of its parts stands so' }),
  from: sum.optional().openapi({ description: 'The lowest price of the claim' }),
  to: sum.optional(),
  startsFrom: z.iso.date().optional().openapi({ description: 'The tour begins that day or later' }),
  startsTo: z.iso.date().optional(),
  sentSince: moment.optional().openapi({ description: 'Something of it was sent then or later' }),
  sentUntil: moment.optional(),
};

export const list = createRoute({
  ...allow('documents.read'),
  method: 'get',
  path: '/documents',
  tags,
  summary: 'Document packs of claims with the state of every part and why; the newest first',
  request: { query: z.object({ ...narrowing, attention: yes.optional(), ...pageQuery }) },
  responses: { 200: json(listOf(pack), 'A page of packs'), ...refusals },
});
export const find = createRoute({
  ...allow('people.search'),
  method: 'post',
  path: '/documents/find',
  tags,
  summary: 'Document packs of a payer, by name, phone or e-mail',
  description:
    'What was looked for stays out of addresses, logs and the audit; that somebody has searched, and how much was found, is in the audit.',
  request: {
    headers: commandHeaders,
    body: body(
      z.strictObject({
        payer: z.string().trim().min(1).max(100).openapi({ example: 'Соколова Анна' }),
        ...narrowing,
        limit: z.int().min(1).max(200).default(50),
      }),
    ),
  },
  responses: { 200: json(z.object({ items: z.array(pack), more: z.boolean() }), 'Found'), ...refusals },
});
export const get = createRoute({
  ...allow('documents.read'),
  method: 'get',
  path: '/documents/{id}',
  tags,
  summary: 'The pack of one claim: parts, documents, what was sent to whom, deadlines, tasks and timeline',
  request: { params },
  responses: { 200: json(packDetail, 'The pack'), ...unknown, ...refusals },
});
export const preview = createRoute({
  ...allow('documents.read'),
  method: 'post',
  path: '/documents/{id}/preview',
  tags,
  summary: 'What would become of the documents of any claim now, by what is in force or by another policy',
  description: 'Reads the claim and its list in the booking system; fetches and sends nothing.',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ policy: packPolicy.optional() })) },
  responses: { 200: json(packPreview, 'The pack as it would be'), ...unknown, ...refusals },
});
export const look = createRoute({
  ...allow('documents.resend'),
  method: 'post',
  path: '/documents/{id}/look',
  tags,
  summary: 'Look at the claim and its list now, without waiting for the next moment',
  request: { params, headers: commandHeaders },
  responses: { 202: { description: 'The run of the claim will look' }, ...unknown, ...refusals },
});
export const download = createRoute({
  ...allow('documents.download'),
  method: 'get',
  path: '/documents/{id}/files/{file}',
  tags,
  summary: 'The bytes of a document',
  description: 'Who downloaded what stands in the audit. A version that nobody has fetched is not fetched for this.',
  request: { params: params.extend({ file: z.string().max(60) }) },
  responses: {
    200: {
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
      description: 'The document',
    },
    ...unknown,
    ...refusals,
  },
});

const STORY = 200;
const unknownFile = () => notFound('DOCUMENT_UNKNOWN', 'Такого документа нет.', 'There is no such document.');
const erased = () =>
  conflict(
    'ERASED',
    'Данные человека удалены: документ нельзя прочитать.',
    'The data of the person are erased: the document cannot be read.',
  );

/** Documents of claims: what has gone where, what waits for what. */
export function addDocuments(api: Api, deps: AppDeps): void {
  const { db, vault } = deps;
  api.openapi(list, async (c) => {
    const { limit, cursor, ...narrowed } = c.req.valid('query');
    const rows = await listPacks(db, {
      ...filterOf(narrowed),
      scope: c.var.scope,
      before: placeBefore(cursor),
      limit: limit + 1,
    });
    const parts = await partsOfMany(
      db,
      rows.map((row) => row.linkId),
    );
    return c.json(
      pageOf(
        rows,
        limit,
        (row) => packView(row, parts),
        (row) => `${row.place} ${row.linkId}`,
      ),
      200,
    );
  });
  api.openapi(find, async (c) => {
    const { payer, limit, ...narrowed } = c.req.valid('json');
    const query = payerQuery(payer);
    const rows = await listPacks(db, { ...filterOf(narrowed), payer: query, scope: c.var.scope, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const data = { by: query.by, found: shown.length };
    await note(deps, c, { act: 'searched', actor: c.var.caller.actor, permission: 'people.search', outcome: 'done', data });
    const parts = await partsOfMany(
      db,
      shown.map((row) => row.linkId),
    );
    return c.json({ items: shown.map((row) => packView(row, parts)), more: rows.length > limit }, 200);
  });
  api.openapi(get, async (c) => {
    const { id } = c.req.valid('param');
    const { scope } = c.var;
    const [row] = await listPacks(db, { linkId: id, scope, limit: 1 });
    const link = row && (await getLink(db, id));
    const stored = row && (await getPack(db, id));
    if (!row || !link || !stored) throw unknownPack();
    const [parts, documents, sends, clocks, tasks, story, contacts, ends] = await Promise.all([
      partsOf(db, id),
      documentsOf(db, id),
      sendsOf(db, id),
      clocksOf(db, subjects.documents(id)),
      listTasks(db, { linkId: id, scope, limit: 100 }),
      documentStory(db, id, STORY),
      openContacts(db, vault, stored),
      endsOf(deps, link),
    ]);
    const asked = tasks.filter(
      ({ kind }) => kind.startsWith('documents_') || kind.startsWith('payment_') || kind === 'unknown_delivery',
    );
    return c.json(
      {
        ...packView(row, parts),
        recipients: contacts?.map(recipientView) ?? null,
        documents: documents.map((document) => fileView(document, contacts !== null)),
        sends: sends.map(sendView),
        clocks: clocks.map(clockView),
        tasks: asked.map(({ id: task, kind, title, state, openedAt }) => ({
          id: task,
          kind,
          title,
          state,
          openedAt: iso(openedAt),
        })),
        story: story.map(storyView),
        claimPage: ends?.left.page ?? null,
        dealPage: ends?.right.page ?? null,
      },
      200,
    );
  });
  api.openapi(preview, async (c) => {
    const { id } = c.req.valid('param');
    await assertWithin(db, 'link', id, c.var.scope, unknownLink);
    const link = await getLink(db, id);
    if (link?.kind !== 'deal') throw unknownLink();
    return c.json(previewView(await deps.previewPack(link, c.req.valid('json').policy)), 200);
  });
  api.openapi(look, async (c) => {
    const { id } = c.req.valid('param');
    await assertWithin(db, 'link', id, c.var.scope, unknownPack);
    await lookNow(deps, c.var.caller.actor, id);
    return c.body(null, 202);
  });
  api.openapi(download, async (c) => {
    const { id, file } = c.req.valid('param');
    await assertWithin(db, 'link', id, c.var.scope, unknownFile);
    const [row] = UUID.test(file) ? await getDocuments(db, [file]) : [];
    const link = row?.linkId === id ? await getLink(db, id) : null;
    if (!row || !link) throw unknownFile();
    // With the person's key gone there is nothing to open.
    const bytes = await openDocument(db, vault, file).catch(() => {
      throw erased();
    });
    if (bytes === null) throw unknownFile();
    c.header('Content-Type', 'application/octet-stream');
    c.header('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName(row, link.leftNumber))}`);
    return stream(c, async (out) => void (await out.write(bytes)));
  });
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Narrowing = { [name in keyof typeof narrowing]?: z.output<(typeof narrowing)[name]> } & { attention?: boolean | undefined };

const filterOf = ({ link, sentSince, sentUntil, ...rest }: Narrowing) => ({
  ...rest,
  linkId: link,
  sentSince: sentSince === undefined ? undefined : new Date(sentSince),
  sentUntil: sentUntil === undefined ? undefined : new Date(sentUntil),
});
