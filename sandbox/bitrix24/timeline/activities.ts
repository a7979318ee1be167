import { type EntityTypeId, entityNames } from '../field-spec.ts';
import type { Actor, Portal } from '../portal.ts';
import { isoOf } from '../portal-time.ts';
import { shelf } from '../shelf.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import type { Wire, WireMap } from '../wire.ts';

/** Something to do or done about a record: a call, a letter, a to-do, or an application's own kind. */
export interface Activity {
  id: number;
  ownerTypeId: number;
  ownerId: number;
  /** 1 meeting · 2 call · 3 task · 4 letter · 6 of a provider */
  typeId: number;
  /** `CRM_TODO`, `CONFIGURABLE`, `VOXIMPLANT_CALL` … */
  providerId: string;
  providerTypeId: string;
  subject: string;
  description: string;
  responsibleId: number;
  authorId: number;
  editorId: number;
  createdAt: number;
  updatedAt: number;
  /** Null for one without a deadline. */
  deadline: number | null;
  completed: boolean;
  incoming: boolean;
  originatorId: string;
  originId: string;
  /** Own to configurable ones. */
  badgeCode: string;
  layout: Wire;
  /** Which application may change it; null for one that anybody may. */
  appId: string | null;
  communications: Wire[];
}

export const activities = shelf<Activity>();

export type NewActivity = Partial<Activity> & Pick<Activity, 'ownerTypeId' | 'ownerId' | 'typeId' | 'providerId' | 'subject'>;

/**
 * Adds an activity; the owner's last activity moves, nothing else of it does.
 *
 * @throws VendorError OWNER_NOT_FOUND
 */
export function addActivity(portal: Portal, init: NewActivity, actor: Actor): Activity {
  const known = init.ownerTypeId in entityNames ? portal.records[init.ownerTypeId as EntityTypeId].get(init.ownerId) : undefined;
  if (known === undefined) throw new VendorError(400, 'OWNER_NOT_FOUND', 'Владелец не найден');
  const now = Math.floor(portal.clock.now() / 1000) * 1000;
  const activity: Activity = {
    id: portal.nextId('activity'),
    providerTypeId: init.providerId,
    description: '',
    responsibleId: actor.userId,
    authorId: actor.userId,
    editorId: actor.userId,
    createdAt: now,
    updatedAt: now,
    deadline: null,
    completed: false,
    incoming: false,
    originatorId: '',
    originId: '',
    badgeCode: '',
    layout: null,
    appId: null,
    communications: [],
    ...init,
  };
  activities(portal).set(activity.id, activity);
  Object.assign(known.values, { lastActivityBy: actor.userId, lastActivityTime: now });
  told(portal, activity, 'ADD', actor);
  return activity;
}

export function updateActivity(portal: Portal, activity: Activity, changes: Partial<Activity>, actor: Actor): void {
  Object.assign(activity, changes, { updatedAt: Math.floor(portal.clock.now() / 1000) * 1000, editorId: actor.userId });
  told(portal, activity, 'UPDATE', actor);
}

export function deleteActivity(portal: Portal, activity: Activity, actor: Actor): void {
  activities(portal).delete(activity.id);
  told(portal, activity, 'DELETE', actor);
}

function told(portal: Portal, activity: Activity, event: string, actor: Actor): void {
  const { id, ownerTypeId, ownerId, subject, completed, originatorId, originId } = activity;
  const fields = { ownerTypeId, ownerId, subject, completed, originatorId, originId };
  trace(portal, actor, { entity: 'activity', id, fields });
  portal.emit({ name: `ONCRMACTIVITY${event}`, data: { ID: String(id) }, objectId: String(id), actor });
}

/** An activity as the legacy methods show it: strings. */
export function activityRow(activity: Activity): WireMap {
  const yes = (flag: boolean) => (flag ? 'Y' : 'N');
  return {
    ID: String(activity.id),
    OWNER_ID: String(activity.ownerId),
    OWNER_TYPE_ID: String(activity.ownerTypeId),
    TYPE_ID: String(activity.typeId),
    PROVIDER_ID: activity.providerId,
    PROVIDER_TYPE_ID: activity.providerTypeId,
    PROVIDER_GROUP_ID: null,
    ASSOCIATED_ENTITY_ID: '0',
    SUBJECT: activity.subject,
    START_TIME: isoOf(activity.createdAt),
    END_TIME: isoOf(activity.deadline ?? activity.createdAt),
    DEADLINE: activity.deadline === null ? '9999-12-31T00:00:00+03:00' : isoOf(activity.deadline),
    COMPLETED: yes(activity.completed),
    STATUS: activity.completed ? '2' : '1',
    RESPONSIBLE_ID: String(activity.responsibleId),
    PRIORITY: '2',
    NOTIFY_TYPE: '0',
    NOTIFY_VALUE: '0',
    DESCRIPTION: activity.description,
    DESCRIPTION_TYPE: '1',
    DIRECTION: activity.incoming ? '1' : '2',
    LOCATION: '',
    CREATED: isoOf(activity.createdAt),
    AUTHOR_ID: String(activity.authorId),
    LAST_UPDATED: isoOf(activity.updatedAt),
    EDITOR_ID: String(activity.editorId),
    SETTINGS: [],
    ORIGIN_ID: activity.originId,
    ORIGINATOR_ID: activity.originatorId,
    RESULT_STATUS: '0',
    RESULT_STREAM: '0',
    RESULT_SOURCE_ID: null,
    PROVIDER_PARAMS: [],
    PROVIDER_DATA: '',
    RESULT_MARK: '0',
    RESULT_VALUE: null,
    RESULT_SUM: null,
    RESULT_CURRENCY_ID: null,
    AUTOCOMPLETE_RULE: '0',
    IS_INCOMING_CHANNEL: yes(activity.incoming),
  };
}
