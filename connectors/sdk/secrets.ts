import { z } from 'zod';
import type { Json } from '../../domain/json.ts';

/** Anything with an options schema; the parts below need no more of a connector. */
interface HasOptions {
  options: z.ZodType;
}

export interface OptionsForm {
  fields: OptionField[];
}

/**
 * One option for the console's form: the JSON Schema of the value, with `label`, `help` and `secret` from the schema's metadata.
 * `when` names choices in other options under which it matters; `main` options are shown at once, optional ones otherwise on demand.
 */
export interface OptionField {
  name: string;
  required: boolean;
  secret: boolean;
  schema: { [keyword: string]: Json };
}

/** Describes a connector's options for a form. */
export function optionsForm(connector: HasOptions): OptionsForm {
  const schema = z.toJSONSchema(connector.options, { io: 'input', unrepresentable: 'any' }) as JsonSchemaObject;
  const required = new Set(schema.required ?? []);
  return {
    fields: Object.entries(schema.properties ?? {}).map(([name, field]) => ({
      name,
      required: required.has(name),
      secret: field.secret === true,
      schema: field,
    })),
  };
}

interface JsonSchemaObject {
  properties?: { [name: string]: { [keyword: string]: Json } };
  required?: string[];
}

/** Names of the options that are stored encrypted. */
export function secretNames(connector: HasOptions): string[] {
  return optionsForm(connector)
    .fields.filter((field) => field.secret)
    .map((field) => field.name);
}

/** Parts options into what may be shown and what is stored encrypted. */
export function splitSecrets(connector: HasOptions, options: { [name: string]: Json }): SplitOptions {
  const names = new Set(secretNames(connector));
  const split: SplitOptions = { open: {}, secret: {} };
  for (const [name, value] of Object.entries(options)) {
    if (names.has(name)) split.secret[name] = value;
    else split.open[name] = value;
  }
  return split;
}

export interface SplitOptions {
  open: { [name: string]: Json };
  secret: { [name: string]: Json };
}

/** Puts options together again. A secret that a form left out or empty keeps its stored value. */
export function mergeSecrets(
  open: { [name: string]: Json },
  stored: { [name: string]: Json },
  entered: { [name: string]: Json } = {},
) {
  const merged: { [name: string]: Json } = { ...open, ...stored };
  for (const [name, value] of Object.entries(entered)) if (value !== '' && value !== null) merged[name] = value;
  return merged;
}

/** The texts that must never appear in errors and logs of a connection. */
export function secretValues(connector: HasOptions, options: { [name: string]: Json }): string[] {
  return Object.values(splitSecrets(connector, options).secret).flatMap((value) =>
    typeof value === 'string' && value ? [value] : [],
  );
}
