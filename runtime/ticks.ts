import cron, { type ScheduledTask } from 'node-cron';
import type { Shutdown } from './shutdown.ts';

/** A process-local tick whose loss is harmless: whatever it would have done, a later one does. Overlapping runs are skipped. */
export interface Tick {
  name: string;
  /** node-cron expression with seconds. */
  at: string;
  run(): Promise<unknown>;
}

export function startTicks(ticks: readonly Tick[], shutdown: Shutdown, onError: (name: string, error: unknown) => void): void {
  const running = new Set<Promise<unknown>>();
  const tasks: ScheduledTask[] = ticks.map(({ name, at, run }) =>
    cron.schedule(
      at,
      async () => {
        const turn = run().catch((error: unknown) => onError(name, error));
        running.add(turn);
        await turn;
        running.delete(turn);
      },
      { name, noOverlap: true, logger: silent },
    ),
  );
  shutdown.push(
    'ticks',
    async () => {
      await Promise.all(tasks.map((task) => task.stop()));
      await Promise.all(running);
    },
    10_000,
  );
}

/** A skipped overlap is what `noOverlap` is for, and errors reach `onError`. */
const silent = { info() {}, warn() {}, error() {}, debug() {} };
