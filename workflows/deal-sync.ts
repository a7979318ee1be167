import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { DealActivities } from '../activities/deals.ts';
import { remoteCalls } from './activity-options.ts';
import { drainUntilQuiet, type Summary } from './nudged.ts';

const { drainDeal } = proxyActivities<DealActivities>({ ...remoteCalls, summary: 'Сверить заявку и сделку' });

/** Keeps one claim and its deal in agreement: drains what is pending, ends when nothing is left. */
export function dealSync(link: string): Promise<Summary> {
  return drainUntilQuiet(
    () => drainDeal(link),
    () => continueAsNew<typeof dealSync>(link),
  );
}
