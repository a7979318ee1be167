import type { Sentence } from '../../domain/errors.ts';

/** `error` keeps a spec from being published; `warning` asks for a second look; `note` says what the spec does. */
export type Severity = 'error' | 'warning' | 'note';

interface Check {
  /** Stable: people and programs refer to it. */
  id: string;
  severity: Severity;
  /** What a spec that passes keeps to. */
  says: Sentence;
}

/** Every rule that a spec is checked against, by its short name. */
export const CHECKS = {
  yaml: {
    id: 'MAP-001',
    severity: 'error',
    says: { ru: 'Файл читается как YAML.', en: 'The file is readable YAML.' },
  },
  shape: {
    id: 'MAP-002',
    severity: 'error',
    says: {
      ru: 'Файл держится языка сопоставлений: известные ключи, ровно один источник, владелец у каждого правила.',
      en: 'The file keeps to the spec language: known keys, exactly one source, an owner for every rule.',
    },
  },
  'source-unknown': {
    id: 'MAP-101',
    severity: 'error',
    says: { ru: 'Каждый источник есть в исходной системе.', en: 'Every source exists in the left system.' },
  },
  'target-unknown': {
    id: 'MAP-201',
    severity: 'error',
    says: { ru: 'Каждое поле назначения есть в целевой системе.', en: 'Every target exists in the right system.' },
  },
  'target-read-only': {
    id: 'MAP-202',
    severity: 'error',
    says: { ru: 'Каждое поле назначения можно записать.', en: 'Every target can be written.' },
  },
  'target-uncovered': {
    id: 'MAP-203',
    severity: 'error',
    says: { ru: 'Обязательные поля заполняются.', en: 'Required fields are filled.' },
  },
  'target-doubled': {
    id: 'MAP-204',
    severity: 'error',
    says: {
      ru: 'Два правила пишут одно поле только при взаимоисключающих условиях.',
      en: 'Two rules write one field only under conditions that exclude each other.',
    },
  },
  'owner-doubled': {
    id: 'MAP-205',
    severity: 'error',
    says: { ru: 'У поля один владелец.', en: 'A field has one owner.' },
  },
  'id-doubled': {
    id: 'MAP-206',
    severity: 'error',
    says: { ru: 'Имена правил не повторяются.', en: 'Rule ids differ.' },
  },
  'required-may-be-empty': {
    id: 'MAP-207',
    severity: 'warning',
    says: {
      ru: 'Обязательное поле не может остаться пустым: у правила есть запасное значение или onMissing.',
      en: 'A required field cannot end up empty: its rule has a default or says onMissing.',
    },
  },
  'function-unknown': {
    id: 'MAP-301',
    severity: 'error',
    says: { ru: 'Функции известны.', en: 'Functions are known.' },
  },
  'function-argument': {
    id: 'MAP-302',
    severity: 'error',
    says: { ru: 'Параметры функций верны.', en: 'Arguments of functions are right.' },
  },
  'type-mismatch': {
    id: 'MAP-303',
    severity: 'error',
    says: {
      ru: 'Типы сходятся вдоль всей цепочки, от источника до поля.',
      en: 'Types fit along the whole chain, from the source to the field.',
    },
  },
  'value-mismatch': {
    id: 'MAP-304',
    severity: 'error',
    says: { ru: 'Постоянные и запасные значения подходят полю.', en: 'Literals and defaults fit the field.' },
  },
  'rows-expected': {
    id: 'MAP-305',
    severity: 'error',
    says: { ru: 'each применяется к строкам.', en: 'each is applied to rows.' },
  },
  'dictionary-unknown': {
    id: 'MAP-401',
    severity: 'error',
    says: { ru: 'Справочники существуют.', en: 'Dictionaries exist.' },
  },
  'dictionary-partial': {
    id: 'MAP-402',
    severity: 'error',
    says: {
      ru: 'Справочник отвечает на каждый ключ, который может прийти, или имеет запасное значение.',
      en: 'A dictionary answers every key that can come, or has a fallback.',
    },
  },
  'dictionary-value': {
    id: 'MAP-403',
    severity: 'error',
    says: { ru: 'Значения справочника есть в списке поля.', en: 'Values of a dictionary are options of the field.' },
  },
  'direction-not-shared': {
    id: 'MAP-501',
    severity: 'error',
    says: { ru: 'В обе стороны идут только общие поля.', en: 'Only shared fields travel both ways.' },
  },
  'shared-one-way': {
    id: 'MAP-502',
    severity: 'error',
    says: { ru: 'Общее поле идёт в обе стороны.', en: 'A shared field travels both ways.' },
  },
  'inverse-missing': {
    id: 'MAP-503',
    severity: 'error',
    says: {
      ru: 'У общего поля есть обратный путь: из обратных функций или описанный в back.',
      en: 'A shared field has a way back: by inverse functions, or declared in back.',
    },
  },
  'spec-unknown': {
    id: 'MAP-601',
    severity: 'error',
    says: { ru: 'Вложенные сопоставления существуют.', en: 'Included specs exist.' },
  },
  'rows-nested': {
    id: 'MAP-602',
    severity: 'error',
    says: { ru: 'Строки не вкладываются в строки.', en: 'Rows are not nested in rows.' },
  },
  'request-field': {
    id: 'MAP-701',
    severity: 'error',
    says: { ru: 'Запрос следит за сопоставленным полем.', en: 'A request watches a mapped field.' },
  },
  'request-value': {
    id: 'MAP-702',
    severity: 'error',
    says: { ru: 'Запрос ждёт значений, которые у поля бывают.', en: 'A request waits for values that the field can take.' },
  },
  'pii-unmarked': {
    id: 'MAP-801',
    severity: 'warning',
    says: {
      ru: 'Персональные данные отмечены: pii: person.',
      en: 'Personal data is marked: pii: person.',
    },
  },
  lossy: {
    id: 'MAP-901',
    severity: 'note',
    says: {
      ru: 'Правило может терять сведения: сокращает, округляет или берёт часть. Потери считаются.',
      en: 'A rule may lose information: it cuts, rounds or takes a part. Losses are counted.',
    },
  },
} as const satisfies { [name: string]: Check };

export type CheckName = keyof typeof CHECKS;
