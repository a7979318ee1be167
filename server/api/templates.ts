import { createRoute, z } from '@hono/zod-openapi';
import { HubError } from '../../domain/errors.ts';
import { diffLines, linesOf } from '../../domain/templates/diff.ts';
import { at, fieldsOf, sampleData } from '../../domain/templates/fields.ts';
import { writeData } from '../../domain/templates/format.ts';
import type { Language, Rendered } from '../../domain/templates/types.ts';
import { getLink } from '../../store/links.ts';
import { isWithin } from '../../store/scope.ts';
import {
  getDeskCards,
  getTemplate,
  getVersion,
  inForce,
  type ListedTemplate,
  listTemplates,
  publicationsOf,
  saveDeskCard,
  type TemplateRow,
  type TemplateVersionRow,
  versionsOf,
} from '../../store/templates.ts';
import { allow } from '../auth/allow.ts';
import { note } from '../auth/audit.ts';
import type { Caller } from '../auth/caller.ts';
import { recordCommand } from '../commands/journal.ts';
import { unknownLink } from '../commands/links.ts';
import { sendTest } from '../commands/template-test.ts';
import {
  asInvalid,
  fileTemplate,
  keepVersion,
  previewData,
  putInForce,
  unknownTemplate,
  unknownVersion,
} from '../commands/templates.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, iso, isoOrNull, json, moved, reason, refusals, unknown } from './schemas.ts';
import {
  deskCard,
  language,
  newTemplate,
  publication,
  renderedTemplate,
  template,
  templateBody,
  templateField,
  templateKind,
  templateName,
  templateProblem,
  templateVersion,
  topic,
} from './template-schemas.ts';

const tags = ['Templates'];
const named = z.object({ name: templateName });
const inLanguage = named.extend({ language });
const version = z.coerce.number().int().positive();
const itemsOf = <Schema extends z.ZodType>(schema: Schema) => z.object({ items: z.array(schema) });
const stored = templateVersion.extend({ body: templateBody });

export const list = createRoute({
  ...allow('templates.read'),
  method: 'get',
  path: '/templates',
  tags,
  summary: 'Templates by kind and folder, with what is in force and how often each was used',
  request: {
    query: z.object({
      kind: templateKind.optional(),
      folder: z.string().max(60).optional(),
      search: z.string().max(100).optional(),
    }),
  },
  responses: { 200: json(itemsOf(template), 'All that fit'), ...refusals },
});
export const fields = createRoute({
  ...allow('templates.read'),
  method: 'get',
  path: '/template-fields/{topic}',
  tags,
  summary: 'The fields that templates about something may use',
  request: { params: z.object({ topic }), query: z.object({ language: language.default('ru') }) },
  responses: { 200: json(itemsOf(templateField), 'The fields'), ...refusals },
});
export const get = createRoute({
  ...allow('templates.read'),
  method: 'get',
  path: '/templates/{name}',
  tags,
  summary: 'One template with its versions and publications, the newest first',
  request: { params: named },
  responses: {
    200: json(template.extend({ versions: z.array(templateVersion), publications: z.array(publication) }), 'The template'),
    ...unknown,
    ...refusals,
  },
});
export const getOne = createRoute({
  ...allow('templates.read'),
  method: 'get',
  path: '/templates/{name}/{language}/versions/{version}',
  tags,
  summary: 'What a version says',
  request: { params: inLanguage.extend({ version }) },
  responses: { 200: json(stored, 'The version'), ...unknown, ...refusals },
});
export const diff = createRoute({
  ...allow('templates.read'),
  method: 'get',
  path: '/templates/{name}/{language}/diff',
  tags,
  summary: 'Two versions line by line',
  request: { params: inLanguage, query: z.object({ from: version, to: version }) },
  responses: {
    200: json(itemsOf(z.object({ mark: z.enum([' ', '-', '+']), text: z.string() })), 'Kept, taken away, added'),
    ...unknown,
    ...refusals,
  },
});
export const put = createRoute({
  ...allow('templates.edit'),
  method: 'put',
  path: '/templates/{name}',
  tags,
  summary: 'Make a template, or file it elsewhere',
  request: { params: named, headers: commandHeaders, body: body(newTemplate) },
  responses: { 200: json(template, 'The template'), ...moved, ...refusals },
});
export const check = createRoute({
  ...allow('templates.edit'),
  method: 'post',
  path: '/templates/{name}/check',
  tags,
  summary: 'What is wrong with a text: every unknown field, with its place',
  request: { params: named, headers: commandHeaders, body: body(z.strictObject({ body: templateBody })) },
  responses: { 200: json(itemsOf(templateProblem), 'Empty when it may be published'), ...unknown, ...refusals },
});
export const save = createRoute({
  ...allow('templates.edit'),
  method: 'post',
  path: '/templates/{name}/{language}/versions',
  tags,
  summary: 'Keep a text as the next version; it is not in force yet',
  request: {
    params: inLanguage,
    headers: commandHeaders,
    body: body(
      z.strictObject({
        body: templateBody,
        reason,
        over: z
          .int()
          .min(0)
          .optional()
          .openapi({ description: 'The newest version that the author saw; another one is a conflict' }),
      }),
    ),
  },
  responses: {
    200: json(stored, 'It is the newest version already'),
    201: json(stored, 'The new version'),
    ...unknown,
    ...moved,
    ...refusals,
  },
});
export const publish = createRoute({
  ...allow('templates.publish'),
  method: 'post',
  path: '/templates/{name}/{language}/publish',
  tags,
  summary: 'Put a version in force; an older one rolls back',
  request: {
    params: inLanguage,
    headers: commandHeaders,
    body: body(z.strictObject({ version: z.int().positive(), reason })),
  },
  responses: { 200: json(template, 'The template'), ...unknown, ...refusals },
});
export const preview = createRoute({
  ...allow('templates.read'),
  method: 'post',
  path: '/templates/{name}/{language}/preview',
  tags,
  summary: 'A text filled with made-up values, or with those of a real claim',
  description:
    'Of `body`, else of `version`, else of what is in force. Values of people are masked; `reveal` shows them to whoever may see them, for a reason, and stands in the audit.',
  request: {
    params: inLanguage,
    headers: commandHeaders,
    body: body(
      z.strictObject({
        body: templateBody.optional(),
        version: z.int().positive().optional(),
        link: z.string().max(40).optional(),
        reveal: z.boolean().default(false),
        reason: reason.optional(),
      }),
    ),
  },
  responses: { 200: json(renderedTemplate, 'As it would be sent'), ...unknown, ...refusals },
});
export const test = createRoute({
  ...allow('templates.edit'),
  method: 'post',
  path: '/templates/{name}/{language}/test',
  tags,
  summary: 'Send a version, filled with made-up values, to an account of this hub',
  request: {
    params: inLanguage,
    headers: commandHeaders,
    body: body(
      z.strictObject({
        version: z.int().positive().optional(),
        to: z.email().optional().openapi({ description: 'The address of an account; the caller’s own when left out' }),
      }),
    ),
  },
  responses: { 202: json(z.object({ delivery: z.string() }), 'On its way'), ...unknown, ...moved, ...refusals },
});
export const desk = createRoute({
  ...allow('templates.read'),
  method: 'get',
  path: '/template-desk',
  tags,
  summary: 'How the desk signs its letters',
  responses: { 200: json(itemsOf(deskCard), 'One card for each language'), ...refusals },
});
export const putDesk = createRoute({
  ...allow('templates.publish'),
  method: 'put',
  path: '/template-desk',
  tags,
  summary: 'Decide how the desk signs its letters in one language',
  request: { headers: commandHeaders, body: body(deskCard.extend({ reason }).strict()) },
  responses: { 200: json(deskCard, 'The card'), ...refusals },
});

export function addTemplates(api: Api, deps: AppDeps): void {
  const found = async (name: string): Promise<TemplateRow> => {
    const row = await getTemplate(deps.db, name);
    if (!row) throw unknownTemplate();
    return row;
  };
  const shown = async (name: string) => {
    const [row] = await listTemplates(deps.db, { name });
    if (!row) throw unknownTemplate();
    return view(row);
  };

  api.openapi(list, async (c) => c.json({ items: (await listTemplates(deps.db, c.req.valid('query'))).map(view) }, 200));
  api.openapi(fields, (c) => {
    const about = c.req.valid('param').topic;
    const samples = writeData(about, sampleData(about), c.req.valid('query').language);
    const items = fieldsOf(about).map(({ path, type, title, personal, items: inner }) => ({
      path,
      type,
      title,
      personal,
      sample: type === 'list' ? null : String(at(samples, path) ?? ''),
      items: inner.map((item) => ({ path: item.path, type: item.type, title: item.title, personal: item.personal })),
    }));
    return c.json({ items }, 200);
  });
  api.openapi(get, async (c) => {
    const { name } = c.req.valid('param');
    const one = await shown(name);
    const both = async <Row>(read: (language: Language) => Promise<Row[]>) =>
      (await Promise.all([read('ru'), read('en')])).flat();
    const versions = await both((of) => versionsOf(deps.db, name, of));
    const publications = await both((of) => publicationsOf(deps.db, name, of));
    return c.json(
      {
        ...one,
        versions: versions.map((row) => versionView(row, one.inForce[row.language]?.version)),
        publications: publications.map(({ id: _, template: __, publishedAt, ...row }) => ({
          ...row,
          publishedAt: iso(publishedAt),
        })),
      },
      200,
    );
  });
  api.openapi(getOne, async (c) => {
    const { name, language: of, version: no } = c.req.valid('param');
    const row = await getVersion(deps.db, name, of, no);
    if (!row) throw unknownVersion();
    return c.json({ ...versionView(row, (await inForce(deps.db, name, of))?.version), body: row.body }, 200);
  });
  api.openapi(diff, async (c) => {
    const { name, language: of } = c.req.valid('param');
    const { from, to } = c.req.valid('query');
    const [before, after] = await Promise.all([getVersion(deps.db, name, of, from), getVersion(deps.db, name, of, to)]);
    if (!before || !after) throw unknownVersion();
    return c.json({ items: diffLines(linesOf(before.body), linesOf(after.body)) }, 200);
  });
  api.openapi(put, async (c) => {
    const { name } = c.req.valid('param');
    await fileTemplate(deps, c.var.caller.actor, { name, ...c.req.valid('json') });
    return c.json(await shown(name), 200);
  });
  api.openapi(check, async (c) => {
    const row = await found(c.req.valid('param').name);
    return c.json({ items: await deps.renderer.check(c.req.valid('json').body, row.topic) }, 200);
  });
  api.openapi(save, async (c) => {
    const { name, language: of } = c.req.valid('param');
    const { row, fresh } = await keepVersion(deps, c.var.caller.actor, await found(name), {
      language: of,
      ...c.req.valid('json'),
    });
    const answer = { ...versionView(row, (await inForce(deps.db, name, of))?.version), body: row.body };
    return fresh ? c.json(answer, 201) : c.json(answer, 200);
  });
  api.openapi(publish, async (c) => {
    const { name, language: of } = c.req.valid('param');
    await putInForce(deps, c.var.caller.actor, await found(name), { language: of, ...c.req.valid('json') });
    return c.json(await shown(name), 200);
  });
  api.openapi(preview, async (c) => {
    const { name, language: of } = c.req.valid('param');
    const asked = c.req.valid('json');
    const row = await found(name);
    const text = asked.body ?? (await versionOf(name, of, asked.version)).body;
    const data = await previewData(
      deps,
      row,
      of,
      asked.link === undefined ? null : await seen(c, c.var.caller, asked.link, asked),
    );
    const made = await deps.renderer.render(text, row.topic, data, of, deps.now()).catch((error: unknown) => {
      throw asInvalid(error);
    });
    return c.json(renderedView(made), 200);
  });
  api.openapi(test, async (c) => {
    const { name, language: of } = c.req.valid('param');
    const { version: no, to } = c.req.valid('json');
    const row = await found(name);
    const delivery = await sendTest(deps, c.var.caller, { template: row, version: await versionOf(name, of, no), to });
    return c.json({ delivery }, 202);
  });
  api.openapi(desk, async (c) => c.json({ items: (await getDeskCards(deps.db)).map(cardView) }, 200));
  api.openapi(putDesk, async (c) => {
    const { reason: why, ...card } = c.req.valid('json');
    const by = c.var.caller.actor;
    await deps.db.transaction(async (tx) => {
      await saveDeskCard(tx, { ...card, changedBy: by });
      await recordCommand(tx, deps.vault, { by, type: 'desk_card_changed', data: { language: card.language }, reason: why });
    });
    return c.json(card, 200);
  });

  async function versionOf(name: string, of: Language, no: number | undefined): Promise<TemplateVersionRow> {
    const row = no === undefined ? await inForce(deps.db, name, of) : await getVersion(deps.db, name, of, no);
    if (!row) throw unknownVersion();
    return row;
  }

  /** The claim whose data are shown, and whether in clear: for whoever may see both, for a reason, and never unseen. */
  async function seen(
    c: Parameters<typeof note>[1],
    caller: Caller,
    id: string,
    asked: { reveal: boolean; reason?: string | undefined },
  ) {
    const scope = caller.rights.get('links.read');
    const link = await getLink(deps.db, id);
    if (!link || scope === undefined || !(await isWithin(deps.db, 'link', id, scope))) throw unknownLink();
    if (!asked.reveal) return { link, clear: false };
    const reach = caller.rights.get('personal.reveal');
    if (reach === undefined || asked.reason === undefined || !(await isWithin(deps.db, 'link', id, reach))) throw mayNotReveal();
    const data = { fields: ['template preview'] };
    const entry = {
      act: 'revealed',
      actor: caller.actor,
      permission: 'personal.reveal',
      outcome: 'done',
      reason: asked.reason,
    } as const;
    await note(deps, c, { ...entry, data: { link: id, ...data } });
    await recordCommand(deps.db, deps.vault, { by: caller.actor, type: 'personal_revealed', link, data, reason: asked.reason });
    return { link, clear: true };
  }
}

const mayNotReveal = () =>
  new HubError({
    code: 'REVEAL_REFUSED',
    kind: 'permission',
    userMessage: {
      ru: 'Чтобы увидеть данные людей, нужны право personal.reveal и причина.',
      en: 'To see the data of people you need the permission personal.reveal, and a reason.',
    },
  });

const view = ({ createdAt: _, lastUsedAt, ...row }: ListedTemplate) => ({ ...row, lastUsedAt: isoOrNull(lastUsedAt) });

const versionView = (
  { language: of, version: no, origin, author, reason: why, savedAt }: TemplateVersionRow,
  standing: number | undefined,
) => ({
  language: of,
  version: no,
  origin,
  author,
  reason: why,
  savedAt: iso(savedAt),
  inForce: no === standing,
});

const cardView = ({ language: of, name, phone, email, hours }: Awaited<ReturnType<typeof getDeskCards>>[number]) => ({
  language: of,
  name,
  phone,
  email,
  hours,
});

function renderedView(made: Rendered) {
  if (made.kind === 'pdf') return { ...made, content: Buffer.from(made.content).toString('base64') };
  if (made.kind === 'docx') return { ...made, content: Buffer.from(made.content).toString('base64') };
  return made;
}
