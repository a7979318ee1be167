import { Badge } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import type { Route } from './draft.ts';
import { words } from './words.ts';

const COLORS = { on: 'green', off: 'gray', paused: 'orange' } as const;

export function StateBadge({ state }: { state: Route['state'] }) {
  const { code } = useWords(words);
  return <Badge color={COLORS[state]}>{code('state', state)}</Badge>;
}
