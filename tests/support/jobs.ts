import type { Cluster } from './cluster.ts';
import { PAIR } from './cluster.ts';
import { until } from './deals.ts';

export interface Job {
  id: string;
  state: 'planning' | 'planned' | 'canary' | 'running' | 'halted' | 'done';
  plan: {
    hash: string;
    subjects: number;
    linked: number;
    estimate: { [act: string]: number };
    samples: { number: string; act: string; about: string[] }[];
    canary: number;
  } | null;
  halt: { code: string; figures: { [name: string]: number } } | null;
  total: number;
  fed: number;
  done: number;
  dead: number;
  left: number;
  etaSeconds: number | null;
}

export async function jobOf(cluster: Cluster, id: string): Promise<Job> {
  return (await cluster.api.get(`/api/jobs/${id}`)) as Job;
}

/** Orders a first sync and waits for its plan. */
export async function plannedFirstSync(cluster: Cluster, reason: string, withinMs = 60_000): Promise<Job> {
  const { id } = (await cluster.api.post('/api/jobs', { kind: 'first_sync', pair: PAIR, reason })) as Job;
  return until(
    'the plan of the first sync',
    async () => {
      const job = await jobOf(cluster, id);
      return job.state === 'planned' ? job : null;
    },
    withinMs,
  );
}

/** Orders a first sync and confirms its plan as it is. */
export async function startFirstSync(cluster: Cluster, reason: string, withinMs?: number): Promise<Job> {
  const { id, plan } = await plannedFirstSync(cluster, reason, withinMs);
  return (await cluster.api.post(`/api/jobs/${id}/confirm`, { hash: plan?.hash, reason })) as Job;
}

/** Waits until a job has come to rest. */
export function restOf(cluster: Cluster, id: string, withinMs = 90_000): Promise<Job> {
  return until(
    `job ${id} at rest`,
    async () => {
      const job = await jobOf(cluster, id);
      return ['planned', 'halted', 'done'].includes(job.state) ? job : null;
    },
    withinMs,
  );
}
