import type { Cluster } from './cluster.ts';
import { startCluster } from './cluster.ts';
import type { ServerAddresses } from './cluster-servers.ts';

/** What a test file needs to reach the hub that all browser tests share. */
export interface ConsoleAddress {
  hub: string;
  sandbox: string;
  token: string;
  databaseUrl: string;
}

export interface ConsoleCluster {
  address: ConsoleAddress;
  stop(): Promise<void>;
}

const CLAIMS = 12;
const TITLES = { samo: 'САМО, бронирования', bitrix24: 'Битрикс24, продажи' };

/** A hub with one worker, joined to the twins of the booking system and the CRM, with a few claims already brought over. */
export async function startConsoleCluster(servers: ServerAddresses): Promise<ConsoleCluster> {
  const cluster = await startCluster(servers, { name: 'console' });
  try {
    await fill(cluster);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  const { urls, token, databaseUrl } = cluster;
  return { address: { hub: urls.hub, sandbox: urls.sandbox, token, databaseUrl }, stop: () => cluster.stop() };
}

async function fill(cluster: Cluster): Promise<void> {
  await cluster.samo.seed(CLAIMS);
  await cluster.connect();
  for (const [id, title] of Object.entries(TITLES)) {
    await cluster.api.patch(`/api/connections/${id}`, { title });
    await cluster.api.post(`/api/connections/${id}/test`);
  }
  await cluster.quiet();
}
