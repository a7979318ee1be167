import { proxyActivities } from '@temporalio/workflow';

const { nothing } = proxyActivities<{ nothing(): Promise<void> }>({ startToCloseTimeout: '10 seconds' });

/** The floor: one workflow with one activity that does nothing. */
export async function bare(): Promise<void> {
  await nothing();
}
