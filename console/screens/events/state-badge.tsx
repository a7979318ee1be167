import { Badge } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { words } from './words.ts';

const COLOURS = { pending: 'blue', done: 'green', dead: 'red', accepted: 'green' } as const;
const EFFECT_COLOURS = { planned: 'gray', intended: 'blue', done: 'green', failed: 'red', unknown: 'orange' } as const;

export function StateBadge({ state }: { state: keyof typeof COLOURS }) {
  const { code } = useWords(words);
  return <Badge color={COLOURS[state]}>{code('state', state)}</Badge>;
}

export function EffectBadge({ state }: { state: keyof typeof EFFECT_COLOURS }) {
  const { code } = useWords(words);
  return <Badge color={EFFECT_COLOURS[state]}>{code('effect', state)}</Badge>;
}
