import { z } from '@hono/zod-openapi';
import { moment, reason, sentence } from './schemas.ts';

/** Parts of the answers about mappings. */

export const anything = z.unknown();

export const kind = z.enum(['spec', 'dictionary']).openapi({ description: 'A mapping spec, or a dictionary that specs share' });
export const documentName = z
  .string()
  .regex(/^[a-z0-9-]{1,100}$/)
  .openapi({ example: 'samo-claim--bitrix24-deal' });
export const text = z
  .string()
  .min(1)
  .max(300_000)
  .openapi({ description: 'YAML', example: 'dictionary: cancel\nvalues: { none: Нет }\n' });

export const document = z
  .object({
    kind,
    name: documentName,
    version: z.int().openapi({ description: 'Number of the publication in force' }),
    origin: z.enum(['shipped', 'published', 'rolled_back']),
    author: z.string(),
    reason: z.string(),
    restores: z.int().nullable().openapi({ description: 'The version whose text this one brings back' }),
    textHash: z.string(),
    publishedAt: moment,
  })
  .openapi('MappingDocument');

export const listed = document
  .extend({
    hash: z
      .string()
      .nullable()
      .openapi({ description: 'Content hash of the compiled spec; it stands on every effect and journal line' }),
    left: z.string().nullable().openapi({ example: 'samo claim' }),
    right: z.string().nullable().openapi({ example: 'bitrix24 deal' }),
    rules: z.int().nullable(),
  })
  .openapi('ListedMapping');

export const rule = z.object({
  id: z.string(),
  field: z.string(),
  from: z.array(z.string()),
  owner: z.string(),
  direction: z.string(),
  critical: z.boolean(),
  pii: z.string(),
  lossy: z.boolean(),
});

export const detail = listed
  .extend({ text, ruleList: z.array(rule).openapi({ description: 'Empty for dictionaries' }) })
  .openapi('MappingDetail');

export const finding = z
  .object({
    file: z.string(),
    line: z.int(),
    column: z.int(),
    rule: z.string().openapi({ description: 'Stable id', example: 'MAP-101' }),
    name: z.string().openapi({ example: 'source-unknown' }),
    severity: z.enum(['error', 'warning', 'note']),
    message: sentence,
    hint: sentence,
  })
  .openapi('MappingFinding');

export const checked = z
  .object({
    publishable: z.boolean(),
    affects: z.array(z.string()).openapi({ description: 'Specs whose results the text decides' }),
    findings: z.array(finding),
  })
  .openapi('CheckedMapping');

export const change = z
  .object({
    kind: z.enum(['added', 'removed', 'changed']),
    what: z.enum(['spec', 'rule', 'dictionary', 'request']),
    id: z.string(),
    field: z.string().nullable(),
    sentence,
    before: anything,
    after: anything,
  })
  .openapi('MappingChange');

export const changes = z
  .object({ items: z.array(change), before: z.string().nullable(), after: z.string().nullable() })
  .openapi('MappingDiff', { description: 'Differences in meaning, and both content hashes; comments and order make none' });

export const publication = z
  .strictObject({
    text,
    reason,
    over: z
      .int()
      .nonnegative()
      .optional()
      .openapi({ description: 'The version that the author looked at (0: none); another one in force is a conflict' }),
  })
  .openapi('MappingPublication');

const counts = { count: z.int(), firstSeen: moment, lastSeen: moment };

export const coverage = z
  .object({
    records: z.int(),
    unread: z
      .array(z.object({ path: z.string(), ...counts }))
      .openapi({ description: 'Left paths that held a value and that no rule reads' }),
    read: z.array(z.object({ path: z.string(), ...counts })),
    filled: z.array(z.object({ field: z.string(), count: z.int(), firstSeen: moment.optional(), lastSeen: moment.optional() })),
    unfilled: z
      .array(z.object({ field: z.string(), title: z.string() }))
      .openapi({ description: 'Right fields that could be written and that no rule fills' }),
    lossy: z.array(z.object({ rule: z.string(), ...counts })),
    missing: z.array(z.object({ rule: z.string(), ...counts })),
    dictionaries: z.array(
      z
        .object({ name: z.string(), unknown: z.int(), unseen: z.int() })
        .openapi({ description: 'How many keys; each in its own report' }),
    ),
  })
  .openapi('MappingCoverage');

export const keys = z
  .object({
    name: z.string(),
    unknown: z
      .array(z.object({ key: z.string(), mapping: z.string(), ...counts }))
      .openapi({ description: 'Came, and have no value' }),
    unseen: z.array(z.string()).openapi({ description: 'Have a value, and never came' }),
    seen: z.array(z.object({ key: z.string(), mapping: z.string(), value: anything, ...counts })),
  })
  .openapi('DictionaryCoverage');

const field = z.object({
  name: z.string(),
  type: z.string(),
  title: z.string(),
  required: z.boolean(),
  readOnly: z.boolean(),
  values: z.array(z.object({ id: z.string(), title: z.string() })).optional(),
});

export const vocabulary = z
  .object({
    sources: z.array(field),
    targets: z.array(field),
    functions: z.array(
      z.object({
        name: z.string(),
        summary: sentence,
        takes: z.string(),
        gives: z.string(),
        domain: sentence.nullable().openapi({ description: 'What it understands; null for a total function' }),
        lossy: z.boolean(),
        invertible: z.boolean(),
        needsArgument: z.boolean(),
      }),
    ),
    dictionaries: z.array(z.object({ name: z.string(), keys: z.array(z.string()), total: z.boolean() })),
    rows: z.array(z.string()),
    constants: z.array(z.string()),
  })
  .openapi('MappingVocabulary', { description: 'What can be written at each place of a spec' });

const values = z.record(z.string(), anything);
const issue = z.object({ rule: z.string(), field: z.string(), code: z.string(), sentence });

export const preview = z
  .object({
    link: z.string(),
    claim: z.string().nullable(),
    hash: z.string(),
    input: values,
    rules: z.array(
      z.object({
        rule: z.string(),
        field: z.string(),
        applies: z.boolean(),
        read: values,
        steps: z.array(z.object({ name: z.string(), args: anything, value: anything, lossy: z.boolean() })),
        lookup: z.object({ dictionary: z.string(), key: z.string(), known: z.boolean() }).nullable(),
        says: z.boolean().openapi({ description: 'It gives its field a value, if only an empty one' }),
        value: anything,
        issues: z.array(issue),
      }),
    ),
    output: values,
    standing: values.nullable().openapi({ description: 'What the right record holds now; null when there is none' }),
    issues: z.array(issue),
    writes: z.object({ creates: z.boolean(), right: values, left: values, conflicts: z.array(z.string()) }),
  })
  .openapi('MappingPreview');

export const rehearsal = z
  .object({
    records: z.int(),
    changed: z.int(),
    fields: z.array(
      z.object({
        field: z.string(),
        records: z.int(),
        total: z
          .object({ before: z.string(), after: z.string() })
          .nullable()
          .openapi({ description: 'Sums of amounts over those records' }),
      }),
    ),
    samples: z.array(
      z.object({
        link: z.string(),
        number: z.string().nullable(),
        field: z.string(),
        stands: anything,
        before: anything,
        after: anything,
      }),
    ),
  })
  .openapi('MappingRehearsal');
