import { z } from 'zod';

/** PHP writes ids as numbers or strings; inside the hub they are strings. */
export const idText = z.union([z.string(), z.number()]).transform(String);

/** An empty PHP map is `[]`, and a map with keys 0…n-1 becomes a list. */
export function phpMap<T extends z.ZodType>(value: T) {
  return z.preprocess((raw) => (Array.isArray(raw) ? Object.fromEntries(raw.entries()) : raw), z.record(z.string(), value));
}

/** A PHP list with holes becomes a map; an absent one may be null or false. */
export function phpList<T extends z.ZodType>(value: T) {
  return z.preprocess((raw) => {
    if (raw === null || raw === undefined || raw === false) return [];
    return isPlainObject(raw) ? Object.values(raw) : raw;
  }, z.array(value));
}

const count = z.coerce.number();

/** `operating` is the execution time of this method in the last ten minutes, in seconds; both figures may be absent. */
export const timing = z.object({
  date_start: z.string().optional().catch(undefined),
  operating: count.optional().catch(undefined),
  operating_reset_at: count.optional().catch(undefined),
});
export type Timing = z.output<typeof timing>;

export const envelope = z.object({
  result: z.unknown(),
  time: timing.optional().catch(undefined),
  total: z.coerce.number().int().optional().catch(undefined),
});

/** An item comes as a map of fields. `[]` is what the portal answers when it lost them all: never a record. */
export const item = z.record(z.string(), z.unknown()).refine((raw) => raw['id'] !== undefined, 'an item without id');
export type Item = z.output<typeof item>;

export const itemResult = z.object({ item });
export const itemsResult = z.object({ items: phpList(item) });

export const fieldMeta = z.object({
  type: z.string(),
  title: z.string().catch(''),
  isRequired: z.boolean().catch(false),
  isReadOnly: z.boolean().catch(false),
  isMultiple: z.boolean().catch(false),
  upperName: z.string().optional(),
  statusType: z.string().optional(),
  items: phpList(z.object({ ID: idText, VALUE: z.coerce.string() })).optional(),
});
export type FieldMeta = z.output<typeof fieldMeta>;

export const fieldsResult = z.object({ fields: phpMap(fieldMeta) });

export const multifield = z.object({
  id: idText,
  typeId: z.string(),
  valueType: z.string().catch('WORK'),
  value: z.coerce.string(),
});
export type Multifield = z.output<typeof multifield>;
export const multifields = phpList(multifield);

const decimal = z.union([z.string(), z.number()]).transform(String);
export const productRow = z.object({
  id: idText.optional(),
  productName: z
    .string()
    .nullish()
    .transform((name) => name ?? ''),
  price: decimal,
  quantity: z.coerce.number(),
  sort: z.coerce.number().catch(0),
  productId: z.coerce.number().nullish(),
  discountTypeId: z.coerce.number().nullish(),
  discountRate: z.coerce.number().nullish(),
  discountSum: z.coerce.number().nullish(),
  taxRate: z.coerce.number().nullish(),
  taxIncluded: z.string().nullish(),
  measureCode: z.coerce.number().nullish(),
});
export const productRowsResult = z.object({ productRows: phpList(productRow) });
/** Rows of a list have ids: the next page begins after the last one. */
export const listedRows = z.object({ productRows: phpList(productRow.extend({ id: idText })) });

export const category = z.object({ id: idText, name: z.string() });
export const categoriesResult = z.object({ categories: phpList(category) });

export const status = z.object({ STATUS_ID: z.string(), NAME: z.string(), SORT: count.catch(0) });
export const statusesResult = phpList(status);

/** `{"CONTACT":[275]}`, or `[]` when nobody is found. */
export const duplicatesResult = phpMap(phpList(idText));

export const methodResult = z.object({ isExisting: z.boolean(), isAvailable: z.boolean() });
export const scopeResult = phpList(z.string());
export const profileResult = z.object({ ID: idText, ADMIN: z.boolean().catch(false) });
export const modeResult = z.coerce.number();
export const appInfoResult = z.object({ INSTALLED: z.boolean().catch(false), LICENSE_FAMILY: z.string().catch('') });
/** Whether the plan has a feature; the portal answers with Y, N or a real boolean. */
export const featureResult = z.object({
  value: z.union([z.boolean(), z.string().transform((flag) => flag.toUpperCase() === 'Y')]).catch(false),
});

export const tokenResult = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.coerce.number().catch(3600),
  client_endpoint: z.string().optional(),
  server_endpoint: z.string().optional(),
  member_id: z.string().optional(),
});

export function isPlainObject(raw: unknown): raw is { [key: string]: unknown } {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
