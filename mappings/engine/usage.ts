import { leafPaths } from './coverage.ts';
import type { LookedUp, Mapping } from './types.ts';

/**
 * What passed through a mapping. `source` counts records in which a left path held a value, `target` those in which a right field was given one,
 * `key` what a dictionary was asked for (`name` the dictionary, `detail` the key), `lossy` and `missing` what a rule could not carry.
 */
export interface UsageLine {
  mapping: string;
  kind: 'record' | 'source' | 'target' | 'key' | 'lossy' | 'missing';
  name: string;
  detail: string;
  count: number;
  /** For keys: the dictionary knows it. */
  known: boolean;
}

/** Counts in memory what passes through mappings, until somebody takes it. */
export interface UsageTally {
  /** The same mapping, counted. */
  counted(mapping: Mapping): Mapping;
  /** What was counted since it was last taken. */
  take(): UsageLine[];
  /** Puts back what could not be stored. */
  restore(lines: readonly UsageLine[]): void;
}

/** A key is shown to people who complete dictionaries: one that stands for a person, or is no key at all, is not. */
const HIDDEN = '‹hidden›';
const LONGEST_KEY = 120;
/** A rule that looks up free text must not fill the memory. */
const MAX_LINES = 20_000;

export function createUsageTally(): UsageTally {
  let lines = new Map<string, UsageLine>();

  function add(line: Omit<UsageLine, 'count'>, count = 1): void {
    const id = `${line.mapping}\u0000${line.kind}\u0000${line.name}\u0000${line.detail}`;
    const known = lines.get(id);
    if (known) known.count += count;
    else if (lines.size < MAX_LINES) lines.set(id, { ...line, count });
  }

  return {
    counted(mapping) {
      const base = { mapping: mapping.name, detail: '', known: true };
      const looked = ({ dictionary, key, known, personal }: LookedUp) => {
        const detail = personal || key.length > LONGEST_KEY ? HIDDEN : key;
        add({ ...base, kind: 'key', name: dictionary, detail, known });
      };
      return {
        ...mapping,
        toRight(left, context) {
          const mapped = mapping.toRight(left, { ...context, looked });
          add({ ...base, kind: 'record', name: '' });
          leafPaths(left, (path) => add({ ...base, kind: 'source', name: path }));
          for (const [name, value] of Object.entries(mapped.fields)) if (value !== null) add({ ...base, kind: 'target', name });
          for (const issue of mapped.issues) {
            if (issue.code === 'lossy') add({ ...base, kind: 'lossy', name: issue.rule });
            else if (issue.code === 'source_missing') add({ ...base, kind: 'missing', name: issue.rule });
          }
          return mapped;
        },
      };
    },
    take() {
      const taken = [...lines.values()];
      lines = new Map();
      return taken;
    },
    restore(taken) {
      for (const { count, ...line } of taken) add(line, count);
    },
  };
}
