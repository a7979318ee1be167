import { startCluster } from '../support/cluster.ts';
import { startServers } from '../support/cluster-servers.ts';
import { type DocumentsSoak, soakDocuments } from './documents/run.ts';

/** `npm run soak:documents`: prints scale and figures; ends with code 1 when a part was lost, doubled, or stands without proof and without a question. */
const number = (name: string, byDefault: number) => Number(process.env[name] ?? byDefault);

const wanted: DocumentsSoak = {
  payments: number('SOAK_PAYMENTS', 1_000),
  kills: number('SOAK_KILLS', 10),
  faults: number('SOAK_FAULTS', 0.1),
  restSeconds: number('SOAK_REST_SECONDS', 3_600),
};
const limitScale = number('SOAK_SCALE', 50);
const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);

say(
  `limit scale ${limitScale}, ${wanted.payments} payments, ${wanted.kills} kills of the worker, ${wanted.faults * 100} % faults`,
);
const servers = await startServers();
try {
  const cluster = await startCluster(servers, { name: 'documents', workers: 1, limitScale });
  try {
    const { violations, figures, affairs } = await soakDocuments(cluster, wanted, say);
    for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(50)} ${value}`);
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
