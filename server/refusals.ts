import { HubError } from '../domain/errors.ts';

/** One wrong value of a request: where it stands, as a dotted path, and what is expected there. */
export interface FieldError {
  path: string;
  message: string;
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

interface Issue {
  path: readonly PropertyKey[];
  message: string;
}

/** Issues of a schema as field errors; `prefix` names the part of the request that the schema describes. */
export function fieldErrors(issues: readonly Issue[], prefix: readonly string[] = []): FieldError[] {
  return issues.map(({ path, message }) => ({ path: [...prefix, ...path].map(String).join('.'), message }));
}
