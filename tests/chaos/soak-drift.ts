import { startCluster } from '../support/cluster.ts';
import { startServers } from '../support/cluster-servers.ts';
import { type DriftParameters, drift } from './drift/run.ts';

/** `npm run soak:drift`: prints scale, progress and figures; ends with code 1 when a promise is broken. */
const number = (name: string, byDefault: number) => Number(process.env[name] ?? byDefault);

const parameters: DriftParameters = {
  differences: number('DRIFT_DIFFERENCES', 1_000),
  clean: number('DRIFT_CLEAN', 200),
  stuckSeconds: number('DRIFT_STUCK_SECONDS', 600),
};
const limitScale = number('DRIFT_SCALE', 50);
const workers = number('DRIFT_WORKERS', 2);
const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);

say(`differences ${parameters.differences}, clean ${parameters.clean}, limit scale ${limitScale}, workers ${workers}`);
const servers = await startServers();
try {
  const cluster = await startCluster(servers, { name: 'drift', workers, limitScale });
  try {
    const { violations, figures, affairs } = await drift(cluster, parameters, say);
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
