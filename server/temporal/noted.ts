const ONCE_MS = 60_000;
const MAX_REMEMBERED = 5_000;
const RECORD = /^\/temporal\/api\/v1\/namespaces\/[^/]+\/([^/?]+(?:\/[^/?]+)?)/;

/** What of Temporal a path is about (`workflows/deal:lnk_…`, `schedules`); null for the UI's own files and settings. */
export function recordIn(path: string): string | null {
  const [, record] = RECORD.exec(path) ?? [];
  return record ?? null;
}

/**
 * Tells whether a read is to be written down. The UI asks for one run a dozen times and then again every few seconds: a person's reads of a record
 * within a minute are one.
 */
export function oncePerMinute(now: () => Date): (actor: string, record: string) => boolean {
  const last = new Map<string, number>();
  return (actor, record) => {
    const key = `${actor} ${record}`;
    const at = now().getTime();
    const before = last.get(key);
    if (before !== undefined && at - before < ONCE_MS) return false;
    if (last.size >= MAX_REMEMBERED) last.delete(last.keys().next().value ?? '');
    last.delete(key);
    last.set(key, at);
    return true;
  };
}
