import { readSettings } from '../config/settings.ts';
import { start } from '../runtime/main.ts';
import { terminalProgress } from '../runtime/progress.ts';
import { stopOnSignal } from '../runtime/shutdown.ts';

/** `uzel start`: runs until a signal. Progress goes to stderr, the log to stdout. */
export async function runStart(options: { sandbox?: boolean }): Promise<void> {
  const settings = readSettings(process.env, options.sandbox === undefined ? {} : { sandbox: options.sandbox });
  const starting = start(settings, terminalProgress(process.stderr));
  // From the first moment: a signal during the start waits for it and then stops what has been started.
  stopOnSignal(async () => (await starting).stop());
  await starting;
}
