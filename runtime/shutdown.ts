import type { Logger } from 'pino';

/** Stops what was started, the last first. */
export interface Shutdown {
  /** Registers how to stop what has just been started, and how long that may take. */
  push(name: string, stop: () => Promise<unknown> | unknown, limitMs: number): void;
  /**
   * Runs every step once, whatever the others do; later calls share the first one's end.
   *
   * @throws Error that names the steps that failed or took longer than their limit, after all have run
   */
  stop(): Promise<void>;
}

export function createShutdown(log: Pick<Logger, 'info' | 'error'>): Shutdown {
  const steps: { name: string; stop: () => Promise<unknown> | unknown; limitMs: number }[] = [];
  let running: Promise<void> | undefined;

  async function unwind(): Promise<void> {
    const unfinished: string[] = [];
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      const { name, stop, limitMs } = step;
      try {
        await within(limitMs, stop);
        log.info({ step: name }, 'stopped');
      } catch (error) {
        unfinished.push(name);
        log.error({ step: name, err: error }, 'did not stop in order');
      }
    }
    if (unfinished.length > 0) throw new Error(`did not stop in order: ${unfinished.join(', ')}`);
  }

  return {
    push: (name, stop, limitMs) => void steps.push({ name, stop, limitMs }),
    stop: () => (running ??= unwind()),
  };
}

/**
 * On SIGINT or SIGTERM stops in order and ends the process: code 0, or 1 when stopping failed. A second signal ends it at once.
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  let asked = false;
  const onSignal = (signal: 'SIGINT' | 'SIGTERM') => {
    if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
    asked = true;
    void stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

async function within(limitMs: number, stop: () => Promise<unknown> | unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([stop(), late]);
  } finally {
    clearTimeout(timer);
  }
}
