import { startCluster } from '../support/cluster.ts';
import { startServers } from '../support/cluster-servers.ts';
import { type FirstSyncParameters, firstSync } from './first-sync/run.ts';

/** `npm run soak:first-sync`: prints scale, progress and figures; ends with code 1 when a promise is broken. */
const number = (name: string, byDefault: number) => Number(process.env[name] ?? byDefault);

const parameters: FirstSyncParameters = {
  claims: number('FIRST_CLAIMS', 10_000),
  kills: number('FIRST_KILLS', 3),
  limitScale: number('FIRST_SCALE', 6),
  stuckSeconds: number('FIRST_STUCK_SECONDS', 120),
  samoRate: number('FIRST_SAMO_RATE', 5),
  addSeconds: number('FIRST_ADD_SECONDS', 0.2),
};
const workers = number('FIRST_WORKERS', 2);
const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);

const { claims, kills, limitScale, samoRate, addSeconds } = parameters;
say(
  `claims ${claims}, kills ${kills}, limit scale ${limitScale}, workers ${workers}, adding a record takes ${addSeconds} s, SAMO allows ${samoRate}/s`,
);
const servers = await startServers();
try {
  const cluster = await startCluster(servers, { name: 'first-sync', workers, limitScale });
  try {
    const { violations, figures, affairs } = await firstSync(cluster, parameters, say);
    for (const figure of figures) console.log(`  ${figure}`);
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
