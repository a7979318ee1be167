import { z } from '@hono/zod-openapi';
import type { DocumentCategory } from '../../domain/booking/ports.ts';
import type { PackPolicy } from '../../domain/documents/types.ts';
import { CATEGORY_WORDS } from '../../domain/documents/words.ts';

const CATEGORIES = Object.keys(CATEGORY_WORDS) as [DocumentCategory, ...DocumentCategory[]];
export const documentCategory = z.enum(CATEGORIES);

const title = z.strictObject({ ru: z.string().min(1).max(120), en: z.string().min(1).max(120) });
const name = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'small Latin letters, digits and dashes, up to 40');
const template = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, 'the name of a template');
const clock = z.string().max(60).openapi({ description: 'Name of a clock policy', example: 'documents.part' });
const count = z.int().min(0).max(365);

const partRule = z
  .strictObject({
    part: name.openapi({ example: 'tickets' }),
    title,
    when: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('now') }),
        z.strictObject({ kind: z.literal('days_before'), days: count }),
        z.strictObject({ kind: z.literal('visa') }),
        z.strictObject({ kind: z.literal('after_tour') }),
      ])
      .openapi({ description: 'When it may go out at the earliest' }),
    requires: z.strictObject({ payment: z.enum(['none', 'partly', 'fully']), confirmed: z.boolean() }),
    documents: z.array(documentCategory).min(1).max(CATEGORIES.length),
    to: z.enum(['payer', 'tourist', 'agency']).openapi({ description: 'tourist: each of their own documents' }),
    letter: template.openapi({ description: 'Template of the letter' }),
    clock: clock.nullable(),
  })
  .openapi('PackPart');

export const packPolicy = z
  .strictObject({
    name: name.openapi({ example: 'person' }),
    title,
    tours: z.array(z.enum(['package', 'accommodation', 'transport', 'services'])).min(1),
    buyers: z.array(z.enum(['person', 'agency'])).min(1),
    language: z.enum(['ru', 'en']),
    updateLetter: template,
    resendLetter: template,
    parts: z.array(partRule).min(1).max(20),
    whole: z
      .strictObject({ daysBefore: count, clock })
      .nullable()
      .openapi({ description: 'By when all that can go before the tour has gone' }),
  })
  .openapi('PackPolicy', { description: 'What goes to whom and when' }) satisfies z.ZodType<PackPolicy>;
