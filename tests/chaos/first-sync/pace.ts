import { cpus } from 'node:os';
import type { Cluster } from '../../support/cluster.ts';

/** Requests a second that each side allows. A batch is one request. */
export interface Allowed {
  bitrix24: number;
  samo: number;
}

/** What had come in at the twins by a moment. */
export interface Sample {
  atMs: number;
  bitrix24: number;
  samo: number;
  /** Core-milliseconds of this machine, used and in all. */
  cpu: { used: number; all: number };
  /** All workers were up, and the job handed out. */
  undisturbed: boolean;
}

export async function sampleOf(cluster: Cluster, undisturbed: boolean): Promise<Sample> {
  const [requests, calls] = await Promise.all([
    cluster.bitrix24.state<{ requests: number }>('requests'),
    cluster.samo.state<{ calls: number }>('calls'),
  ]);
  return {
    atMs: Date.now(),
    bitrix24: requests[0]?.requests ?? 0,
    samo: calls.reduce((sum, second) => sum + second.calls, 0),
    cpu: machineTime(),
    undisturbed,
  };
}

/** Requests and shares of the allowed rates, over all samples and over the stretches in which nothing was killed or halted. */
export function paceOf(samples: readonly Sample[], allowed: Allowed): string[] {
  const stretches = samples.slice(1).map((to, index) => ({ from: samples[index] ?? to, to }));
  const calm = stretches.filter(({ from, to }) => from.undisturbed && to.undisturbed);
  return [tell('from start to end', stretches, allowed), tell('while undisturbed', calm, allowed)];
}

function tell(when: string, stretches: readonly { from: Sample; to: Sample }[], allowed: Allowed): string {
  const sum = (of: (sample: Sample) => number) => stretches.reduce((total, { from, to }) => total + of(to) - of(from), 0);
  const seconds = sum((sample) => sample.atMs) / 1_000;
  if (seconds === 0) return `${when}: too short to tell`;
  const side = (name: keyof Allowed) => {
    const rate = sum((sample) => sample[name]) / seconds;
    return `${name} ${rate.toFixed(1)}/s of ${allowed[name]}/s = ${percent(rate / allowed[name])}`;
  };
  const busy = sum((sample) => sample.cpu.used) / sum((sample) => sample.cpu.all);
  return `${when} (${seconds.toFixed(1)} s): ${side('bitrix24')}, ${side('samo')}, machine busy ${percent(busy)}`;
}

function machineTime(): Sample['cpu'] {
  const cpu = { used: 0, all: 0 };
  for (const { times } of cpus()) {
    const all = Object.values(times).reduce((sum, time) => sum + time, 0);
    cpu.all += all;
    cpu.used += all - times.idle;
  }
  return cpu;
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
