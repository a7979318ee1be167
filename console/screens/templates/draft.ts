import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { ApiProblem } from '../../api/problem.ts';
import type { AnswerOf } from '../../api/types.ts';
import { type Body, isComplete, isSame, type LetterLanguage } from './body.ts';

export type Problem = AnswerOf<'post', '/templates/{name}/check'>['items'][number];

/** A text that somebody works on. It outlives a reload of the page, not the tab; a Word file is chosen again. */
export interface Draft {
  body: Body;
  /** The version that it began from; 0 where there was none. */
  over: number;
  changed: boolean;
  set(body: Body): void;
  /** Keeps the text, and takes another version for the one that it began from. */
  rebase(version: number): void;
  /** Back to the newest version. */
  drop(): void;
}

interface Kept {
  body: Body;
  over: number;
}

export function useDraft(name: string, language: LetterLanguage, newest: { body: Body; version: number }): Draft {
  const place = `uzel-template-${name}-${language}`;
  const [kept, setKept] = useState<Kept | null>(() => JSON.parse(sessionStorage.getItem(place) ?? 'null') as Kept | null);
  const keep = (next: Kept) => {
    setKept(next);
    if (next.body.kind !== 'docx') sessionStorage.setItem(place, JSON.stringify(next));
  };
  const over = kept?.over ?? newest.version;
  return {
    body: kept?.body ?? newest.body,
    over,
    changed: kept !== null && !isSame(kept.body, newest.body),
    set: (body) => keep({ body, over }),
    rebase: (version) => keep({ body: kept?.body ?? newest.body, over: version }),
    drop: () => {
      sessionStorage.removeItem(place);
      setKept(null);
    },
  };
}

const REST_MS = 400;

/** The draft a moment after the last key. */
export const useRested = (body: Body): Body => useDebouncedValue(body, REST_MS)[0];

/** What the hub finds wrong with a text. Those who may not edit get no answer. */
export function useCheck(name: string, body: Body, may: boolean) {
  const rested = useRested(body);
  const query = useQuery<Problem[], ApiProblem>({
    queryKey: ['template-check', name, rested],
    queryFn: async ({ signal }) =>
      (await api.post('/templates/{name}/check', { params: { name }, body: { body: rested }, signal })).items,
    enabled: may && isComplete(rested),
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
  return {
    problems: isComplete(body) ? (query.data ?? []) : [],
    error: query.error,
    behind: rested !== body || query.isFetching,
  };
}
