import { z } from 'zod';

/** The spec language as written in YAML; `parse.ts` brings it to one form. Unknown keys are errors: a misspelt rule must not be silently idle. */
const Name = z.string().regex(/^[a-z][a-zA-Z0-9-]*$/);
const SpecName = z.string().regex(/^[a-z0-9-]+$/);
/** Names that reach into JavaScript's own objects are no field names. */
const Path = z
  .string()
  .regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/)
  .refine((path) => !/(^|\.)(__proto__|constructor|prototype)(\.|$)/.test(path));
const Literal = z.json();
const Call = z.union([Name, z.record(Name, Literal).refine((call) => Object.keys(call).length === 1)]);
const Condition = z.union([
  z.strictObject({ path: Path, is: Literal }),
  z.strictObject({ path: Path, in: z.array(Literal).min(1) }),
  z.strictObject({ path: Path, present: z.boolean() }),
]);
const Conditions = z.union([Condition, z.array(Condition).min(1)]);
const Pair = z.strictObject({ system: Name, entity: z.string().min(1) });
const Sentence = z.strictObject({ ru: z.string().min(1), en: z.string().min(1) });

const dictionaryBody = {
  values: z.record(z.string(), Literal),
  fallback: Literal.optional(),
  attention: z.record(z.string(), Sentence).optional(),
};

const sources = {
  from: z.union([Path, z.array(Path).min(1)]).optional(),
  const: Literal.optional(),
  constant: Name.optional(),
};

function oneSource(rule: { from?: unknown; const?: unknown; constant?: unknown }): boolean {
  return [rule.from, rule.const, rule.constant].filter((source) => source !== undefined).length === 1;
}

const Rule = z
  .strictObject({
    id: Name,
    ...sources,
    to: Path,
    via: z.array(Call).optional(),
    lookup: SpecName.optional(),
    default: Literal.optional(),
    when: Conditions.optional(),
    onMissing: z.enum(['error', 'skip', 'null']).optional(),
    owner: z.enum(['left', 'right', 'shared', 'create_only', 'never_overwrite_nonempty']),
    direction: z.enum(['right', 'both']).optional(),
    back: z.strictObject({ to: Path.optional(), via: z.array(Call).optional(), when: Conditions.optional() }).optional(),
    critical: z.boolean().optional(),
    pii: z.enum(['none', 'person', 'passport']).optional(),
    each: SpecName.optional(),
  })
  .refine(oneSource, { message: 'exactly one of from, const, constant' });

const Request = z.strictObject({
  id: Name,
  field: Path,
  becomes: z.array(Literal).min(1),
  unless: Conditions.optional(),
  write: z.string().regex(/^[a-z]+(\.[a-z_]+)+$/),
  fields: z
    .record(Name, z.strictObject(sources).refine(oneSource, { message: 'exactly one of from, const, constant' }))
    .optional(),
});

export const SpecShape = z.strictObject({
  spec: SpecName,
  version: z.number().int().positive(),
  left: Pair,
  right: Pair,
  rules: z.array(Rule).min(1),
  requests: z.array(Request).optional(),
  dictionaries: z.record(SpecName, z.strictObject(dictionaryBody)).optional(),
});

export const DictionaryShape = z.strictObject({ dictionary: SpecName, ...dictionaryBody });

export type SpecYaml = z.infer<typeof SpecShape>;
export type RuleYaml = SpecYaml['rules'][number];
export type DictionaryYaml = z.infer<typeof DictionaryShape>;
