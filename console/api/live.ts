import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { z } from 'zod';
import type { LiveMessage } from '../../server/api/live.ts';
import { readAgain } from './use-api.ts';

type Message = z.output<LiveMessage>;
/** What may change: a live message names topics only, screens ask for the rest. */
export type Topic = Message['topics'][number];

export type LiveState = 'live' | 'lost' | 'paused';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Bursts become one question: what arrives within this time is read together. */
const GATHER_MS = 400;

let state: LiveState = 'paused';
const watchers = new Set<() => void>();

function become(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const watcher of watchers) watcher();
}

/** Whether rows on screen follow the hub by themselves. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
}

/**
 * Listens for changes and reads again what they concern. Breaks are mended with growing pauses, after which everything shown is read again;
 * a hidden tab does not listen.
 *
 * @returns how to stop
 */
export function startLive(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_WAIT_MS;
  let missed = false;
  const changed = new Set<Topic>();
  let gathering: ReturnType<typeof setTimeout> | undefined;

  function gather(topics: readonly Topic[]): void {
    for (const topic of topics) changed.add(topic);
    gathering ??= setTimeout(() => {
      gathering = undefined;
      const all = [...changed];
      changed.clear();
      void readAgain(client, all);
    }, GATHER_MS);
  }

  function open(): void {
    close();
    const opened = new EventSource('/api/live');
    source = opened;
    opened.onopen = () => {
      waitMs = FIRST_WAIT_MS;
      become('live');
      if (missed) void client.invalidateQueries({ type: 'active' });
      missed = false;
    };
    opened.onmessage = ({ data }) => gather((JSON.parse(String(data)) as Message).topics);
    opened.onerror = () => {
      close();
      missed = true;
      become('lost');
      timer = setTimeout(open, waitMs * (0.75 + Math.random() / 2));
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    };
  }

  function close(): void {
    source?.close();
    source = null;
    clearTimeout(timer);
  }

  function onVisibility(): void {
    if (document.visibilityState === 'visible') {
      if (source === null) open();
      return;
    }
    close();
    missed = true;
    become('paused');
  }

  document.addEventListener('visibilitychange', onVisibility);
  onVisibility();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    clearTimeout(gathering);
    close();
    become('paused');
  };
}
