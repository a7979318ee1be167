import { continueAsNew, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { DeliveryActivities, SendStep } from '../activities/deliveries.ts';
import type { ReportActivities } from '../activities/reports.ts';
import { remoteCalls } from './activity-options.ts';
import { nudge } from './nudged.ts';

const { sendDue } = proxyActivities<DeliveryActivities>({ ...remoteCalls, summary: 'Отправить то, что ждёт' });
const { takeReports } = proxyActivities<ReportActivities>({ ...remoteCalls, summary: 'Принять отчёты о сообщениях' });

const MAX_EVENTS = 2_000;

/**
 * The one sender of an account: takes in what its channel tells of messages, sends what is due, and ends; what becomes due later gets a new run, and so does
 * a nudge about reports. The last check and the return happen in one turn, so that a nudge which arrives meanwhile is not lost.
 */
export async function deliveries(account: string): Promise<SendStep> {
  let nudged = false;
  setHandler(nudge, () => {
    nudged = true;
  });
  const total: SendStep = { sent: 0, other: 0, more: false };
  for (;;) {
    if (nudged) {
      nudged = false;
      await takeReports(account, Date.now());
    }
    const step = await sendDue(account, Date.now());
    total.sent += step.sent;
    total.other += step.other;
    if (!step.more && !nudged) return total;
    if (workflowInfo().historyLength > MAX_EVENTS) await continueAsNew<typeof deliveries>(account);
  }
}
