import type { ActivityOptions } from '@temporalio/workflow';

/**
 * For activities that call outside systems: repeated until they succeed, each attempt bounded by the calls it may make, watched by heartbeat.
 * The activity itself says when a repeat makes sense (`nextRetryDelay`).
 */
export const remoteCalls = {
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
} as const satisfies ActivityOptions;
