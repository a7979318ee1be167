import type { Sentence } from '../../domain/errors.ts';
import { CHECKS, type CheckName } from './catalogue.ts';
import { dictionaryOf } from './lookup.ts';
import type { Call, Library, Rule, Spec } from './spec.ts';
import type { Violation } from './types.ts';

/** A violation at a part of a spec. */
export function violationAt(
  { source }: Pick<Spec, 'source'>,
  path: (string | number)[],
  name: CheckName,
  message: Sentence,
  hint: Sentence,
): Violation {
  const { id: rule, severity } = CHECKS[name];
  return { file: source.file, ...source.at(path), rule, name, severity, message, hint };
}

/** Functions, dictionaries and specs that the library lacks, wrong arguments, collections within collections: what a spec cannot compile with. */
export function unknownReferences(spec: Spec, library: Library): Violation[] {
  return spec.rules.flatMap((rule, index) => {
    const at = ['rules', index];
    return [
      ...rule.via.flatMap((call, step) => callProblems(call, spec, rule, [...at, 'via', step], library)),
      ...(rule.back?.via ?? []).flatMap((call, step) => callProblems(call, spec, rule, [...at, 'back', 'via', step], library)),
      ...lookupProblems(rule, spec, [...at, 'lookup'], library),
      ...eachProblems(rule, spec, [...at, 'each'], library),
    ];
  });
}

function callProblems(call: Call, spec: Spec, rule: Rule, at: (string | number)[], library: Library): Violation[] {
  const known = Object.hasOwn(library.functions, call.name) ? library.functions[call.name] : undefined;
  if (known === undefined) {
    const message = {
      ru: `Правило ${rule.id}: нет функции «${call.name}».`,
      en: `Rule ${rule.id}: there is no function “${call.name}”.`,
    };
    const names = Object.keys(library.functions).sort().join(', ');
    return [violationAt(spec, at, 'function-unknown', message, { ru: `Есть функции: ${names}.`, en: `Functions: ${names}.` })];
  }
  const wrong = known.checkArgs(call.args);
  if (wrong === null) return [];
  const message = {
    ru: `Правило ${rule.id}: неверный параметр функции «${call.name}».`,
    en: `Rule ${rule.id}: wrong argument of “${call.name}”.`,
  };
  return [violationAt(spec, at, 'function-argument', message, wrong)];
}

function lookupProblems(rule: Rule, spec: Spec, at: (string | number)[], library: Library): Violation[] {
  if (rule.lookup === null || dictionaryOf(rule, spec, library) !== null) return [];
  const message = {
    ru: `Правило ${rule.id}: нет справочника «${rule.lookup}».`,
    en: `Rule ${rule.id}: there is no dictionary “${rule.lookup}”.`,
  };
  const hint = {
    ru: 'Добавьте справочник в файл или в папку dictionaries.',
    en: 'Add it to the file or to the folder dictionaries.',
  };
  return [violationAt(spec, at, 'dictionary-unknown', message, hint)];
}

function eachProblems(rule: Rule, spec: Spec, at: (string | number)[], library: Library): Violation[] {
  if (rule.each === null) return [];
  const included = library.specs[rule.each];
  if (included === undefined) {
    const message = {
      ru: `Правило ${rule.id}: нет сопоставления «${rule.each}».`,
      en: `Rule ${rule.id}: there is no spec “${rule.each}”.`,
    };
    return [violationAt(spec, at, 'spec-unknown', message, { ru: 'Проверьте имя.', en: 'Check its name.' })];
  }
  if (included.rules.some((column) => column.each !== null)) {
    const message = {
      ru: `Правило ${rule.id}: строки внутри строк не поддерживаются.`,
      en: `Rule ${rule.id}: rows within rows are not supported.`,
    };
    return [
      violationAt(spec, at, 'rows-nested', message, {
        ru: 'Уберите each из вложенного сопоставления.',
        en: 'Remove each from the included spec.',
      }),
    ];
  }
  return unknownReferences(included, library);
}
