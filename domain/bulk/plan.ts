/** What a bulk job would do with one subject. */
export type PlannedAct = 'create' | 'link' | 'update' | 'conflict' | 'unchanged' | 'skip';

/** One subject of the plan's sample. Field names and codes only. */
export interface PlannedSubject {
  number: string;
  act: PlannedAct;
  /** Fields that would change, or the code of what is in the way. */
  about: string[];
}

/** Counts of a sample, and what they come to over all subjects. */
export interface JobPlan {
  /** Subjects that the source speaks of, and those of them that are linked to a record already. */
  subjects: number;
  linked: number;
  sampled: number;
  /** Estimates over all subjects, from the sample. */
  estimate: { [act in PlannedAct]: number };
  samples: PlannedSubject[];
}

export const PLANNED_ACTS = [
  'create',
  'link',
  'update',
  'conflict',
  'unchanged',
  'skip',
] as const satisfies readonly PlannedAct[];

/** What a sample comes to: linked subjects and new ones are estimated apart, since their shares are known. */
export function planOf(
  counts: { subjects: number; linked: number },
  sample: readonly (PlannedSubject & { linked: boolean })[],
): JobPlan {
  const estimate = { create: 0, link: 0, update: 0, conflict: 0, unchanged: 0, skip: 0 };
  for (const [linked, total] of [
    [true, counts.linked],
    [false, counts.subjects - counts.linked],
  ] as const) {
    const group = sample.filter((one) => one.linked === linked);
    for (const act of PLANNED_ACTS) {
      const share = group.length === 0 ? 0 : group.filter((one) => one.act === act).length / group.length;
      estimate[act] += Math.round(share * total);
    }
  }
  const samples = sample.map(({ number, act, about }) => ({ number, act, about }));
  return { ...counts, sampled: sample.length, estimate, samples };
}

/** `count` positions spread evenly over `total`, first and last included. */
export function spread(total: number, count: number): number[] {
  if (total <= count) return Array.from({ length: total }, (_, at) => at);
  return Array.from({ length: count }, (_, at) => Math.round((at * (total - 1)) / (count - 1)));
}
