import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { HubError, isHubError } from '../domain/errors.ts';
import { isDatabaseTrouble } from '../store/database.ts';
import type { StoredError } from '../store/schema/index.ts';

/** How an error stands in the database: code, kind and sentence, never a value. */
export function storedError(error: HubError): StoredError {
  return {
    code: error.code,
    kind: error.kind,
    sentence: error.userMessage,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
  };
}

/** Anything thrown, as the hub's error: a database that is away cures itself, anything else that is not a HubError is a mistake of ours. */
export function asHubError(error: unknown): HubError {
  if (isHubError(error)) return error;
  if (isDatabaseTrouble(error)) {
    return new HubError({
      code: 'DATABASE_AWAY',
      kind: 'transient',
      userMessage: { ru: 'База данных узла недоступна', en: "The hub's database is not available" },
      cause: error,
    });
  }
  return new HubError({
    code: 'UNEXPECTED',
    kind: 'bug',
    userMessage: { ru: 'Внутренняя ошибка узла', en: 'An internal error of the hub' },
    detail: error instanceof Error ? error.name : typeof error,
    cause: error,
  });
}

/** A repeat helps, without a person. */
export function isRepeatable(error: HubError): boolean {
  return error.retry !== 'never';
}

const MAX_DELAY_MS = 60_000;

/**
 * The one place where a HubError becomes a Temporal failure. A known moment becomes `nextRetryDelay`; other repeats follow the retry policy.
 * Only code and sentence travel: no detail, no cause, no stack with values. What a repeat cures is expected noise, not a failure in logs and metrics.
 */
export function toFailure(error: HubError, attempt: number, scale: number): ApplicationFailure {
  const backoff = Math.min(MAX_DELAY_MS, 1_000 * 2 ** Math.min(attempt - 1, 6)) / scale;
  const wait = error.untilMs === undefined ? backoff : Math.max(error.untilMs - Date.now(), 50);
  const jittered = Math.round(wait * (1 + Math.random() * 0.2));
  return ApplicationFailure.create({
    message: `${error.code}: ${error.userMessage.en}`,
    type: error.kind,
    nonRetryable: !isRepeatable(error),
    ...(isRepeatable(error)
      ? { nextRetryDelay: Math.min(jittered, 10 * MAX_DELAY_MS), category: ApplicationFailureCategory.BENIGN }
      : {}),
  });
}
