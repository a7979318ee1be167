import type { AnswerOf } from '../../api/types.ts';

export type Answer = AnswerOf<'get', '/overview'>;

/** Longer than any limit of an outside system makes the queue wait in a quiet hour. */
export const LAGGING_SECONDS = 300;
