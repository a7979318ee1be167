import type { SpecSchemas } from './check.ts';
import { isLossy } from './loss.ts';
import { personalSources } from './personal.ts';
import { violationAt } from './references.ts';
import { type Library, type Rule, type Spec, sourcePaths } from './spec.ts';
import type { EntitySchema, Violation } from './types.ts';

/** What may be published and still deserves a look: fields that may end up empty, personal data that nobody marked, losses. */
export function carefulProblems(spec: Spec, schemas: SpecSchemas, library: Library): Violation[] {
  return spec.rules.flatMap((rule, index) => [
    ...emptyTarget(spec, rule, index, schemas),
    ...unmarked(spec, rule, index),
    ...losing(spec, rule, index, library),
  ]);
}

function emptyTarget(spec: Spec, rule: Rule, index: number, { left, right }: SpecSchemas): Violation[] {
  const required = right.fields.some((field) => field.name === rule.to && field.required);
  if (!required || rule.default !== undefined || rule.onMissing !== 'null' || alwaysThere(rule, left)) return [];
  const message = {
    ru: `Правило ${rule.id}: обязательное поле «${rule.to}» может остаться пустым.`,
    en: `Rule ${rule.id}: the required field “${rule.to}” may end up empty.`,
  };
  const hint = { ru: 'Задайте default или onMissing: error.', en: 'Give a default, or onMissing: error.' };
  return [violationAt(spec, ['rules', index, 'to'], 'required-may-be-empty', message, hint)];
}

function alwaysThere(rule: Rule, left: EntitySchema): boolean {
  if (rule.from.kind === 'const') return true;
  return sourcePaths(rule.from).some((path) => left.fields.some((field) => field.name === path && field.required));
}

function unmarked(spec: Spec, rule: Rule, index: number): Violation[] {
  const personal = personalSources(rule, spec);
  if (personal.length === 0 || rule.pii !== 'none') return [];
  const message = {
    ru: `Правило ${rule.id} несёт персональные данные (${personal.join(', ')}) и не отмечено.`,
    en: `Rule ${rule.id} carries personal data (${personal.join(', ')}) and is not marked.`,
  };
  const hint = { ru: 'Добавьте pii: person.', en: 'Add pii: person.' };
  return [violationAt(spec, ['rules', index, 'from'], 'pii-unmarked', message, hint)];
}

function losing(spec: Spec, rule: Rule, index: number, library: Library): Violation[] {
  if (!isLossy(rule, library)) return [];
  const names = rule.via.filter((call) => library.functions[call.name]?.lossy).map((call) => call.name);
  const message = {
    ru: `Правило ${rule.id} может терять сведения: ${names.join(', ')}.`,
    en: `Rule ${rule.id} may lose information: ${names.join(', ')}.`,
  };
  const hint = {
    ru: 'Потери считаются в отчёте; обратно значение само не вернётся.',
    en: 'Losses are counted in the report; the value does not come back by itself.',
  };
  return [violationAt(spec, ['rules', index, 'via'], 'lossy', message, hint)];
}
