import { createHash, timingSafeEqual } from 'node:crypto';
import { HubError } from '../../domain/errors.ts';
import type { Hook, InboundEvent, RawRequest } from '../sdk/contract.ts';
import { parseBody } from './form.ts';
import type { Bitrix24Options } from './options.ts';
import { isPlainObject } from './wire.ts';

const EVENT = /^ONCRM(DEAL|CONTACT|COMPANY)(ADD|UPDATE|DELETE|MOVETOCATEGORY)$/;

/**
 * Events of the portal. They name a record and carry none of its values: each is a hint to read the record again.
 *
 * Proof of origin is `auth[application_token]`: constant for an outgoing webhook or an installed application.
 */
export const hook: Hook<Bitrix24Options> = {
  verify(request, options) {
    if (!options.applicationToken) return false;
    const auth = authOf(request);
    if (!sameText(auth['application_token'], options.applicationToken)) return false;
    return options.memberId === undefined || sameText(auth['member_id'], options.memberId);
  },

  /** Other events than those of deals, contacts and companies give nothing and are accepted. */
  parse(request): InboundEvent[] {
    const body = parseBody(request);
    const match = EVENT.exec(String(body['event'] ?? '').toUpperCase());
    const [, entity, change] = match ?? [];
    if (entity === undefined) return [];
    const hint = { kind: 'hint', entity: entity.toLowerCase(), id: idOf(body['data']) } as const;
    return [change === 'DELETE' ? { ...hint, change: 'deleted' } : hint];
  },
};

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
