import { useDebouncedValue, useSessionStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { useMay } from '../../api/session.ts';
import type { AnswerOf } from '../../api/types.ts';

export type Detail = AnswerOf<'get', '/mappings/{kind}/{name}'>;
export type Vocabulary = AnswerOf<'get', '/mappings/spec/{name}/vocabulary'>;
export type Checked = AnswerOf<'post', '/mappings/{kind}/{name}/check'>;
export type Finding = Checked['findings'][number];
export type Changes = AnswerOf<'post', '/mappings/{kind}/{name}/diff'>;

/** A text that somebody works on. It outlives a reload of the page, not the tab. */
export interface Draft {
  text: string;
  /** The version that it began from. */
  over: number;
  changed: boolean;
  set(text: string): void;
  /** Back to what is in force. */
  drop(): void;
}

export function useDraft({ kind, name, text, version }: Pick<Detail, 'kind' | 'name' | 'text' | 'version'>): Draft {
  const [kept, keep, forget] = useSessionStorage<{ text: string; over: number } | null>({
    key: `uzel-mapping-${kind}-${name}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  return {
    text: kept?.text ?? text,
    over: kept?.over ?? version,
    changed: kept !== null && kept.text !== text,
    set: (next) => keep({ text: next, over: kept?.over ?? version }),
    drop: forget,
  };
}

const CHECK_DELAY_MS = 400;

/** What the hub has to say about a text, a moment after the last key. Those who may not edit get no answer. */
export function useCheck({ kind, name }: Pick<Detail, 'kind' | 'name'>, text: string) {
  const may = useMay('mappings.edit');
  const [settled] = useDebouncedValue(text, CHECK_DELAY_MS);
  const query = useQuery<Checked, ApiProblem>({
    queryKey: ['check', kind, name, settled],
    queryFn: ({ signal }) =>
      api.post('/mappings/{kind}/{name}/check', { params: { kind, name }, body: { text: settled }, signal }),
    enabled: may && settled.trim() !== '',
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
  return { ...query, behind: settled !== text || query.isFetching };
}
