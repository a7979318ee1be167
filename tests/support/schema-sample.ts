/** A part of an OpenAPI document's schemas, as far as a request body needs it. */
interface Schema {
  $ref?: string;
  example?: unknown;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  type?: string | string[];
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  minLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** A value that a schema of a document accepts: examples where there are some, and nothing that is not asked for. */
export function sampleOf(schema: Schema, components: Record<string, Schema>): unknown {
  const next = (inner: Schema) => sampleOf(inner, components);
  if (schema.$ref !== undefined) return next(components[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  if (schema.example !== undefined) return schema.example;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return next(choice);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => next(part) as object));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object' || schema.properties) {
    const asked = (schema.required ?? []).map((name): [string, unknown] => [name, next(schema.properties?.[name] ?? {})]);
    return Object.fromEntries(asked);
  }
  if (type === 'array') return (schema.minItems ?? 0) > 0 && schema.items ? [next(schema.items)] : [];
  if (type === 'integer' || type === 'number') return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1;
  if (type === 'boolean') return true;
  if (type === 'string') return STRINGS[schema.format ?? ''] ?? 'x'.repeat(Math.max(1, schema.minLength ?? 1));
  return {};
}

const STRINGS: { [format: string]: string } = {
  email: 'somebody@example.com',
  uri: 'https://example.com/',
  'date-time': '2026-11-21T08:30:00.000Z',
};
