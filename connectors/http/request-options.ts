import { z } from 'zod';
import { isPointer } from './pointer.ts';

const Pointer = z.string().refine(isPointer, 'not a JSON pointer');
const RANGES = /^\d{3}(-\d{3})?(,\s*\d{3}(-\d{3})?)*$/;
const HeaderName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/);
const Literal = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A path with places for values: `/orders/{order.id}?notify={notify}`; `{$id}` is the target's id, `{$key}` the write's key. */
const Template = z.string().regex(/^\//, 'begins with /').max(2_000);

/** When an answer means yes. */
const Success = z.strictObject({
  status: z.string().regex(RANGES, 'like 200-299,304').default('200-299'),
  /** And what must stand where in its body. */
  pointer: Pointer.optional(),
  equals: Literal.optional(),
});

/** What an error answer means; the first that fits counts, before the usual reading of the status. */
const ErrorRow = z.strictObject({
  status: z.string().regex(RANGES, 'like 400-499').optional(),
  pointer: Pointer.optional(),
  equals: Literal.optional(),
  kind: z.enum([
    'transient',
    'rate_limited',
    'auth',
    'permission',
    'validation',
    'not_found',
    'business_refusal',
    'conflict',
    'unknown_outcome',
    'config',
  ]),
  message: z.string().min(1).max(200).optional(),
});

/** One write that the system takes. Its retry class follows from what is known of it: a key, harmless repeats, a way to look, or none of these. */
const Request = z.strictObject({
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE', 'GET']).default('POST'),
  path: Template,
  headers: z.record(HeaderName, z.string().regex(/^[\x20-\x7e]*$/)).default({}),
  body: z.enum(['json', 'form', 'none']).default('json'),
  /** Fields that only fill the address. */
  pathOnly: z.array(z.string()).default([]),
  success: Success.default({ status: '200-299' }),
  /** The system does a request with a known key once, and answers it again. */
  idempotencyHeader: HeaderName.optional(),
  /** Made twice it is as made once, such as a PUT of the whole. */
  repeatable: z.boolean().default(false),
  /** Where the answer tells the id of what was made. */
  idPointer: Pointer.optional(),
  /** A GET that shows whether the write has landed; nothing, an empty list or 404 means that it has not. */
  find: z.strictObject({ path: Template, pointer: Pointer.default(''), idPointer: Pointer.optional() }).optional(),
  /** How long after the time-out a write may still show, in milliseconds. */
  settleMs: z.int().min(0).max(600_000).default(5_000),
});

const NAME = /^[a-z][a-z0-9]*([._-][a-z0-9]+)*$/i;

export const requestOptions = {
  requests: z
    .record(z.string().regex(NAME, 'like order.create').max(64), Request)
    .default({})
    .meta({
      label: { ru: 'Запросы на запись', en: 'Writes' },
      help: { ru: 'Имя: метод, путь, признак успеха', en: 'Name: method, path, sign of success' },
    }),
  errors: z
    .array(ErrorRow)
    .default([])
    .meta({ label: { ru: 'Что значат ошибки', en: 'What errors mean' } }),
};

export type RequestSpec = z.infer<typeof Request>;
export type SuccessRule = z.infer<typeof Success>;
export type ErrorRule = z.infer<typeof ErrorRow>;

/** Whether a status lies in ranges like `200-299,304`. */
export function inRanges(status: number, ranges: string): boolean {
  return ranges.split(',').some((range) => {
    const [from = '', to = from] = range.trim().split('-');
    return status >= Number(from) && status <= Number(to);
  });
}
