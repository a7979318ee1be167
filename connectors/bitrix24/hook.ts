import { createHash, timingSafeEqual } from 'node:crypto';
import { HubError } from '../../domain/errors.ts';
import type { Hook, InboundEvent, RawRequest } from '../sdk/contract.ts';
import { parseBody } from './form.ts';
import { lineEvents } from './openlines/events.ts';
import type { Bitrix24Options } from './options.ts';
import { isPlainObject } from './wire.ts';

const RECORD = /^ONCRM(DEAL|CONTACT|COMPANY|LEAD)(ADD|UPDATE|DELETE|MOVETOCATEGORY)$/;
const TIMELINE = /^ONCRM(TIMELINECOMMENT|ACTIVITY)(ADD|UPDATE|DELETE)$/;
/** Feeds that have something to read when the event queue of the portal is no longer empty. */
const QUEUE_EVENT = 'ONOFFLINEEVENT';

/**
 * Events of the portal. Those of records name one and carry none of its values: each is a hint to read the record again. Those of open lines are
 * facts: nothing can be read again there.
 *
 * Proof of origin is `auth[application_token]`: constant for an outgoing webhook or an installed application.
 */
export const hook: Hook<Bitrix24Options> = {
  secrets: ['applicationToken'],

  verify(request, options) {
    const auth = authOf(request);
    if (!isToken(auth['application_token'], options)) return false;
    return options.memberId === undefined || sameText(auth['member_id'], options.memberId);
  },

  /** Events that concern neither records nor open lines give nothing and are accepted. */
  parse(request): InboundEvent[] {
    const body = parseBody(request);
    const name = nameOf(body);
    return lineEvents(name, body['data'], String(body['ts'] ?? '')) ?? hintOf(name, body['data']);
  },

  wakes(request) {
    return nameOf(parseBody(request)) === QUEUE_EVENT ? ['queue'] : [];
  },
};

/** What an event says about a record, as a hint; names are compared without regard to case. */
export function hintOf(name: string, data: unknown): InboundEvent[] {
  const [, kind, change] = RECORD.exec(name) ?? TIMELINE.exec(name) ?? [];
  if (kind === undefined) return [];
  const entity = kind === 'TIMELINECOMMENT' ? 'comment' : kind.toLowerCase();
  const hint = { kind: 'hint', entity, id: idOf(data) } as const;
  return [change === 'DELETE' ? { ...hint, change: 'deleted' } : hint];
}

/** In constant time; an unset token refuses. */
export function isToken(given: unknown, { applicationToken }: Pick<Bitrix24Options, 'applicationToken'>): boolean {
  return applicationToken !== undefined && applicationToken !== '' && sameText(given, applicationToken);
}

function nameOf(body: { [key: string]: unknown }): string {
  return String(body['event'] ?? '').toUpperCase();
}

function authOf(request: RawRequest): { [key: string]: unknown } {
  try {
    const auth = parseBody(request)['auth'];
    return isPlainObject(auth) ? auth : {};
  } catch {
    return {};
  }
}

/** Digests have one length, so that the comparison takes the same time for any input. */
function sameText(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** Most events nest the id in FIELDS, some do not; a missing value can be the word `undefined`. */
function idOf(data: unknown): string {
  const outer = isPlainObject(data) ? data : {};
  const inner = isPlainObject(outer['FIELDS']) ? outer['FIELDS'] : outer;
  const id = String(inner['ID'] ?? '');
  if (/^[1-9]\d*$/.test(id)) return id;
  throw new HubError({
    code: 'B24_EVENT_WITHOUT_ID',
    kind: 'validation',
    userMessage: {
      ru: 'В событии Битрикс24 нет номера записи.',
      en: 'The Bitrix24 event names no record.',
    },
  });
}
