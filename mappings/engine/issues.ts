import type { Sentence } from '../../domain/errors.ts';
import type { IssueCode, MappingIssue } from './types.ts';

/** Sentences never hold values: issues travel to tasks and logs. */
export function issue(rule: { id: string; to: string }, code: Exclude<IssueCode, 'attention'>): MappingIssue {
  return { rule: rule.id, field: rule.to, code, sentence: SENTENCES[code](rule.to) };
}

export function attention(rule: { id: string; to: string }, sentence: Sentence): MappingIssue {
  return { rule: rule.id, field: rule.to, code: 'attention', sentence };
}

const SENTENCES: { [code in Exclude<IssueCode, 'attention'>]: (field: string) => Sentence } = {
  source_missing: (field) => ({
    ru: `Поле «${field}» не заполнено: в исходной записи нет обязательного значения.`,
    en: `Field “${field}” was not filled: the source record lacks a required value.`,
  }),
  key_unknown: (field) => ({
    ru: `Поле «${field}»: в справочнике нет такого значения, взято запасное. Дополните справочник.`,
    en: `Field “${field}”: the dictionary does not know this value, its fallback was taken. Extend the dictionary.`,
  }),
  lossy: (field) => ({
    ru: `Поле «${field}» передано с потерей: значение сокращено, округлено или не распознано.`,
    en: `Field “${field}” was carried over with a loss: its value was cut, rounded or not understood.`,
  }),
};
