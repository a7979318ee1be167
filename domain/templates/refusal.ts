import { HubError } from '../errors.ts';
import type { TemplateProblem } from './types.ts';

/** A template that cannot be used as it is, or not with this data: nothing was made and nothing may be sent. */
export class TemplateRefusal extends HubError {
  readonly problems: readonly TemplateProblem[];

  constructor(problems: readonly TemplateProblem[]) {
    const [first] = problems;
    super({
      code: 'TEMPLATE_REFUSED',
      kind: 'validation',
      userMessage: {
        ru: `Шаблон не заполнен: ${first ? `${first.message.ru} (${first.place})` : 'причина неизвестна'}`,
        en: `The template was not filled: ${first ? `${first.message.en} (${first.place})` : 'for an unknown reason'}`,
      },
      detail: problems.map(({ code, field, place }) => `${code} ${field ?? ''} at ${place}`).join('; '),
    });
    this.problems = problems;
  }
}

export const unknownField = (field: string, place: string): TemplateProblem => ({
  code: 'unknown_field',
  field,
  place,
  message: { ru: `поля «${field}» нет`, en: `there is no field “${field}”` },
});

export const missingValue = (field: string, place: string): TemplateProblem => ({
  code: 'missing_value',
  field,
  place,
  message: { ru: `для поля «${field}» нет значения`, en: `the field “${field}” has no value` },
});

export const badSyntax = (place: string, why: string): TemplateProblem => ({
  code: 'syntax',
  field: null,
  place,
  message: { ru: `ошибка в записи: ${why}`, en: `it is not written right: ${why}` },
});

export const tooLarge = (place: string): TemplateProblem => ({
  code: 'too_large',
  field: null,
  place,
  message: { ru: 'слишком велико или слишком долго заполняется', en: 'it is too large, or takes too long to fill' },
});

export const badLink = (place: string): TemplateProblem => ({
  code: 'link',
  field: null,
  place,
  message: {
    ru: 'ссылка должна начинаться с https:// или с поля-ссылки',
    en: 'a link must begin with https:// or be a field that is a link',
  },
});

export const badFile = (place: string, message: TemplateProblem['message']): TemplateProblem => ({
  code: 'file',
  field: null,
  place,
  message,
});
