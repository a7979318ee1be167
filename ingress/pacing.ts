/** Lanes of routes are told at most this often: their run goes on as long as rows are waiting, and each signal costs the engine a task. */
const LANE_GAP_MS = 250;

/** Holds back what was nudged a moment ago, and lets it through when its time has come. */
export interface Pacer {
  /** The subjects to nudge now; the others are nudged later by `due`. */
  now(subjects: readonly string[]): string[];
  /** What is still held back; forgets it. */
  drop(): string[];
}

/** @param due  told in time which subjects are to be nudged; runs outside of any round */
export function createPacer(clock: () => number, due: (subjects: string[]) => void): Pacer {
  const last = new Map<string, number>();
  const held = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  function release(): void {
    timer = null;
    const ripe = [...held].filter((subject) => (last.get(subject) ?? 0) + LANE_GAP_MS <= clock());
    for (const subject of ripe) {
      held.delete(subject);
      last.set(subject, clock());
    }
    if (held.size > 0) wait();
    if (ripe.length > 0) due(ripe);
  }

  function wait(): void {
    const first = Math.min(...[...held].map((subject) => (last.get(subject) ?? 0) + LANE_GAP_MS));
    timer ??= setTimeout(release, Math.max(1, first - clock()));
  }

  return {
    now(subjects) {
      const at = clock();
      for (const [subject, told] of last) if (told + LANE_GAP_MS <= at && !held.has(subject)) last.delete(subject);
      const through = subjects.filter((subject) => {
        if (!subject.startsWith('relay:')) return true;
        if (!last.has(subject)) {
          last.set(subject, at);
          return true;
        }
        held.add(subject);
        return false;
      });
      if (held.size > 0) wait();
      return through;
    },
    drop() {
      if (timer) clearTimeout(timer);
      timer = null;
      const rest = [...held];
      held.clear();
      return rest;
    },
  };
}
