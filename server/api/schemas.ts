import { z } from '@hono/zod-openapi';

/** Parts that several answers share. */

export const sentence = z
  .object({ ru: z.string(), en: z.string() })
  .openapi('Sentence', { example: { ru: 'Нет доступа', en: 'No access' } });

export const moment = z.iso.datetime().openapi({ example: '2026-11-21T08:30:00.000Z' });

export const failure = z
  .object({
    code: z.string().openapi({ example: 'SAMO_2999' }),
    kind: z.string().openapi({ example: 'validation' }),
    sentence,
    detail: z.string().optional(),
  })
  .openapi('Failure', { description: 'Why something failed; holds no personal data' });

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().openapi({ description: 'Stable; for programs' }),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    permission: z.string().optional().openapi({ description: 'What the caller lacks, in a refusal for lack of rights' }),
  })
  .openapi('Problem', {
    description: 'RFC 9457 problem document, in Russian or English by Accept-Language',
    example: {
      type: 'urn:uzel:problem:not-found',
      title: 'Not found',
      status: 404,
      detail: 'There is no such connection.',
      code: 'CONNECTION_UNKNOWN',
      requestId: '0f8b1c1e-6c1e-4f6e-9d0e-0c6c7b6f2b1a',
    },
  });

/** Runs of the API are named by what they work on; their pages are in the Temporal UI. */
export const run = {
  workflowId: z.string().openapi({ example: 'deal:lnk_3q9w8e7r6t5y4u3i' }),
  runUrl: z.url().openapi({ example: 'http://localhost:8080/temporal/namespaces/default/workflows/deal%3Alnk_3q9w8e7r6t5y4u3i' }),
};

export const connectionId = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'small Latin letters, digits and dashes, up to 64')
  .openapi({ example: 'bitrix24-main' });

export const reason = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .openapi({ description: 'Why; kept in the journal', example: 'Починили права вебхука' });

/** A JSON body or answer. */
export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  content: { 'application/json': { schema } },
  description,
});

/** A JSON body that must be there. */
export const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true as const,
  content: { 'application/json': { schema } },
});

/** A JSON body that may be left out. */
export const maybeBody = <Schema extends z.ZodType>(schema: Schema) => ({
  required: false as const,
  content: { 'application/json': { schema } },
});

const refused = (description: string) => ({ content: { 'application/problem+json': { schema: problem } }, description });

/** The refusals that every route may give; the ones of commands come on top. */
export const refusals = {
  401: refused('Nobody is signed in, or the token is wrong'),
  403: refused('The caller lacks the permission that `permission` names'),
  422: refused('A value is not valid; `errors` names each'),
  503: refused('The database, or another system, is away: repeat after Retry-After'),
} as const;

export const unknown = { 404: refused('There is no such record') } as const;
export const moved = { 409: refused('The state of the record does not allow this') } as const;

/** Commands are idempotent by nature: a repeat finds what the first one did. The header is accepted and needs no memory. */
export const commandHeaders = z.object({
  'idempotency-key': z.string().max(200).optional().openapi({
    description:
      'May be sent with any command. Every command is idempotent by nature, so a repeat, with or without the key, does no second harm.',
  }),
});

export const iso = (at: Date): string => at.toISOString();
export const isoOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;
