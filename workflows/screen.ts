import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { ScreenActivities } from '../activities/screen.ts';
import { remoteCalls } from './activity-options.ts';
import { drainUntilQuiet, type Summary } from './nudged.ts';

const { screenHints } = proxyActivities<ScreenActivities>({ ...remoteCalls, summary: 'Отсеять эхо и чужие записи' });

/** Looks through the events of one CRM connection in batches: echoes and foreign records end here, the rest goes to its link's run. */
export function screen(connection: string): Promise<Summary> {
  return drainUntilQuiet(
    () => screenHints(connection),
    () => continueAsNew<typeof screen>(connection),
  );
}
