import { proxyActivities } from '@temporalio/workflow';
import type { MaintainActivities } from '../activities/maintain.ts';
import { remoteCalls } from './activity-options.ts';

const { keepConnected } = proxyActivities<MaintainActivities>({
  ...remoteCalls,
  taskQueue: 'bulk',
  scheduleToCloseTimeout: '6 hours',
  summary: 'Продлить доступ и подписки',
});

/** Does what a connection needs to stay connected; the next day's run does it again. */
export async function maintain(connection: string): Promise<void> {
  await keepConnected(connection);
}
