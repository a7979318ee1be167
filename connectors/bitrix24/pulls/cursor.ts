import type { z } from 'zod';
import { HubError } from '../../../domain/errors.ts';
import type { Json } from '../../../domain/json.ts';

/** A stored position. @throws HubError `bug` for a damaged one: reading it as a fresh start would skip or repeat in silence */
export function readCursor<S extends z.ZodType>(stored: Json | null, schema: S, start: z.output<S>): z.output<S> {
  if (stored === null) return start;
  const cursor = schema.safeParse(stored);
  if (cursor.success) return cursor.data;
  throw new HubError({
    code: 'B24_BAD_CURSOR',
    kind: 'bug',
    userMessage: {
      ru: 'Позиция чтения ленты повреждена. Начните чтение заново.',
      en: 'The position in the feed is damaged. Start reading afresh.',
    },
  });
}
