import { createContext, type FocusEvent, useContext, useMemo, useRef, useState } from 'react';

/** Props of an input whose text is filled by the hub: fields are put into the one that had the focus last. */
export const takesFields = { 'data-takes-fields': '' } as const;

type Place = HTMLInputElement | HTMLTextAreaElement;

const isPlace = (target: EventTarget): target is Place =>
  (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.dataset['takesFields'] !== undefined;

export interface Insertion {
  /** Whether there is a place to insert at, and the list whose elements are called `item` there. */
  at: { each: string | null } | null;
  /** Goes on what surrounds the inputs. */
  onFocus(event: FocusEvent): void;
  insert(text: string): void;
}

/** Remembers where the caret was, so that a field can be put there by a click elsewhere. */
export function useInsertion(): Insertion {
  const last = useRef<Place | null>(null);
  const [at, setAt] = useState<Insertion['at']>(null);
  return useMemo(
    () => ({
      at,
      onFocus({ target }) {
        if (!isPlace(target)) return;
        last.current = target;
        const each = target.closest<HTMLElement>('[data-each]')?.dataset['each'] ?? null;
        setAt((before) => (before?.each === each ? before : { each }));
      },
      insert(text) {
        const place = last.current;
        if (place === null || !place.isConnected) return setAt(null);
        place.setRangeText(text, place.selectionStart ?? 0, place.selectionEnd ?? 0, 'end');
        place.dispatchEvent(new Event('input', { bubbles: true }));
        place.focus();
      },
    }),
    [at],
  );
}

/** Whether the text may be changed, for all inputs of an editor. */
export const ReadOnly = createContext(false);
export const useReadOnly = () => useContext(ReadOnly);
