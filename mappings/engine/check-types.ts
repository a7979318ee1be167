import type { Json } from '../../domain/json.ts';
import type { SpecSchemas } from './check.ts';
import type { InputType } from './functions/types.ts';
import { violationAt } from './references.ts';
import { type Condition, type Library, type Rule, type Spec, sourcePaths } from './spec.ts';
import type { EntitySchema, FieldType, Violation } from './types.ts';

/** Types that may stand where another is expected: every date or decimal is a text, any closed value is one too. */
const READS_AS: { [type in FieldType]: readonly FieldType[] } = {
  string: ['string'],
  integer: ['integer', 'decimal'],
  decimal: ['decimal', 'string'],
  boolean: ['boolean'],
  date: ['date', 'string'],
  datetime: ['datetime', 'string'],
  enum: ['enum', 'string'],
  'string[]': ['string[]'],
  rows: ['rows'],
  json: ['string', 'integer', 'decimal', 'boolean', 'date', 'datetime', 'enum', 'string[]', 'rows'],
};

/** Sources exist, and what flows through a rule fits each function and the target. */
export function typeProblems(spec: Spec, schemas: SpecSchemas, library: Library): Violation[] {
  return spec.rules.flatMap((rule, index) => {
    const absent = sourceProblems(spec, rule, index, schemas.left);
    return absent.length > 0 ? absent : flowProblems(spec, rule, index, schemas, library);
  });
}

/**
 * Type of a left path; null when there is none such. References between records and the number of a row are the hub's own. What an installation has
 * beyond its described fields arrives under `unknown`, as text.
 */
export function typeOfPath(path: string, left: EntitySchema): FieldType | null {
  if (path.startsWith('links.')) return 'json';
  const field = left.fields.find((candidate) => candidate.name === path);
  if (field !== undefined) return field.type;
  if (path === 'position') return 'integer';
  if (left.fields.some((candidate) => candidate.name.startsWith(`${path}.`))) return 'json';
  const within = left.fields.some((candidate) => candidate.type === 'json' && path.startsWith(`${candidate.name}.`));
  return within ? 'json' : null;
}

function sourceProblems(spec: Spec, rule: Rule, index: number, left: EntitySchema): Violation[] {
  const read = (paths: string[], part: string) =>
    paths
      .filter((path) => typeOfPath(path, left) === null)
      .map((path) => {
        const message = {
          ru: `Правило ${rule.id}: в ${left.entity} нет «${path}».`,
          en: `Rule ${rule.id}: ${left.entity} has no “${path}”.`,
        };
        return violationAt(spec, ['rules', index, part], 'source-unknown', message, {
          ru: 'Исправьте путь.',
          en: 'Correct the path.',
        });
      });
  const pathsOf = (conditions: readonly Condition[]) => conditions.map((condition) => condition.path);
  return [
    ...read(sourcePaths(rule.from), 'from'),
    ...read(pathsOf(rule.when), 'when'),
    ...read(pathsOf(rule.back?.when ?? []), 'back'),
    ...read(rule.back?.to == null ? [] : [rule.back.to], 'back'),
  ];
}

function flowProblems(spec: Spec, rule: Rule, index: number, schemas: SpecSchemas, library: Library): Violation[] {
  const types = sourcePaths(rule.from).map((path) => typeOfPath(path, schemas.left) ?? 'json');
  let flowing: FieldType | 'tuple' = rule.from.kind === 'tuple' ? 'tuple' : (types[0] ?? 'json');
  for (const [step, call] of rule.via.entries()) {
    const definition = library.functions[call.name];
    if (definition === undefined) return [];
    if (!accepts(definition.input, flowing)) {
      const message = {
        ru: `Правило ${rule.id}: «${call.name}» не принимает ${flowing}.`,
        en: `Rule ${rule.id}: “${call.name}” does not take ${flowing}.`,
      };
      return [violationAt(spec, ['rules', index, 'via', step], 'type-mismatch', message, definition.summary)];
    }
    flowing = definition.output === 'same' ? (flowing === 'tuple' ? common(types) : flowing) : definition.output;
  }
  if (rule.each !== null) {
    if (flowing !== 'rows' && flowing !== 'json') return [notRows(spec, rule, index)];
    flowing = 'rows';
  }
  if (rule.lookup !== null) flowing = 'enum';
  return targetFit(spec, rule, index, flowing, schemas.right);
}

function notRows(spec: Spec, rule: Rule, index: number): Violation {
  const message = { ru: `Правило ${rule.id}: each ждёт строк.`, en: `Rule ${rule.id}: each expects rows.` };
  const hint = { ru: 'Укажите источник-список.', en: 'Name a source that is a list of rows.' };
  return violationAt(spec, ['rules', index, 'each'], 'rows-expected', message, hint);
}

function targetFit(spec: Spec, rule: Rule, index: number, flowing: FieldType | 'tuple', right: EntitySchema): Violation[] {
  const target = right.fields.find((field) => field.name === rule.to);
  if (target === undefined) return [];
  const problems: Violation[] = [];
  const literal = rule.from.kind === 'const';
  if (!literal && rule.from.kind !== 'constant' && (flowing === 'tuple' || !fits(flowing, target.type))) {
    const message = {
      ru: `Правило ${rule.id}: «${rule.to}» ждёт ${target.type}, а получает ${flowing}.`,
      en: `Rule ${rule.id}: “${rule.to}” expects ${target.type} and gets ${flowing}.`,
    };
    const hint = { ru: 'Добавьте функцию в via.', en: 'Add a function to via.' };
    problems.push(violationAt(spec, ['rules', index, 'to'], 'type-mismatch', message, hint));
  }
  const values: [string, Json | undefined][] = [['default', rule.default]];
  if (rule.from.kind === 'const' && rule.via.length === 0 && rule.lookup === null) values.push(['const', rule.from.value]);
  for (const [part, value] of values) {
    if (value === undefined || value === null || isOfType(value, target.type)) continue;
    const message = {
      ru: `Правило ${rule.id}: значение не подходит полю «${rule.to}».`,
      en: `Rule ${rule.id}: the value does not fit “${rule.to}”.`,
    };
    const hint = { ru: `Нужен тип ${target.type}.`, en: `It must be of type ${target.type}.` };
    problems.push(violationAt(spec, ['rules', index, part], 'value-mismatch', message, hint));
  }
  return problems;
}

function accepts(input: InputType, flowing: FieldType | 'tuple'): boolean {
  if (input === 'any') return true;
  if (input === 'tuple' || flowing === 'tuple') return input === flowing;
  return input.some((wanted) => fits(flowing, wanted));
}

function fits(flowing: FieldType, wanted: FieldType): boolean {
  return wanted === 'json' || READS_AS[flowing].includes(wanted);
}

function common(types: readonly FieldType[]): FieldType {
  const [first = 'json'] = types;
  return types.every((type) => type === first) ? first : 'json';
}

function isOfType(value: Json, type: FieldType): boolean {
  if (type === 'json') return true;
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'string[]' || type === 'rows') return Array.isArray(value);
  return typeof value === 'string';
}
