import type { Sentence } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { sameJson } from '../../domain/merge/equal.ts';
import { dictionaryChanges } from './diff-dictionary.ts';
import { PART_NAMES, type RulePart } from './diff-words.ts';
import { dictionaryOf } from './lookup.ts';
import type { Library, Rule, Spec } from './spec.ts';
import type { Dictionary } from './types.ts';

/** One difference in meaning between two specs. Comments, order and spelling make none. */
export interface SpecChange {
  kind: 'added' | 'removed' | 'changed';
  what: 'spec' | 'rule' | 'dictionary' | 'request';
  /** Rule or request id, `rows.column` for a rule of an included spec, `dictionary.key` for an entry. */
  id: string;
  /** Right field that is concerned. */
  field: string | null;
  sentence: Sentence;
  before: Json;
  after: Json;
}

export interface Resolved {
  spec: Spec;
  library: Library;
}

/** What changes for the records when `after` takes the place of `before`; empty for equal meaning. */
export function diffSpecs(before: Resolved, after: Resolved): SpecChange[] {
  return [
    ...endpoints(before.spec, after.spec),
    ...rules(before, after, ''),
    ...dictionaries(before, after),
    ...requests(before.spec, after.spec),
  ];
}

function endpoints(before: Spec, after: Spec): SpecChange[] {
  return (['left', 'right'] as const).flatMap((side) => {
    const [old, now] = [before[side], after[side]];
    if (old.system === now.system && old.entity === now.entity) return [];
    const [was, is] = [`${old.system} ${old.entity}`, `${now.system} ${now.entity}`];
    const sentence = { ru: `Сторона ${side}: было ${was}, стало ${is}.`, en: `Side ${side}: was ${was}, is now ${is}.` };
    return [{ kind: 'changed' as const, what: 'spec' as const, id: side, field: null, sentence, before: was, after: is }];
  });
}

function rules(before: Resolved, after: Resolved, prefix: string): SpecChange[] {
  const old = new Map(before.spec.rules.map((rule) => [rule.id, rule]));
  const now = new Map(after.spec.rules.map((rule) => [rule.id, rule]));
  const changes: SpecChange[] = [];
  for (const [id, rule] of now) {
    const was = old.get(id);
    if (was === undefined) changes.push(wholeRule('added', rule, prefix));
    else changes.push(...ruleChanges(was, rule, prefix), ...included(was, rule, before, after, prefix));
  }
  for (const [id, rule] of old) if (!now.has(id)) changes.push(wholeRule('removed', rule, prefix));
  return changes;
}

function included(was: Rule, rule: Rule, before: Resolved, after: Resolved, prefix: string): SpecChange[] {
  if (rule.each === null || was.each !== rule.each) return [];
  const [old, now] = [before.library.specs[rule.each], after.library.specs[rule.each]];
  if (old === undefined || now === undefined) return [];
  return rules({ ...before, spec: old }, { ...after, spec: now }, `${prefix}${rule.id}.`);
}

function wholeRule(kind: 'added' | 'removed', rule: Rule, prefix: string): SpecChange {
  const sentence =
    kind === 'added'
      ? { ru: `Новое правило ${rule.id}: заполняет «${rule.to}».`, en: `New rule ${rule.id}: it fills “${rule.to}”.` }
      : {
          ru: `Правило ${rule.id} убрано: «${rule.to}» больше не заполняется им.`,
          en: `Rule ${rule.id} is gone: it no longer fills “${rule.to}”.`,
        };
  const shown = shownRule(rule);
  const [before, after] = kind === 'added' ? [null, shown] : [shown, null];
  return { kind, what: 'rule', id: `${prefix}${rule.id}`, field: rule.to, sentence, before, after };
}

function shownRule(rule: Rule): Json {
  return Object.fromEntries((Object.keys(PART_NAMES) as RulePart[]).map((part) => [part, asJson(rule[part])]));
}

function ruleChanges(was: Rule, rule: Rule, prefix: string): SpecChange[] {
  return (Object.keys(PART_NAMES) as RulePart[]).flatMap((part) => {
    const [before, after] = [asJson(was[part]), asJson(rule[part])];
    // A default of null and no default differ.
    if (sameJson(before, after) && (was[part] === undefined) === (rule[part] === undefined)) return [];
    const name = PART_NAMES[part];
    const sentence = {
      ru: `Правило ${rule.id}, ${name.ru}: было ${told(before, 'ru')}, стало ${told(after, 'ru')}.`,
      en: `Rule ${rule.id}, ${name.en}: was ${told(before, 'en')}, is now ${told(after, 'en')}.`,
    };
    return [
      { kind: 'changed' as const, what: 'rule' as const, id: `${prefix}${rule.id}`, field: rule.to, sentence, before, after },
    ];
  });
}

/** Dictionaries as each version uses them: its own, or shared ones. */
function dictionaries(before: Resolved, after: Resolved): SpecChange[] {
  const [old, now] = [usedBy(before), usedBy(after)];
  return [...now].flatMap(([name, { dictionary, field }]) => {
    const was = old.get(name);
    return was === undefined ? [] : dictionaryChanges(was.dictionary, dictionary, field);
  });
}

function usedBy({ spec, library }: Resolved): Map<string, { dictionary: Dictionary; field: string }> {
  const used = new Map<string, { dictionary: Dictionary; field: string }>();
  const visit = (one: Spec) => {
    for (const rule of one.rules) {
      const dictionary = dictionaryOf(rule, one, library);
      if (dictionary !== null) used.set(dictionary.name, { dictionary, field: rule.to });
      const inner = rule.each === null ? undefined : library.specs[rule.each];
      if (inner !== undefined) visit(inner);
    }
  };
  visit(spec);
  return used;
}

function requests(before: Spec, after: Spec): SpecChange[] {
  const old = new Map(before.requests.map((request) => [request.id, request]));
  const now = new Map(after.requests.map((request) => [request.id, request]));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((id): SpecChange[] => {
    const [was, is] = [asJson(old.get(id) ?? null), asJson(now.get(id) ?? null)];
    if (sameJson(was, is)) return [];
    const kind = was === null ? 'added' : is === null ? 'removed' : 'changed';
    const field = (now.get(id) ?? old.get(id))?.field ?? null;
    const sentence = {
      added: { ru: `Новый запрос ${id}.`, en: `New request ${id}.` },
      removed: { ru: `Запрос ${id} убран.`, en: `Request ${id} is gone.` },
      changed: { ru: `Запрос ${id} изменён.`, en: `Request ${id} has changed.` },
    }[kind];
    return [{ kind, what: 'request', id, field, sentence, before: was, after: is }];
  });
}

function told(value: Json, language: keyof Sentence): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return language === 'ru' ? 'ничего' : 'nothing';
  return typeof value === 'string' ? `«${value}»` : JSON.stringify(value);
}

const asJson = (value: unknown): Json => (value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json));
