import type { Settings } from '../config/settings.ts';
import { startSandbox } from '../sandbox/index.ts';
import type { Progress } from './progress.ts';
import type { Shutdown } from './shutdown.ts';

/** A running sandbox, as the hub sees it: an address. */
export interface OwnSandbox {
  url: string;
}

const FIRST_CLAIMS = 30;

/** Starts the outside systems' twins in this process. */
export async function startOwnSandbox(settings: Settings, progress: Progress, shutdown: Shutdown): Promise<OwnSandbox> {
  const step = progress.step('Sandbox');
  const sandbox = await startSandbox({
    port: settings.sandbox.port,
    limitScale: settings.limitScale,
    scenario: settings.sandbox.scenario ? 'on' : 'off',
    seedCount: settings.sandbox.scenario ? FIRST_CLAIMS : 0,
  });
  shutdown.push('sandbox', () => sandbox.stop(), 5_000);
  step.done(sandbox.url);
  return { url: sandbox.url };
}
