import { z } from 'zod';
import type { Json } from '../../../domain/json.ts';
import { invalidValue } from '../invalid.ts';
import { fieldTypes } from '../user-fields.ts';

const code = z.string().min(1);
const semantic = z.enum(['process', 'success', 'failure']);
export type Semantic = z.output<typeof semantic>;

/** What a mapping needs of a portal: a funnel with its stages, custom fields, values of the portal's own dictionaries (`SOURCE` and the like). */
const portalNeeds = z.object({
  funnel: z.object({ title: code, stages: z.array(z.object({ code, title: code, semantic })).readonly() }),
  fields: z
    .array(
      z.object({
        entity: z.enum(['deal', 'contact', 'company', 'lead']),
        name: z.string().regex(/^UF_CRM_[A-Z0-9_]{1,43}$/),
        type: z.enum(fieldTypes),
        title: code,
        multiple: z.boolean().exactOptional(),
        values: z.array(code).readonly().exactOptional(),
      }),
    )
    .readonly(),
  dictionaries: z.array(z.object({ dictionary: code, code, title: code })).readonly(),
});
export type PortalNeeds = z.output<typeof portalNeeds>;

/** @throws HubError `validation` */
export function readNeeds(needs: Json): PortalNeeds {
  const read = portalNeeds.safeParse(needs);
  if (read.success) return read.data;
  throw invalidValue(read.error.issues[0]?.path.join('.') ?? 'needs', 'a need of a portal');
}
