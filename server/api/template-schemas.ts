import { z } from '@hono/zod-openapi';
import { TOPIC_NAMES } from '../../domain/templates/fields.ts';
import type { TemplateBody } from '../../domain/templates/types.ts';
import { moment, sentence } from './schemas.ts';

const short = z.string().max(500);
const long = z.string().max(20_000);

export const language = z.enum(['ru', 'en']);
export const templateKind = z.enum(['email', 'pdf', 'docx', 'canned']);
export const topic = z.enum(TOPIC_NAMES);

const block = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('heading'), text: short }),
    z.strictObject({ kind: z.literal('text'), text: long }),
    z.strictObject({ kind: z.literal('button'), text: short, url: short }),
    z.strictObject({ kind: z.literal('files'), title: short }),
    z.strictObject({
      kind: z.literal('facts'),
      rows: z
        .array(z.strictObject({ label: short, value: short }))
        .min(1)
        .max(30),
    }),
    z.strictObject({
      kind: z.literal('table'),
      each: z.string().max(60),
      columns: z
        .array(z.strictObject({ title: short, value: short }))
        .min(1)
        .max(6),
    }),
    z.strictObject({ kind: z.literal('divider') }),
    z.strictObject({ kind: z.literal('contacts') }),
    z.strictObject({ kind: z.literal('mark'), advertiser: short, erid: z.string().regex(/^[A-Za-z0-9]{0,60}$/) }),
  ])
  .openapi('TemplateBlock', {
    description: 'One piece of a letter or page. Texts may hold {{ fields }} and {% if %} conditions',
  });
const blocks = z.array(block).min(1).max(60);

export const templateBody = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('email'), subject: z.string().min(1).max(300), preheader: z.string().max(300), blocks }),
    z.strictObject({ kind: z.literal('pdf'), title: z.string().min(1).max(300), blocks }),
    z.strictObject({ kind: z.literal('docx'), file: z.base64().max(950_000) }),
    z.strictObject({ kind: z.literal('canned'), text: z.string().min(1).max(4_000) }),
  ])
  .openapi('TemplateBody', { description: 'What a version says; `file` is a docx in base64' }) satisfies z.ZodType<TemplateBody>;

export const newTemplate = z
  .strictObject({
    kind: templateKind,
    folder: z.string().trim().min(1).max(60).openapi({ example: 'Документы' }),
    topic: topic.openapi({ description: 'What it is about; decides which fields it has' }),
    title: z.strictObject({ ru: z.string().min(1).max(120), en: z.string().min(1).max(120) }),
  })
  .openapi('NewTemplate');

export const templateName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, 'small Latin letters, digits and dashes, up to 60')
  .openapi({ example: 'documents-now' });

const standing = z.object({ version: z.int(), publishedAt: moment, by: z.string() }).optional();

export const template = newTemplate
  .extend({
    name: templateName,
    uses: z.int().openapi({ description: 'How often somebody was written to with it' }),
    lastUsedAt: moment.nullable(),
    inForce: z.object({ ru: standing, en: standing }).openapi({ description: 'Absent where nothing was published' }),
    newest: z
      .object({ ru: z.int().optional(), en: z.int().optional() })
      .openapi({ description: 'The newest version of each language' }),
  })
  .strip()
  .openapi('Template');

export const templateVersion = z
  .object({
    language,
    version: z.int(),
    origin: z.enum(['shipped', 'saved']),
    author: z.string(),
    reason: z.string(),
    savedAt: moment,
    inForce: z.boolean(),
  })
  .openapi('TemplateVersion');

export const publication = z
  .object({ language, version: z.int(), author: z.string(), reason: z.string(), publishedAt: moment })
  .openapi('TemplatePublication');

export const templateProblem = z
  .object({
    code: z.enum(['unknown_field', 'missing_value', 'syntax', 'too_large', 'link', 'file']),
    place: z.string().openapi({ example: 'block 3 (text)' }),
    field: z.string().nullable().openapi({ example: 'claim.nummer' }),
    message: sentence,
  })
  .openapi('TemplateProblem');

export const templateField = z
  .object({
    path: z.string().openapi({ example: 'claim.number' }),
    type: z.enum(['text', 'number', 'date', 'moment', 'money', 'link', 'list']),
    title: sentence,
    personal: z.boolean(),
    sample: z.string().nullable().openapi({ description: 'A made-up value, as a template writes it' }),
    items: z.array(z.object({ path: z.string(), type: z.string(), title: sentence, personal: z.boolean() })),
  })
  .openapi('TemplateField');

export const renderedTemplate = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('email'), subject: z.string(), text: z.string(), html: z.string() }),
    z.object({ kind: z.literal('canned'), text: z.string() }),
    z.object({ kind: z.literal('pdf'), content: z.string().openapi({ description: 'base64' }), pages: z.int() }),
    z.object({ kind: z.literal('docx'), content: z.string().openapi({ description: 'base64' }) }),
  ])
  .openapi('RenderedTemplate');

export const deskCard = z
  .object({
    language,
    name: z.string().trim().min(1).max(120),
    phone: z.string().trim().max(60).nullable(),
    email: z.email().max(120).nullable(),
    hours: z.string().trim().max(120).nullable(),
  })
  .openapi('DeskCard', { description: 'How letters are signed' });
