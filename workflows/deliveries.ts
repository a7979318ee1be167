import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { DeliveryActivities, SendStep } from '../activities/deliveries.ts';
import { remoteCalls } from './activity-options.ts';

const { sendDue } = proxyActivities<DeliveryActivities>({ ...remoteCalls, summary: 'Отправить то, что ждёт' });

const MAX_EVENTS = 2_000;

/** The one sender of an account: sends what is due and ends; what becomes due later gets a new run. */
export async function deliveries(account: string): Promise<SendStep> {
  const total: SendStep = { sent: 0, other: 0, more: false };
  for (;;) {
    const step = await sendDue(account, Date.now());
    total.sent += step.sent;
    total.other += step.other;
    if (!step.more) return total;
    if (workflowInfo().historyLength > MAX_EVENTS) await continueAsNew<typeof deliveries>(account);
  }
}
