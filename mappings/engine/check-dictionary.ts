import type { SpecSchemas } from './check.ts';
import { dictionaryOf } from './lookup.ts';
import { violationAt } from './references.ts';
import type { Library, Rule, Spec } from './spec.ts';
import type { EntitySchema, Violation } from './types.ts';

/** Dictionaries answer every key that can come, and only with values that the target lists. */
export function dictionaryProblems(spec: Spec, schemas: SpecSchemas, library: Library): Violation[] {
  return spec.rules.flatMap((rule, index) => {
    const dictionary = dictionaryOf(rule, spec, library);
    if (dictionary === null) return [];
    const at = ['rules', index, 'lookup'];
    const answers = [...Object.values(dictionary.values), ...(dictionary.fallback === undefined ? [] : [dictionary.fallback])];
    const problems: Violation[] = [];
    const missing = keysOf(rule, schemas.left, library)?.filter((key) => !Object.hasOwn(dictionary.values, key)) ?? null;
    const covered = dictionary.fallback !== undefined || rule.default !== undefined;
    if (!covered && (missing === null || missing.length > 0)) {
      const names = missing?.join(', ') ?? '';
      const message = {
        ru: `Правило ${rule.id}: справочник «${dictionary.name}» не полон${names && `: нет ${names}`}.`,
        en: `Rule ${rule.id}: dictionary “${dictionary.name}” is not total${names && `: it lacks ${names}`}.`,
      };
      const hint = { ru: 'Добавьте значения или fallback.', en: 'Add the values, or a fallback.' };
      problems.push(violationAt(spec, at, 'dictionary-partial', message, hint));
    }
    const options = schemas.right.fields
      .find((field) => field.name === rule.to)
      ?.values?.flatMap((value) => [value.id, value.title]);
    const strange = options === undefined ? [] : answers.filter((answer) => !options.includes(String(answer)));
    if (strange.length > 0) {
      const message = {
        ru: `Правило ${rule.id}: в поле «${rule.to}» нет значений: ${strange.join(', ')}.`,
        en: `Rule ${rule.id}: field “${rule.to}” does not list: ${strange.join(', ')}.`,
      };
      const hint = {
        ru: 'Добавьте варианты в поле или исправьте справочник.',
        en: 'Add the options to the field, or correct the dictionary.',
      };
      problems.push(violationAt(spec, at, 'dictionary-value', message, hint));
    }
    return problems;
  });
}

/** Every key that a lookup can meet; null when it is not a closed set. */
function keysOf(rule: Rule, left: EntitySchema, library: Library): readonly string[] | null {
  const last = rule.via.at(-1);
  if (last !== undefined) return library.functions[last.name]?.keys ?? null;
  const { from } = rule;
  if (from.kind !== 'path') return null;
  return left.fields.find((field) => field.name === from.path)?.values?.map((value) => value.id) ?? null;
}
