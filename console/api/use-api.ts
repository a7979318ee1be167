import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { type Call, newKey, send } from './client.ts';
import type { Topic } from './live.ts';
import type { ApiProblem } from './problem.ts';
import type { AnswerOf, PathOf, RequestOf } from './types.ts';

export interface Watching {
  /** Topics of live messages after which the answer is read again. */
  live?: readonly Topic[];
  /** False while the question is not yet complete. */
  enabled?: boolean;
  /** Shows the answer before while the next one is read: for tables that page. */
  keep?: boolean;
  /** Reads again by the clock, for what no live message tells of; seconds. */
  everySeconds?: number;
}

/** Asks the API and keeps the answer fresh: `useApi('/links', { query: { claim } }, { live: ['links'] })`. */
export function useApi<P extends PathOf<'get'>>(path: P, request: RequestOf<'get', P>, watching: Watching = {}) {
  const { live = [], enabled = true, keep = false, everySeconds } = watching;
  return useQuery<AnswerOf<'get', P>, ApiProblem>({
    queryKey: [path, request],
    queryFn: ({ signal }) => send('get', path, { ...(request as Call), signal }) as Promise<AnswerOf<'get', P>>,
    enabled,
    meta: { live },
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    ...(everySeconds === undefined ? {} : { refetchInterval: everySeconds * 1000 }),
  });
}

type CommandMethod = 'post' | 'put' | 'patch' | 'delete';

/**
 * Gives a command: `const sync = useCommand('post', '/links/{id}/sync', ['links'])`, then `sync.mutate({ params, body })`.
 * A repeat of the same request after a failure carries the same idempotency key. Afterwards, answers that hang on `touches` are read again.
 */
export function useCommand<M extends CommandMethod, P extends PathOf<M>>(method: M, path: P, touches: readonly Topic[] = []) {
  const client = useQueryClient();
  const intent = useRef<{ of: string; key: string } | null>(null);
  return useMutation<AnswerOf<M, P>, ApiProblem, RequestOf<M, P>>({
    mutationFn: (request) => {
      const of = JSON.stringify(request);
      if (intent.current?.of !== of) intent.current = { of, key: newKey() };
      return send(method, path, { ...(request as Call), idempotencyKey: intent.current.key }) as Promise<AnswerOf<M, P>>;
    },
    onSuccess: async () => {
      intent.current = null;
      await readAgain(client, touches);
    },
  });
}

/** Reads again every shown answer that hangs on one of the topics. */
export function readAgain(client: QueryClient, topics: readonly Topic[]): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ meta }) => {
      const live = (meta?.['live'] ?? []) as readonly Topic[];
      return live.some((topic) => topics.includes(topic));
    },
  });
}
