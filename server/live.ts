import { setInterval } from 'node:timers';
import { changeMarks } from '../store/changes.ts';
import type { Database } from '../store/database.ts';

/** What people watch, and the tables it is made of. A journal line is written with every command and every sync. */
export const TOPICS = {
  links: ['links', 'bases', 'pauses', 'journal/newest'],
  events: ['inbox', 'inbox/newest', 'deliveries_in'],
  effects: ['effects', 'effects/newest'],
  tasks: ['tasks', 'tasks/newest'],
  connections: ['connections', 'tokens', 'cursors', 'pairs', 'modes', 'secrets', 'feed_failures'],
  jobs: ['bulk_jobs', 'replays'],
  drift: ['drift_runs', 'drift_items'],
  journal: ['journal', 'journal/newest'],
  schedules: ['schedule_pauses'],
  alerts: ['alerts', 'alert_rules'],
  deliveries: ['deliveries'],
  mappings: ['mapping_versions', 'mapping_documents'],
  routes: ['routes'],
  documents: ['document_packs', 'document_parts', 'document_sends', 'document_resends'],
  payments: ['payments', 'payment_shares', 'payment_receipts'],
  templates: ['templates', 'template_versions', 'template_publications', 'template_usage', 'desk_cards'],
  approvals: ['approvals', 'approval_limits'],
  access: ['users', 'held_roles', 'units', 'invitations', 'api_tokens', 'sessions'],
  audit: ['audit'],
} as const satisfies Record<string, readonly string[]>;

export type Topic = keyof typeof TOPICS;

const LOOK_MS = 1_000;

export interface Live {
  /** Calls back with the topics that changed, at most once a second, until the returned function is called. */
  subscribe(listener: (topics: readonly Topic[]) => void): () => void;
  /** Ends every subscription's stream. */
  stop(): void;
  /** Aborted by `stop`. */
  stopping: AbortSignal;
}

/**
 * One look at the database a second for all who listen in this process, and none while nobody does. (A NOTIFY inside each transaction would cost
 * the hub most of its commits.)
 */
export function createLive(db: Database, onError: (error: unknown) => void): Live {
  const listeners = new Set<(topics: readonly Topic[]) => void>();
  const stopping = new AbortController();
  let marks: Map<string, string> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      const before = marks;
      const now = await changeMarks(db);
      marks = now;
      if (before === null) return;
      const changed = changedTopics(before, now);
      if (changed.length > 0) for (const listener of listeners) listener(changed);
    } catch (error) {
      onError(error);
    } finally {
      looking = false;
    }
  }

  function rest(): void {
    clearInterval(timer);
    timer = undefined;
    marks = null;
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      timer ??= setInterval(() => void look(), LOOK_MS);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) rest();
      };
    },
    stop() {
      rest();
      listeners.clear();
      stopping.abort();
    },
    stopping: stopping.signal,
  };
}

/** Topics with a table whose mark moved. */
export function changedTopics(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Topic[] {
  return (Object.keys(TOPICS) as Topic[]).filter((topic) => TOPICS[topic].some((table) => before.get(table) !== now.get(table)));
}
