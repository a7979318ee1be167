import { Badge } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { words } from './words.ts';

export function StateBadge({ state }: { state: 'active' | 'paused' }) {
  const { code } = useWords(words);
  return <Badge color={state === 'active' ? 'green' : 'red'}>{code('state', state)}</Badge>;
}
