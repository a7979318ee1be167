import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** Names that tables keep in the address besides filters. */
const PLACE = ['cursor'];

/** Values kept in the address, so that a link shows the same rows to a colleague. */
export function useUrlState(): {
  get(name: string): string | undefined;
  /** Sets values, removes those that are undefined or empty, and goes back to the first page. */
  set(values: Record<string, string | undefined>, options?: { keepPage?: boolean; replace?: boolean }): void;
} {
  const [search, setSearch] = useSearchParams();
  const get = useCallback((name: string) => search.get(name) ?? undefined, [search]);
  const set = useCallback(
    (values: Record<string, string | undefined>, options: { keepPage?: boolean; replace?: boolean } = {}) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(values)) {
            if (value === undefined || value === '') after.delete(name);
            else after.set(name, value);
          }
          if (options.keepPage !== true) for (const name of PLACE) after.delete(name);
          return after;
        },
        { replace: options.replace ?? false },
      ),
    [setSearch],
  );
  return { get, set };
}
