import { z } from 'zod';

/** The spec language as written in YAML; `parse.ts` brings it to one form. Unknown keys are errors: a misspelt rule must not be silently idle. */
const Name = z.string().regex(/^[a-z][a-zA-Z0-9-]*$/);
const SpecName = z.string().regex(/^[a-z0-9-]+$/);
/** Names that reach into JavaScript's own objects are no field names. Attributes that an installation adds are named `element@attribute`. */
const Path = z
  .string()
  .regex(/^[A-Za-z_][\w@/-]*(\.[A-Za-z_][\w@/-]*)*$/)
  .refine((path) => !/(^|\.)(__proto__|constructor|prototype)(\.|$)/.test(path));
const Literal = z.json();
const Call = z
  .union([Name, z.record(Name, Literal).refine((call) => Object.keys(call).length === 1)])
  .meta({ id: 'Call', description: 'A named function, with its argument where it takes one: { limit: 255 }' });
const Condition = z
  .union([
    z.strictObject({ path: Path, is: Literal }),
    z.strictObject({ path: Path, in: z.array(Literal).min(1) }),
    z.strictObject({ path: Path, present: z.boolean() }),
  ])
  .meta({ id: 'Condition', description: 'What the left record must hold' });
const Conditions = z.union([Condition, z.array(Condition).min(1)]);
const Pair = z.strictObject({ system: Name, entity: z.string().min(1) });
const Sentence = z.strictObject({ ru: z.string().min(1), en: z.string().min(1) }).meta({ id: 'Sentence' });

const dictionaryBody = {
  values: z.record(z.string(), Literal).describe('Key of the left system: value of the right one'),
  fallback: Literal.optional().describe('Taken for an unknown key, which is reported'),
  attention: z.record(z.string(), Sentence).optional().describe('Keys that are mapped and still need a person'),
};

const sources = {
  from: z
    .union([Path, z.array(Path).min(1)])
    .optional()
    .describe('A path in the left record, or several that reach the first function together'),
  const: Literal.optional().describe('A value'),
  constant: Name.optional().describe('A constant of the connection, such as assignedById'),
};

function oneSource(rule: { from?: unknown; const?: unknown; constant?: unknown }): boolean {
  return [rule.from, rule.const, rule.constant].filter((source) => source !== undefined).length === 1;
}

const Rule = z
  .strictObject({
    id: Name.describe('Stands in journal and reports; unique in the spec'),
    ...sources,
    to: Path.describe('Field of the right system'),
    via: z.array(Call).optional().describe('Functions, in order'),
    lookup: SpecName.optional().describe('Dictionary that translates the result'),
    default: Literal.optional().describe('Value of the target when the source is missing or its key unknown'),
    when: Conditions.optional().describe('Conditions that must all hold, else the rule says nothing'),
    onMissing: z
      .enum(['error', 'skip', 'null'])
      .optional()
      .describe(
        'Without a default: null clears the target (so it is if nothing is said), skip leaves it alone, error reports it',
      ),
    owner: z
      .enum(['left', 'right', 'shared', 'create_only', 'never_overwrite_nonempty'])
      .describe('Who decides the value of the field'),
    direction: z.enum(['right', 'both']).optional().describe('both for shared fields'),
    back: z
      .strictObject({ to: Path.optional(), via: z.array(Call).optional(), when: Conditions.optional() })
      .optional()
      .describe('How a shared value returns, where that cannot be derived'),
    critical: z.boolean().optional().describe('Read back and compared after a write'),
    pii: z.enum(['none', 'person', 'passport']).optional().describe('Personal data: masked, stored under the key of its person'),
    each: SpecName.optional().describe('Spec that maps every row of the source'),
  })
  .refine(oneSource, { message: 'exactly one of from, const, constant' });

const Request = z.strictObject({
  id: Name,
  field: Path.describe('Right field whose change is a wish'),
  becomes: z.array(Literal).min(1),
  unless: Conditions.optional().describe('The left record is there already'),
  write: z
    .string()
    .regex(/^[a-z]+(\.[a-z_]+)+$/)
    .describe('Operation of the left system'),
  fields: z
    .record(Name, z.strictObject(sources).refine(oneSource, { message: 'exactly one of from, const, constant' }))
    .optional(),
});

export const SpecShape = z.strictObject({
  spec: SpecName.describe('Name; that of its file'),
  version: z.literal(1).describe('Version of the spec language'),
  left: Pair.describe('Where values come from'),
  right: Pair.describe('Where they go'),
  rules: z.array(Rule).min(1),
  requests: z.array(Request).optional().describe('Changes on the right that ask the left system for something'),
  dictionaries: z.record(SpecName, z.strictObject(dictionaryBody)).optional().describe('Dictionaries of this spec alone'),
});

export const DictionaryShape = z.strictObject({ dictionary: SpecName, ...dictionaryBody });

export type SpecYaml = z.infer<typeof SpecShape>;
export type RuleYaml = SpecYaml['rules'][number];
export type DictionaryYaml = z.infer<typeof DictionaryShape>;
