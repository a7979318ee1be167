import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// One PostgreSQL and one Temporal server over a temporary folder, from the build. Prints their addresses as one line of JSON, and stops both when
// its input ends: whoever started it is then gone or done.
const built = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const [{ makeBundle }, { findTemporal }, { startPostgres }, { startTemporal }] = await Promise.all(
  ['runtime/bundle.js', 'runtime/provision/find.js', 'runtime/provision/postgres.js', 'runtime/provision/temporal.js'].map(built),
);

const dataDir = mkdtempSync(join(tmpdir(), 'uzel-servers-'));
const log = (line) => process.stderr.write(`${line}\n`);
const stops = [() => rmSync(dataDir, { recursive: true, force: true })];
const ended = new Promise((resolve) => process.stdin.once('end', resolve).once('error', resolve).resume());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});

try {
  // The processes under test find their workflow bundle made.
  await makeBundle();
  const { binary } = await findTemporal({ address: null, env: process.env, say: log });
  const temporal = await startTemporal({
    binary,
    dataDir: join(dataDir, 'temporal'),
    namespace: 'default',
    grpcPort: 0,
    uiPort: null,
    log,
  });
  stops.unshift(() => temporal.stop());
  const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), port: 0, log: () => {} });
  stops.unshift(() => postgres.stop());
  process.stdout.write(`${JSON.stringify({ postgresUrl: postgres.url, temporalAddress: temporal.address })}\n`);
  await ended;
} finally {
  for (const stop of stops) await stop();
  process.exit();
}
