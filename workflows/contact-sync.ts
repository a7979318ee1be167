import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { ContactActivities } from '../activities/contacts.ts';
import { remoteCalls } from './activity-options.ts';
import { drainUntilQuiet, type Summary } from './nudged.ts';

const { drainContact } = proxyActivities<ContactActivities>({ ...remoteCalls, summary: 'Сверить покупателя и запись CRM' });

/** Keeps one payer and its CRM contact or company in agreement. */
export function contactSync(link: string): Promise<Summary> {
  return drainUntilQuiet(
    () => drainContact(link),
    () => continueAsNew<typeof contactSync>(link),
  );
}
