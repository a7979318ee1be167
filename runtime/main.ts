import type { Settings } from '../config/settings.ts';
import { createLog } from './log.ts';
import type { Progress } from './progress.ts';
import { provideServices } from './services.ts';
import { createShutdown } from './shutdown.ts';

/** Starts the hub as settings ask; everything it started is stopped by `stop`, or when the start fails half-way. */
export async function start(settings: Settings, progress: Progress): Promise<{ stop(): Promise<void> }> {
  const log = createLog(settings.logLevel);
  const shutdown = createShutdown(log);
  try {
    await provideServices(settings, progress, shutdown, (line) => log.warn(line));
  } catch (error) {
    await shutdown.stop();
    throw error;
  }
  return { stop: () => shutdown.stop() };
}
