import type { Json } from '../../domain/json.ts';
import { sameJson } from '../../domain/merge/equal.ts';
import type { SpecChange } from './diff.ts';
import type { Dictionary } from './types.ts';

/** Entries that a dictionary gained, lost or answers otherwise; its fallback; keys that need a person. */
export function dictionaryChanges(before: Dictionary, after: Dictionary, field: string | null): SpecChange[] {
  const { name } = after;
  const change = (kind: SpecChange['kind'], key: string, ru: string, en: string, was: Json, is: Json): SpecChange => ({
    kind,
    what: 'dictionary',
    id: `${name}.${key}`,
    field,
    sentence: { ru: `Справочник «${name}»: ${ru}.`, en: `Dictionary “${name}”: ${en}.` },
    before: was,
    after: is,
  });
  const changes: SpecChange[] = [];
  for (const key of new Set([...Object.keys(before.values), ...Object.keys(after.values)])) {
    const [was, is] = [before.values[key], after.values[key]];
    if (was === undefined && is !== undefined)
      changes.push(change('added', key, `${key} теперь ${text(is)}`, `${key} is now ${text(is)}`, null, is));
    else if (was !== undefined && is === undefined)
      changes.push(change('removed', key, `${key} убрано`, `${key} is gone`, was, null));
    else if (was !== undefined && is !== undefined && !sameJson(was, is))
      changes.push(
        change(
          'changed',
          key,
          `${key}: было ${text(was)}, стало ${text(is)}`,
          `${key}: was ${text(was)}, is now ${text(is)}`,
          was,
          is,
        ),
      );
  }
  const [fell, falls] = [before.fallback ?? null, after.fallback ?? null];
  if (!sameJson(fell, falls) || (before.fallback === undefined) !== (after.fallback === undefined))
    changes.push(
      change(
        'changed',
        'fallback',
        `запасное значение: было ${text(fell)}, стало ${text(falls)}`,
        `fallback: was ${text(fell)}, is now ${text(falls)}`,
        fell,
        falls,
      ),
    );
  const [asked, asks] = [keys(before), keys(after)];
  if (!sameJson(asked, asks))
    changes.push(
      change(
        'changed',
        'attention',
        `к человеку: было ${text(asked)}, стало ${text(asks)}`,
        `needs a person: was ${text(asked)}, is now ${text(asks)}`,
        asked,
        asks,
      ),
    );
  return changes;
}

const keys = (dictionary: Dictionary): Json => Object.keys(dictionary.attention).sort();
const text = (value: Json) => (typeof value === 'string' ? `«${value}»` : JSON.stringify(value));
