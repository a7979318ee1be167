import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { violationAt } from './references.ts';
import { DictionaryShape, type DictionaryYaml, type RuleYaml, SpecShape, type SpecYaml } from './shape.ts';
import type { Call, Condition, RequestRule, Rule, RuleSource, Spec, SpecSource } from './spec.ts';
import { SpecError } from './spec-error.ts';
import type { Dictionary } from './types.ts';

/**
 * Reads one spec.
 * @param version  number of the publication that the text belongs to
 * @throws SpecError with a position for every fault of YAML or of the spec language
 */
export function parseSpec(text: string, file: string, version = 1): Spec {
  const { value, source } = read(text, file, SpecShape);
  return {
    name: value.spec,
    version,
    left: value.left,
    right: value.right,
    rules: value.rules.map(rule),
    requests: (value.requests ?? []).map(request),
    dictionaries: Object.fromEntries(
      Object.entries(value.dictionaries ?? {}).map(([name, body]) => [name, dictionary({ dictionary: name, ...body })]),
    ),
    source,
  };
}

/**
 * Reads one shared dictionary.
 * @throws SpecError
 */
export function parseDictionary(text: string, file: string): Dictionary {
  return dictionary(read(text, file, DictionaryShape).value);
}

function read<Shape>(text: string, file: string, shape: z.ZodType<Shape>): { value: Shape; source: SpecSource } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const source = sourceOf(document, lines, file);
  if (document.errors.length > 0) {
    throw new SpecError(
      document.errors.map((error) => {
        const { line, col: column } = lines.linePos(error.pos[0]);
        const at = () => ({ line, column });
        const message = { ru: 'Файл не читается как YAML.', en: 'The file is not readable YAML.' };
        return violationAt({ source: { file, at } }, [], 'yaml', message, cause(error.message));
      }),
    );
  }
  const parsed = shape.safeParse(document.toJS());
  if (parsed.success) return { value: parsed.data, source };
  throw new SpecError(
    parsed.error.issues.map((issue) => {
      const path = issue.path.filter((step) => typeof step !== 'symbol');
      const where = path.join('.');
      const message = { ru: `Недопустимая запись: ${where || 'файл'}.`, en: `Not allowed here: ${where || 'file'}.` };
      return violationAt({ source }, path, 'shape', message, cause(issue.message));
    }),
  );
}

const cause = (text: string) => ({ ru: `Причина: ${text}`, en: `Cause: ${text}` });

function sourceOf(document: Document, lines: LineCounter, file: string): SpecSource {
  return {
    file,
    at(path) {
      for (let depth = path.length; depth >= 0; depth -= 1) {
        const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
        const range = rangeOf(node);
        if (range === null) continue;
        const { line, col } = lines.linePos(range);
        return { line, column: col };
      }
      return { line: 1, column: 1 };
    },
  };
}

function rangeOf(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return null;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : null;
}

function rule(yaml: RuleYaml): Rule {
  return {
    id: yaml.id,
    from: ruleSource(yaml),
    to: yaml.to,
    via: (yaml.via ?? []).map(call),
    lookup: yaml.lookup ?? null,
    default: yaml.default,
    when: conditions(yaml.when),
    onMissing: yaml.onMissing ?? 'null',
    owner: yaml.owner,
    direction: yaml.direction ?? 'right',
    back:
      yaml.back === undefined
        ? null
        : { to: yaml.back.to ?? null, via: yaml.back.via?.map(call) ?? null, when: conditions(yaml.back.when) },
    critical: yaml.critical ?? false,
    pii: yaml.pii ?? 'none',
    each: yaml.each ?? null,
  };
}

function request(yaml: NonNullable<SpecYaml['requests']>[number]): RequestRule {
  return {
    id: yaml.id,
    field: yaml.field,
    becomes: yaml.becomes,
    unless: conditions(yaml.unless),
    write: yaml.write,
    fields: Object.fromEntries(Object.entries(yaml.fields ?? {}).map(([name, source]) => [name, ruleSource(source)])),
  };
}

function ruleSource(yaml: Pick<RuleYaml, 'from' | 'const' | 'constant'>): RuleSource {
  if (Array.isArray(yaml.from)) return { kind: 'tuple', paths: yaml.from };
  if (yaml.from !== undefined) return { kind: 'path', path: yaml.from };
  if (yaml.constant !== undefined) return { kind: 'constant', name: yaml.constant };
  return { kind: 'const', value: yaml.const ?? null };
}

function call(yaml: NonNullable<RuleYaml['via']>[number]): Call {
  if (typeof yaml === 'string') return { name: yaml, args: null };
  const [entry] = Object.entries(yaml);
  return { name: entry?.[0] ?? '', args: entry?.[1] ?? null };
}

function conditions(yaml: RuleYaml['when']): Condition[] {
  if (yaml === undefined) return [];
  return (Array.isArray(yaml) ? yaml : [yaml]).map((one): Condition => {
    if ('is' in one) return { kind: 'is', path: one.path, value: one.is };
    if ('in' in one) return { kind: 'in', path: one.path, values: one.in };
    return { kind: 'present', path: one.path, present: one.present };
  });
}

function dictionary(yaml: DictionaryYaml): Dictionary {
  const { dictionary: name, values, fallback, attention } = yaml;
  return { name, values, ...(fallback === undefined ? {} : { fallback }), attention: attention ?? {} };
}
