import type { Database } from '../store/database.ts';
import { forgetNudges, takeNudges } from '../store/inbox.ts';
import type { Hub } from './hub.ts';
import { createPacer } from './pacing.ts';

const BATCH = 200;
/** A subject that is still pending this long after its nudge is nudged again: its run may have been terminated, or the engine's database lost. */
const REPEAT_MS = 60_000;
/** At most one round per this time and process. */
const ROUND_MS = 20;

export interface Dispatcher {
  /** Something was committed: look soon. Cheap, may be called for every request. */
  wake(): void;
  /** One round now. Returns how many subjects were nudged. */
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

export interface DispatcherDeps {
  db: Database;
  hub: Hub;
  onError(error: unknown): void;
  onNudged(subjects: number, unreached: number): void;
}

/**
 * Nudges the subjects of pending rows. Stateless: any number of processes may run one, and a lost round is made up for by the next.
 * Rows whose nudge did not get through are offered again at the next sweep.
 */
export function createDispatcher({ db, hub, onError, onNudged }: DispatcherDeps): Dispatcher {
  let stopped = false;
  let wanted = false;
  let round: Promise<void> | null = null;

  /** Stamped and not reached: their stamps are taken back at once or, where the database is away too, by a later sweep. */
  const stranded = new Set<string>();

  async function putBack(subjects: readonly string[]): Promise<void> {
    for (const subject of subjects) stranded.add(subject);
    if (stranded.size === 0) return;
    const all = [...stranded];
    await forgetNudges(db, all);
    for (const subject of all) stranded.delete(subject);
  }

  async function nudge(subjects: readonly string[]): Promise<string[]> {
    try {
      return await hub.nudge(subjects);
    } catch (error) {
      await putBack(subjects);
      throw error;
    }
  }

  const pacer = createPacer(Date.now, (subjects) => {
    void nudgeAll(subjects).catch(onError);
  });

  /** Returns how many were reached. */
  async function nudgeAll(subjects: readonly string[]): Promise<number> {
    const unreached = await nudge(subjects);
    onNudged(subjects.length, unreached.length);
    if (unreached.length > 0) await putBack(unreached);
    return subjects.length - unreached.length;
  }

  async function sweep(): Promise<number> {
    await putBack([]);
    let total = 0;
    for (;;) {
      const subjects = await takeNudges(db, BATCH, REPEAT_MS);
      if (subjects.length === 0) return total;
      const through = pacer.now(subjects);
      const reached = await nudgeAll(through);
      total += reached;
      if (reached < through.length) return total;
    }
  }

  async function rounds(): Promise<void> {
    while (wanted && !stopped) {
      wanted = false;
      await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
      await sweep().catch(onError);
    }
    round = null;
  }

  return {
    sweep,
    wake() {
      wanted = true;
      if (!stopped) round ??= rounds();
    },
    async stop() {
      stopped = true;
      await round;
      await putBack(pacer.drop()).catch(onError);
    },
  };
}
