import { Alert, Anchor, List } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import type { useCheck } from './draft.ts';
import { partOf } from './place.ts';
import { words } from './words.ts';

/** What keeps a text from being saved: every mistake with its place, to which a click leads. */
export function Problems({ check: { problems, error } }: { check: ReturnType<typeof useCheck> }) {
  const { t, of } = useWords(words);
  const placeText = usePlaceText();
  if (problems.length === 0) return <ProblemAlert error={error} />;
  return (
    <Alert color="orange" icon={<Icon name="warning" />} title={t('problems', { count: problems.length })} role="status">
      <List size="sm" listStyleType="none">
        {problems.map(({ place, code, field, message }) => (
          <List.Item key={`${place} ${code} ${field}`}>
            <Place place={place}>{placeText(place)}</Place>: {of(message)}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Place({ place, children }: { place: string; children: string }) {
  const { block } = partOf(place);
  if (block === null) return <>{children}</>;
  return (
    <Anchor
      component="button"
      type="button"
      onClick={() => {
        const piece = document.getElementById(`block-${block}`);
        piece?.scrollIntoView({ block: 'center' });
        (piece?.querySelector<HTMLElement>('input, textarea') ?? piece)?.focus();
      }}
    >
      {children}
    </Anchor>
  );
}

/** A place of the API in words: `блок 3, сведения, строка 2`. */
export function usePlaceText(): (place: string) => string {
  const { t, code } = useWords(words);
  return (place) => {
    const { block, kind, within, number } = partOf(place);
    if (block === null) return code('place', kind);
    const inner = within === null ? '' : `, ${code('within', within)}${number === null ? '' : ` ${number}`}`;
    return `${t('blockAt', { number: block })}, ${code('block', kind).toLowerCase()}${inner}`;
  };
}
