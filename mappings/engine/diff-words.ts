import type { Sentence } from '../../domain/errors.ts';
import type { Rule } from './spec.ts';

export type RulePart = Exclude<keyof Rule, 'id'>;

/** How the parts of a rule are called when they change. */
export const PART_NAMES: { [part in RulePart]: Sentence } = {
  from: { ru: 'источник', en: 'source' },
  to: { ru: 'поле', en: 'field' },
  via: { ru: 'преобразования', en: 'functions' },
  lookup: { ru: 'справочник', en: 'dictionary' },
  default: { ru: 'запасное значение', en: 'default' },
  when: { ru: 'условие', en: 'condition' },
  onMissing: { ru: 'если источника нет', en: 'when the source is missing' },
  owner: { ru: 'владелец', en: 'owner' },
  direction: { ru: 'направление', en: 'direction' },
  back: { ru: 'обратный путь', en: 'way back' },
  critical: { ru: 'проверка после записи', en: 'read-back check' },
  pii: { ru: 'персональные данные', en: 'personal data' },
  each: { ru: 'сопоставление строк', en: 'spec of its rows' },
};
