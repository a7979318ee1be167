import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { PaymentActivities } from '../activities/payments.ts';
import { remoteCalls } from './activity-options.ts';
import { drainUntilQuiet, type Summary } from './nudged.ts';

const { drainPayments } = proxyActivities<PaymentActivities>({ ...remoteCalls, summary: 'Разобрать оплаты' });

/** Takes in what one connection tells of payments: news of a payment provider, or claims whose money moved in a booking system. */
export function payments(connection: string): Promise<Summary> {
  return drainUntilQuiet(
    () => drainPayments(connection),
    () => continueAsNew<typeof payments>(connection),
  );
}
