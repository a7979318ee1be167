import { Box, Text, VisuallyHidden } from '@mantine/core';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import type { LetterLanguage } from './body.ts';
import { words } from './words.ts';

const MARKS = { '-': 'removed', '+': 'added', ' ': 'kept' } as const;

/** Two versions line by line. */
export function Difference({ name, language, from, to }: { name: string; language: LetterLanguage; from: number; to: number }) {
  const { t, code } = useWords(words);
  const query = useApi('/templates/{name}/{language}/diff', { params: { name, language }, query: { from, to } });
  if (query.data === undefined) {
    return query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  }
  const { items } = query.data;
  if (items.every(({ mark }) => mark === ' ')) return <Text c="dimmed">{t('sameText')}</Text>;
  return (
    <Box component="ol" className="uzel-lines" aria-label={t('difference')} tabIndex={0}>
      {items.map(({ mark, text }, index) => (
        // Lines have no key of their own, and never move: the list is shown anew as a whole.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={index} data-mark={MARKS[mark]}>
          {mark === ' ' ? null : <VisuallyHidden>{code('mark', MARKS[mark])} </VisuallyHidden>}
          {text}
        </li>
      ))}
    </Box>
  );
}
