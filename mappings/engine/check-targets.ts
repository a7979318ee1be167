import { disjoint } from './conditions.ts';
import { violationAt } from './references.ts';
import type { Rule, Spec } from './spec.ts';
import type { EntitySchema, Violation } from './types.ts';

/** Targets exist and can be written, required ones are covered, and two rules never meet on one target. */
export function targetProblems(spec: Spec, right: EntitySchema): Violation[] {
  const fields = new Map(right.fields.map((field) => [field.name, field]));
  const problems: Violation[] = [];
  for (const [index, rule] of spec.rules.entries()) {
    const at = ['rules', index, 'to'];
    const field = fields.get(rule.to);
    if (field === undefined) {
      const message = {
        ru: `Правило ${rule.id}: поля «${rule.to}» нет в ${right.entity}.`,
        en: `Rule ${rule.id}: ${right.entity} has no field “${rule.to}”.`,
      };
      problems.push(
        violationAt(spec, at, 'target-unknown', message, {
          ru: 'Создайте поле или исправьте имя.',
          en: 'Create the field or correct its name.',
        }),
      );
    } else if (field.readOnly) {
      const message = {
        ru: `Правило ${rule.id}: поле «${rule.to}» нельзя записать.`,
        en: `Rule ${rule.id}: field “${rule.to}” cannot be written.`,
      };
      problems.push(violationAt(spec, at, 'target-read-only', message, { ru: 'Уберите правило.', en: 'Remove the rule.' }));
    }
  }
  return [...problems, ...uncovered(spec, right), ...doubled(spec), ...sameIds(spec)];
}

function uncovered(spec: Spec, right: EntitySchema): Violation[] {
  const covered = new Set(spec.rules.map((rule) => rule.to));
  return right.fields
    .filter((field) => field.required && !field.readOnly && !covered.has(field.name))
    .map((field) => {
      const message = {
        ru: `Обязательное поле «${field.title}» (${field.name}) ничем не заполняется.`,
        en: `Nothing fills the required field “${field.title}” (${field.name}).`,
      };
      return violationAt(spec, ['rules'], 'target-uncovered', message, { ru: 'Добавьте правило.', en: 'Add a rule.' });
    });
}

function doubled(spec: Spec): Violation[] {
  return spec.rules.flatMap((rule, index) => {
    const rivals = spec.rules.slice(0, index).filter((other) => other.to === rule.to);
    return rivals.flatMap((rival) => rivalProblems(spec, rule, index, rival));
  });
}

function rivalProblems(spec: Spec, rule: Rule, index: number, rival: Rule): Violation[] {
  const problems: Violation[] = [];
  if (!disjoint(rule.when, rival.when)) {
    const message = {
      ru: `Правила ${rival.id} и ${rule.id} пишут одно поле «${rule.to}» и могут сработать вместе.`,
      en: `Rules ${rival.id} and ${rule.id} write one field “${rule.to}” and may both apply.`,
    };
    const hint = { ru: 'Задайте им взаимоисключающие условия when.', en: 'Give them conditions that exclude each other.' };
    problems.push(violationAt(spec, ['rules', index, 'to'], 'target-doubled', message, hint));
  }
  if (rule.owner !== rival.owner) {
    const message = { ru: `У поля «${rule.to}» два разных владельца.`, en: `Field “${rule.to}” has two different owners.` };
    problems.push(
      violationAt(spec, ['rules', index, 'owner'], 'owner-doubled', message, {
        ru: 'Оставьте одного владельца.',
        en: 'Name one owner.',
      }),
    );
  }
  return problems;
}

function sameIds(spec: Spec): Violation[] {
  return spec.rules.flatMap((rule, index) => {
    if (spec.rules.findIndex((other) => other.id === rule.id) === index) return [];
    const message = { ru: `Имя правила ${rule.id} занято.`, en: `Rule id ${rule.id} is taken.` };
    return [
      violationAt(spec, ['rules', index, 'id'], 'id-doubled', message, { ru: 'Переименуйте правило.', en: 'Rename the rule.' }),
    ];
  });
}
