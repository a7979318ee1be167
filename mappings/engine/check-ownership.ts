import { backStep, backTarget } from './back.ts';
import { violationAt } from './references.ts';
import type { Library, Rule, Spec } from './spec.ts';
import type { Violation } from './types.ts';

/** Shared fields travel both ways and have a way back; no other field travels back. */
export function ownershipProblems(spec: Spec, library: Library): Violation[] {
  return spec.rules.flatMap((rule, index) => {
    if (rule.owner !== 'shared') return rule.direction === 'both' || rule.back !== null ? [oneWay(spec, rule, index)] : [];
    if (rule.direction !== 'both') return [bothWays(spec, rule, index)];
    return backStep(rule, library) === null || backTarget(rule) === null ? [noWayBack(spec, rule, index)] : [];
  });
}

function oneWay(spec: Spec, rule: Rule, index: number): Violation {
  const message = {
    ru: `Правило ${rule.id}: в обе стороны идут только общие поля (owner: shared).`,
    en: `Rule ${rule.id}: only shared fields travel both ways.`,
  };
  const hint = {
    ru: 'Уберите direction: both и back или назначьте owner: shared.',
    en: 'Remove direction: both and back, or make the field shared.',
  };
  return violationAt(spec, ['rules', index, 'direction'], 'direction-not-shared', message, hint);
}

function bothWays(spec: Spec, rule: Rule, index: number): Violation {
  const message = {
    ru: `Правило ${rule.id}: общее поле должно идти в обе стороны.`,
    en: `Rule ${rule.id}: a shared field travels both ways.`,
  };
  const hint = { ru: 'Укажите direction: both или другого владельца.', en: 'Set direction: both, or another owner.' };
  return violationAt(spec, ['rules', index, 'owner'], 'shared-one-way', message, hint);
}

function noWayBack(spec: Spec, rule: Rule, index: number): Violation {
  const message = {
    ru: `Правило ${rule.id}: значение нельзя вернуть обратно.`,
    en: `Rule ${rule.id}: its value has no way back.`,
  };
  const hint = {
    ru: 'Опишите обратный путь в back (to, via): у функции или справочника нет обратного действия, или источников несколько.',
    en: 'Declare back (to, via): a function or the dictionary has no inverse, or there are several sources.',
  };
  return violationAt(spec, ['rules', index, 'via'], 'inverse-missing', message, hint);
}
