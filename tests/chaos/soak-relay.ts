import { startCluster } from '../support/cluster.ts';
import { startServers } from '../support/cluster-servers.ts';
import { type RelaySoak, soakRelay } from './relay/run.ts';

/** `npm run soak:relay`: prints scale and figures; ends with code 1 when an event was lost, doubled or out of order. */
const number = (name: string, byDefault: number) => Number(process.env[name] ?? byDefault);

const wanted: RelaySoak = {
  events: number('SOAK_EVENTS', 1_000),
  rate: number('SOAK_RATE', 100),
  kills: number('SOAK_KILLS', 3),
  quietSeconds: number('SOAK_QUIET_SECONDS', 180),
};
const limitScale = number('SOAK_SCALE', 10);
const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);

say(`limit scale ${limitScale}, ${wanted.events} events at ${wanted.rate}/s, ${wanted.kills} kills of the whole hub`);
const servers = await startServers();
try {
  const cluster = await startCluster(servers, { name: 'relay', workers: 1, limitScale });
  try {
    const { violations, figures, affairs } = await soakRelay(cluster, wanted, say);
    for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(45)} ${value}`);
    if (affairs !== null) console.log(affairs);
    for (const violation of violations) console.log(`VIOLATION ${violation}`);
    say(`${violations.length} violations`);
    process.exitCode = violations.length === 0 ? 0 : 1;
  } finally {
    await cluster.stop();
  }
} finally {
  await servers.stop();
}
