import { z } from 'zod';
import { isPointer } from './pointer.ts';

const Pointer = z.string().refine(isPointer, 'not a JSON pointer');

/** A list that is read page by page; what it shows are events like those of a webhook. */
const Pull = z.strictObject({
  path: z.string().startsWith('/'),
  /** Where the list stands in the answer. */
  itemsPointer: Pointer.default(''),
  paging: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('none') }),
      /** The answer names the next page, which is asked for by a parameter; the last name is kept and asked again. */
      z.strictObject({ kind: z.literal('cursor'), parameter: z.string().min(1), pointer: Pointer }),
      /** Pages are counted, and end with one that is not full. */
      z.strictObject({
        kind: z.literal('page'),
        parameter: z.string().min(1),
        first: z.int().min(0).default(1),
        sizeParameter: z.string().min(1).optional(),
        size: z.int().min(1).max(10_000).default(100),
      }),
      /** The header `Link` with `rel="next"` (RFC 8288). */
      z.strictObject({ kind: z.literal('link') }),
    ])
    .default({ kind: 'none' }),
});

export const pullOptions = {
  pull: Pull.optional().meta({
    label: { ru: 'Лента, которую читает узел', en: 'Feed that the hub reads' },
    help: { ru: 'Путь, где в ответе список, как листать', en: 'Path, where the list stands, how to page' },
  }),
};

export type PullSpec = z.infer<typeof Pull>;
