import { startCluster } from '../support/cluster.ts';
import { startServers } from '../support/cluster-servers.ts';
import { type SoakParameters, soakDeals } from './soak/run.ts';

/** `npm run soak:deals`: prints scale, seed and figures; ends with code 1 when a promise is broken. */
const number = (name: string, byDefault: number) => Number(process.env[name] ?? byDefault);

const parameters: SoakParameters = {
  claims: number('SOAK_CLAIMS', 500),
  edits: number('SOAK_EDITS', 2_000),
  kills: number('SOAK_KILLS', 20),
  faults: number('SOAK_FAULTS', 0.1),
  seed: number('SOAK_SEED', Math.floor(Math.random() * 1_000_000)),
  editSeconds: number('SOAK_EDIT_SECONDS', 180),
  stillSeconds: number('SOAK_STILL_SECONDS', 30),
  quietSeconds: number('SOAK_QUIET_SECONDS', 600),
};
const workers = number('SOAK_WORKERS', 2);
const limitScale = number('SOAK_SCALE', 50);
const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);

say(
  `limit scale ${limitScale}, workers ${workers}, ${Object.entries(parameters)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}`,
);
const startedAt = Date.now();
const servers = await startServers();
try {
  const cluster = await startCluster(servers, { name: 'soak', workers, limitScale });
  try {
    const { violations, figures, affairs } = await soakDeals(cluster, parameters, say);
    for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(45)} ${value}`);
    if (affairs !== null) console.log(affairs);
    for (const violation of violations) console.log(`VIOLATION ${violation}`);
    say(`${violations.length} violations in ${((Date.now() - startedAt) / 1_000).toFixed(0)} s, seed ${parameters.seed}`);
    process.exitCode = violations.length === 0 ? 0 : 1;
  } finally {
    await cluster.stop();
  }
} finally {
  await servers.stop();
}
