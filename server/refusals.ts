import { z } from 'zod';
import { HubError } from '../domain/errors.ts';

/** One wrong value of a request: where it stands, as a dotted path, and what is expected there. */
export interface FieldError {
  path: string;
  message: string;
  /** The same in Russian, where it is known. */
  ru?: string;
}

/** A request whose values cannot be taken. */
export class InvalidRequest extends HubError {
  readonly errors: readonly FieldError[];

  constructor(errors: readonly FieldError[], code = 'REQUEST_INVALID') {
    super({ code, kind: 'validation', userMessage: { ru: 'Запрос заполнен неверно', en: 'The request is not valid' } });
    this.errors = errors;
  }
}

/** A plan that a person agreed to and that is no longer the plan: each item that moved, with its state then and now. */
export class PlanChanged extends HubError {
  readonly errors: readonly FieldError[];

  constructor(errors: readonly FieldError[]) {
    const userMessage = {
      ru: 'Положение изменилось после составления плана. Посмотрите новый план.',
      en: 'Things have changed since the plan was made. Look at the new plan.',
    };
    super({ code: 'PLAN_CHANGED', kind: 'conflict', userMessage });
    this.errors = errors;
  }
}

export const notFound = (code: string, ru: string, en: string) =>
  new HubError({ code, kind: 'not_found', userMessage: { ru, en } });

export const conflict = (code: string, ru: string, en: string) =>
  new HubError({ code, kind: 'conflict', userMessage: { ru, en } });

type Issue = z.core.$ZodIssue;

const russian = z.locales.ru().localeError;

/** What a connector says in Russian itself, what is simply missing, or zod's own words. */
function inRussian(issue: Issue): { ru?: string } {
  if (issue.code === 'custom') {
    const said = issue.params?.['ru'];
    return typeof said === 'string' ? { ru: said } : {};
  }
  const absent = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  if (absent || (issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1)) return { ru: 'Заполните поле' };
  if (issue.code === 'invalid_type') return { ru: 'Значение не того вида' };
  const told = russian({ ...issue, input: undefined } as z.core.$ZodRawIssue);
  return { ru: typeof told === 'string' ? told : (told?.message ?? issue.message) };
}

/** Issues of a schema as field errors; `prefix` names the part of the request that the schema describes. */
export function fieldErrors(issues: readonly Issue[], prefix: readonly string[] = []): FieldError[] {
  return issues.map((issue) => ({
    path: [...prefix, ...issue.path].map(String).join('.'),
    message: issue.message,
    ...inRussian(issue),
  }));
}
