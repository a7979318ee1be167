import { HubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { Pull, PullResult } from '../sdk/contract.ts';
import type { HttpClient } from './client.ts';
import { eventsIn } from './events.ts';
import { isRecord } from './json.ts';
import { at, textAt } from './pointer.ts';
import type { PullSpec } from './pull-options.ts';

/** Where the reading of a feed stands. Without `next` it begins anew. */
interface Place {
  next: string | null;
}

/** Reads one page of the connection's list. An element whose content has changed since is told as another event. */
export const pullItems: Pull<HttpClient> = async (client, cursor): Promise<PullResult> => {
  const { pull } = client.options;
  if (pull === undefined) throw notSet();
  const place = placeOf(cursor);
  const { body, headers } = await client.get('pull', address(pull, place));
  const list = at(body, pull.itemsPointer) ?? [];
  const { itemsPointer: _, ...reading } = client.options;
  const events = eventsIn(list, reading, { byContent: true });
  const next = nextOf(pull, place, body, headers['link'], events.length, client.options.url ?? '');
  if (next !== null && next !== place.next) return { events, cursor: { next }, complete: false };
  // A feed with cursors goes on where it ended; a list is read from its beginning.
  return { events, cursor: { next: pull.paging.kind === 'cursor' ? place.next : null }, complete: true };
};

function placeOf(cursor: Json | null): Place {
  const next = cursor !== null && isRecord(cursor) ? cursor['next'] : null;
  return { next: typeof next === 'string' ? next : null };
}

function address({ path, paging }: PullSpec, { next }: Place): string {
  const parameters = new URLSearchParams();
  if (paging.kind === 'link') return next ?? path;
  if (paging.kind === 'cursor' && next !== null) parameters.set(paging.parameter, next);
  if (paging.kind === 'page') {
    parameters.set(paging.parameter, next ?? String(paging.first));
    if (paging.sizeParameter !== undefined) parameters.set(paging.sizeParameter, String(paging.size));
  }
  const query = parameters.toString();
  return query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

/** What comes after a page; null where there is nothing more. */
function nextOf(
  { paging }: PullSpec,
  place: Place,
  body: Json,
  link: string | undefined,
  count: number,
  base: string,
): string | null {
  if (paging.kind === 'cursor') return textAt(body, paging.pointer) ?? null;
  if (paging.kind === 'page') return count < paging.size ? null : String(Number(place.next ?? paging.first) + 1);
  return paging.kind === 'link' ? linkedPath(link, base) : null;
}

const LINK = /<([^>]*)>\s*((?:;[^,]*)*)/g;

/** The page that a Link header calls next, as a path under the system's address. @throws HubError `config` when it lies elsewhere */
function linkedPath(header: string | undefined, base: string): string | null {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(LINK)) {
    if (!/;\s*rel="?([^"]*\s)?next(\s[^"]*)?"?/i.test(parameters)) continue;
    const root = base.replace(/\/+$/, '');
    const { href } = new URL(target, `${root}/`);
    if (!href.startsWith(`${root}/`)) throw elsewhere();
    return href.slice(root.length);
  }
  return null;
}

function elsewhere(): HubError {
  return new HubError({
    code: 'HTTP_PAGE_ELSEWHERE',
    kind: 'config',
    userMessage: {
      ru: 'Следующая страница ленты лежит по другому адресу.',
      en: 'The next page of the feed lies at another address.',
    },
  });
}

function notSet(): HubError {
  return new HubError({
    code: 'HTTP_NO_FEED',
    kind: 'config',
    userMessage: { ru: 'У подключения не задана лента.', en: 'This connection has no feed set.' },
  });
}
