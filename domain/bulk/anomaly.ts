import type { Sentence } from '../errors.ts';
import type { JobPlan } from './plan.ts';

/** What a job has done so far, counted from rows. */
export interface JobFigures {
  /** Subjects that are worked off or parked. */
  finished: number;
  dead: number;
  /** Records made. */
  created: number;
  /** Records made although the other side holds one with the same phone or e-mail. Counted on the canary alone. */
  duplicates: number;
  /** Buyers who could be any of several records and wait for a person. */
  ambiguous: number;
  conflicts: number;
  /** Records that were there before the job, and were changed by it. */
  updated: number;
}

/** Why a job halted itself. */
export interface Anomaly {
  code: 'ERRORS' | 'DUPLICATES' | 'AMBIGUOUS' | 'UNEXPECTED_UPDATES' | 'CONFLICTS';
  sentence: Sentence;
  figures: JobFigures;
}

/** Below so many one mishap is no sign. */
const LEAST = 2;
const SHARE = { errors: 0.05, duplicates: 0.03, ambiguous: 0.1, conflicts: 0.2 } as const;
/** Updates beyond the plan: so many times what the sample lets expect, and some for chance. */
const UPDATE_FACTOR = 2;
const UPDATE_SLACK = 5;

/** The first thing that is not as it should be, of those that nobody has let pass; null when all is well. */
export function anomalyOf(figures: JobFigures, plan: JobPlan | null, acknowledged: readonly string[]): Anomaly | null {
  const { finished, dead, duplicates, ambiguous, conflicts, updated } = figures;
  const beyond = (count: number, share: number) => count >= LEAST && count > finished * share;
  const found: [Anomaly['code'], boolean, string, string][] = [
    ['ERRORS', beyond(dead, SHARE.errors), `не прошло: ${dead} из ${finished}`, `${dead} of ${finished} were parked`],
    [
      'DUPLICATES',
      beyond(duplicates, SHARE.duplicates),
      `созданы дубли: ${duplicates} на ${finished}`,
      `${duplicates} duplicates for ${finished}`,
    ],
    [
      'AMBIGUOUS',
      beyond(ambiguous, SHARE.ambiguous),
      `неясно, кто покупатель: ${ambiguous} из ${finished}`,
      `the buyer is unclear in ${ambiguous} of ${finished}`,
    ],
    [
      'CONFLICTS',
      beyond(conflicts, SHARE.conflicts),
      `конфликтов: ${conflicts} на ${finished}`,
      `${conflicts} conflicts for ${finished}`,
    ],
    [
      'UNEXPECTED_UPDATES',
      plan !== null && updated > expectedUpdates(plan, finished),
      `изменено существующих записей больше, чем в плане: ${updated}`,
      `more existing records were changed than planned: ${updated}`,
    ],
  ];
  for (const [code, is, ru, en] of found) {
    if (!is || acknowledged.includes(code)) continue;
    return { code, figures, sentence: { ru: `Задание остановлено: ${ru}`, en: `The job has halted: ${en}` } };
  }
  return null;
}

function expectedUpdates({ estimate, subjects }: JobPlan, finished: number): number {
  const touching = estimate.update + estimate.link + estimate.conflict;
  const share = subjects === 0 ? 0 : touching / subjects;
  return finished * share * UPDATE_FACTOR + UPDATE_SLACK;
}
