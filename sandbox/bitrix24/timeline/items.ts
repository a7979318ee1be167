import { entityNames, entityTypes } from '../field-spec.ts';
import type { Portal } from '../portal.ts';
import { shelf } from '../shelf.ts';

/** A line that an integration writes into a timeline, with a title, a text and an icon. */
export interface LogMessage {
  id: number;
  entityTypeId: number;
  entityId: number;
  createdAt: number;
  authorId: number;
  title: string;
  text: string;
  iconCode: string;
}

export const logMessages = shelf<LogMessage>();

/** Records that a timeline item shows up at besides its own, as `deal:5`. */
export const bindings = shelf<Set<string>>();

/** Whether the item stands in the timeline of that record. */
export function standsAt(portal: Portal, id: number, ownerTypeId: number, ownerId: number): boolean {
  const name = Object.entries(entityTypes).find(([, type]) => type === ownerTypeId)?.[0] ?? '';
  const comment = portal.comments.some((one) => one.id === id && one.entityType === name && one.entityId === ownerId);
  const message = logMessages(portal).get(id);
  const own = message?.entityTypeId === ownerTypeId && message.entityId === ownerId;
  return comment || own || (bindings(portal).get(id)?.has(`${name}:${ownerId}`) ?? false);
}

/** Whether there is such an item in any timeline. */
export function isTimelineItem(portal: Portal, id: number): boolean {
  return portal.comments.some((one) => one.id === id) || logMessages(portal).has(id);
}

export const entityName = (typeId: number): string | undefined => (entityNames as { [id: number]: string })[typeId];
