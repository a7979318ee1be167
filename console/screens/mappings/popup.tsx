import type { Suggestion } from './completion.ts';

export interface PopupProps {
  id: string;
  label: string;
  suggestions: readonly Suggestion[];
  active: number;
  /** Where the letters typed so far begin: line, column, and how far the text is scrolled. */
  at: { line: number; column: number; scrollTop: number; scrollLeft: number };
  onChoose: (one: Suggestion) => void;
}

const LINE_PX = 20;
const EDGE_PX = 8;

/** Words that fit at the caret, right under it. Focus stays in the text: it names the active one. */
export function Popup({ id, label, suggestions, active, at, onChoose }: PopupProps) {
  const top = EDGE_PX + (at.line + 1) * LINE_PX - at.scrollTop;
  return (
    <ul
      id={id}
      className="uzel-code-popup"
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the list box of an editor, as WAI-ARIA describes it
      role="listbox"
      aria-label={label}
      style={{ top, left: `min(calc(10px + ${at.column}ch - ${at.scrollLeft}px), calc(100% - 480px))` }}
    >
      {suggestions.map((one, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the text's own
        // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant
        <li
          key={one.value}
          id={`${id}-${index}`}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: an option of the list box above
          role="option"
          aria-selected={index === active}
          ref={(element) => {
            if (index === active) element?.scrollIntoView({ block: 'nearest' });
          }}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(one)}
        >
          <span>{one.value}</span>
          <span>{one.title}</span>
        </li>
      ))}
    </ul>
  );
}
