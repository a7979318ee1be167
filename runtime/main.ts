import type { Settings } from '../config/settings.ts';
import { TEMPORAL_PATH } from '../server/temporal/proxy.ts';
import { composeHub } from './hub.ts';
import { createLog } from './log.ts';
import type { Progress } from './progress.ts';
import { startOwnSandbox } from './sandbox.ts';
import { provideServices } from './services.ts';
import { createShutdown } from './shutdown.ts';

/** Starts the hub as settings ask; everything it started is stopped by `stop`, or when the start fails half-way. */
export async function start(settings: Settings, progress: Progress): Promise<{ stop(): Promise<void> }> {
  const log = createLog(settings.logLevel);
  const shutdown = createShutdown(log);
  try {
    const services = await provideServices(settings, progress, shutdown, (line) => log.warn(line));
    const sandbox = settings.sandbox.enabled ? await startOwnSandbox(settings, progress, shutdown) : null;
    const hub = await composeHub({ settings, services, progress, shutdown, log });
    if (sandbox) await hub.connectSandbox(sandbox);
    sayWhere(settings, services, progress, sandbox?.url ?? null);
    if (hub.admin) sayAdmin(settings, hub.admin, progress);
  } catch (error) {
    await shutdown.stop();
    throw error;
  }
  return { stop: () => shutdown.stop() };
}

/** Said at the first start only: the hub keeps no password that it could say again. */
function sayAdmin({ publicUrl }: Settings, { email, password }: { email: string; password: string }, progress: Progress): void {
  progress.say(`Console ${publicUrl}, ${email}, password ${password}`);
  progress.say('Shown this once; `uzel access reset-admin` makes a new one.');
  progress.say('');
}

function sayWhere(settings: Settings, services: { apiToken: string }, progress: Progress, sandbox: string | null): void {
  const lines: [string, string][] = [];
  if (settings.role !== 'worker') {
    lines.push(['Узел', settings.publicUrl], ['API', `${settings.publicUrl}/api/reference`]);
    lines.push(['Temporal', `${settings.publicUrl}${TEMPORAL_PATH}`]);
    if (settings.apiToken === null) lines.push(['API token', services.apiToken]);
  }
  if (sandbox) lines.push(['Sandbox', sandbox]);
  progress.say('');
  for (const [name, value] of lines) progress.say(`${name.padEnd(10)} ${value}`);
  progress.say('');
}
