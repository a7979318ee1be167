import type { Upkeep } from '../sdk/contract.ts';
import type { Bitrix24 } from './client.ts';

/** Keeps the token pair of an application alive and its events bound. A webhook needs neither. */
export async function maintain(client: Bitrix24, upkeep: Upkeep): Promise<void> {
  if (client.options.auth !== 'oauth') return;
  await client.keepAlive();
  await client.subscriptions.ensure(upkeep);
}
