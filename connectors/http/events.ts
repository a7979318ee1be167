import { createHash } from 'node:crypto';
import { HubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { InboundEvent } from '../sdk/contract.ts';
import { isRecord } from './json.ts';
import type { HttpOptions } from './options.ts';
import { at, textAt } from './pointer.ts';

type Reading = Pick<HttpOptions, 'kind'> & Partial<Pick<HttpOptions, 'idPointer' | 'kindPointer' | 'itemsPointer'>>;

const LONGEST = 200;

/** Where an event's id comes from when it carries none itself, and whether its content counts as part of its identity. */
export interface Origin {
  /** Id of the message that brought it, such as the header webhook-id. */
  messageId?: string;
  /** A changed element of a list that is read again is another event. */
  byContent?: boolean;
}

/**
 * The events in a body: one, or each element of a list. An element that cannot be one is told apart and takes no other with it.
 * @throws HubError `validation` when the body has no events where they should be
 */
export function eventsIn(body: Json, options: Reading, origin: Origin): InboundEvent[] {
  const found = options.itemsPointer === undefined ? body : at(body, options.itemsPointer);
  if (found === undefined) throw unreadable('HTTP_NO_EVENTS', 'В теле нет списка событий.', 'The body has no list of events.');
  return (Array.isArray(found) ? found : [found]).map((element, index) => eventOf(element, index, options, origin));
}

function eventOf(element: Json, index: number, options: Reading, origin: Origin): InboundEvent {
  const digest = digestOf(element);
  const refused = (fault: HubError): InboundEvent => ({
    kind: 'fact',
    entity: options.kind,
    id: `#${index}`,
    key: `unreadable:${digest}`,
    body: element,
    fault,
  });
  if (!isRecord(element))
    return refused(unreadable('HTTP_NOT_AN_EVENT', 'Событие не является объектом.', 'The event is no object.'));
  const id = idOf(element, index, digest, options, origin);
  if (id === null) return refused(unreadable('HTTP_EVENT_WITHOUT_ID', 'В событии нет номера.', 'The event has no id.'));
  const kind = options.kindPointer === undefined ? options.kind : (textAt(element, options.kindPointer) ?? options.kind);
  if (id.length > LONGEST || kind.length > LONGEST)
    return refused(
      unreadable('HTTP_ID_TOO_LONG', 'Номер или вид события слишком длинный.', 'The id or kind of the event is too long.'),
    );
  return { kind: 'fact', entity: kind, id, key: origin.byContent === true ? `${id}~${digest.slice(0, 16)}` : id, body: element };
}

function idOf(element: Json, index: number, digest: string, { idPointer }: Reading, { messageId }: Origin): string | null {
  if (idPointer !== undefined) return textAt(element, idPointer) ?? null;
  return messageId === undefined ? digest : index === 0 ? messageId : `${messageId}#${index}`;
}

function digestOf(element: Json): string {
  return createHash('sha256').update(JSON.stringify(element)).digest('hex').slice(0, 32);
}

export function unreadable(code: string, ru: string, en: string): HubError {
  return new HubError({ code, kind: 'validation', userMessage: { ru, en } });
}
