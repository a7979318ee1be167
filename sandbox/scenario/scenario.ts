import { setTimeout as sleep } from 'node:timers/promises';
import type { ScenarioControl } from '../core/control.ts';
import { prng } from '../core/random.ts';
import type { Twin } from '../core/types.ts';
import { nextAct, type PlannedAct } from './working-day.ts';

/** Between two acts at speed 1: what an act leads to, documents of a paid claim above all, fits into the calls that a booking system allows. */
const paceMs = 3000;
/** Bookings that are there when the day begins, so that there is something to work on; made without a pause. */
const morningBookings = 30;

export interface Scenario extends ScenarioControl {
  /** Plays one act now, whatever the state; what the twin refused is told, not thrown. */
  step(): Promise<PlayedAct>;
}

export type PlayedAct = PlannedAct & { outcome: 'done' | 'refused' };

/** Plays a working day on twins that can be had; the same seed on the same twins plays the same day. */
export function createScenario(options: { twins: readonly Twin[]; seed: number }): Scenario {
  const twins = new Map(options.twins.map((twin) => [twin.name, twin]));
  const random = prng(options.seed);
  let speed = 1;
  let day: AbortController | null = null;
  let bookings = 0;

  async function play(planned: PlannedAct): Promise<PlayedAct> {
    try {
      const act = twins.get(planned.twin)?.acts[planned.act];
      if (act === undefined) return { ...planned, outcome: 'refused' };
      await act(planned.input);
      return { ...planned, outcome: 'done' };
    } catch {
      // A twin says no as a person's colleague would; the day goes on.
      return { ...planned, outcome: 'refused' };
    }
  }

  async function step(): Promise<PlayedAct> {
    return play(nextAct(random, twins));
  }

  async function run(signal: AbortSignal): Promise<void> {
    for (; bookings < morningBookings && !signal.aborted; bookings += 1) await play({ twin: 'samo', act: 'book', input: {} });
    while (!signal.aborted) {
      await sleep(paceMs / speed, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await step();
    }
  }

  return {
    step,
    status: () => ({ running: day !== null, speed }),
    set(change) {
      speed = change.speed;
      if (change.running === (day !== null)) return;
      day?.abort();
      day = change.running ? new AbortController() : null;
      if (day !== null) void run(day.signal);
    },
  };
}
