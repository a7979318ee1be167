import { DefaultFailureConverter } from '@temporalio/common';

/** Messages and stack traces of failures travel as a payload, so that the codec encrypts them. Loaded by its path, in workflows too. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
