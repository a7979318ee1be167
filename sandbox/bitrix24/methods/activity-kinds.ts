import { type Call, family, type MethodTable } from '../method.ts';
import { parseMoment } from '../portal-time.ts';
import { permit } from '../rights.ts';
import { shelf } from '../shelf.ts';
import { type Activity, activities, addActivity, updateActivity } from '../timeline/activities.ts';
import { timelineNotFound } from '../timeline/comments.ts';
import { trace } from '../trace.ts';
import { missingParameter, VendorError } from '../vendor-error.ts';
import { asId, asMap, asText, type WireMap } from '../wire.ts';

const crm = family(['crm']);
const application = family(['crm'], 'ERROR_WRONG_CONTEXT');

interface Kind {
  TYPE_ID: string;
  NAME: string;
  IS_CONFIGURABLE_TYPE: string;
  ICON_ID: string;
}

const kinds = shelf<Kind, string>();
const badges = shelf<WireMap, string>();

/** What applications bring to activities: their own kinds, badges, and activities whose face they lay out. */
export const activityKindMethods: MethodTable = {
  'crm.activity.type.add': application.value(0.1, ({ machine: { portal }, params, actor }) => {
    const fields = asMap(params['fields']);
    const code = asText(fields['TYPE_ID']);
    if (code === '') throw missingParameter('TYPE_ID');
    const configurable = asText(fields['IS_CONFIGURABLE_TYPE']) === 'Y' ? 'Y' : 'N';
    kinds(portal).set(code, { TYPE_ID: code, NAME: asText(fields['NAME']), IS_CONFIGURABLE_TYPE: configurable, ICON_ID: '0' });
    trace(portal, actor, { entity: 'activity_type', id: code, fields });
    return true;
  }),
  'crm.activity.type.list': application.value(0.05, ({ machine }) =>
    [...kinds(machine.portal).values()].map((kind) => ({ ...kind })),
  ),
  'crm.activity.type.delete': application.value(0.1, ({ machine, params }) => {
    if (!kinds(machine.portal).delete(asText(params['TYPE_ID']))) throw timelineNotFound();
    return true;
  }),
  'crm.activity.badge.add': crm.value(0.1, ({ machine: { portal }, params, actor }) => {
    const { code, title, value, type } = params;
    if (asText(code) === '') throw missingParameter('code');
    const badge = { code: asText(code), title: title ?? '', value: value ?? '', type: asText(type) || 'secondary' };
    badges(portal).set(asText(code), badge);
    trace(portal, actor, { entity: 'badge', id: asText(code), fields: badge });
    return { badge };
  }),
  'crm.activity.badge.get': crm.value(0.02, (call) => ({ badge: badgeOf(call) })),
  'crm.activity.badge.list': crm.value(0.02, ({ machine }) => ({ badges: [...badges(machine.portal).values()] })),
  'crm.activity.badge.delete': crm.value(0.05, (call) => {
    badges(call.machine.portal).delete(asText(badgeOf(call)['code']));
    return true;
  }),
  'crm.activity.configurable.add': application.value(0.4, (call) => {
    const { portal } = call.machine;
    for (const name of ['ownerTypeId', 'ownerId', 'fields', 'layout'])
      if (call.params[name] === undefined) throw missingParameter(name);
    permit(portal, 'activity', 'add');
    const changes = changesOf(call.params);
    const owner = { ownerTypeId: asId(call.params['ownerTypeId']) ?? 0, ownerId: asId(call.params['ownerId']) ?? 0 };
    const init = { ...owner, typeId: 6, providerId: 'CONFIGURABLE', subject: 'Дело приложения', ...changes };
    return { activity: { id: addActivity(portal, { ...init, appId: call.credential.key }, call.actor).id } };
  }),
  'crm.activity.configurable.update': application.value(0.3, (call) => {
    const activity = configurable(call);
    if (activity.appId !== call.credential.key) {
      throw new VendorError(400, 'ERROR_WRONG_APPLICATION', 'Дело создано другим приложением');
    }
    updateActivity(call.machine.portal, activity, changesOf(call.params, activity), call.actor);
    return { activity: { id: activity.id } };
  }),
  'crm.activity.configurable.get': application.value(0.05, (call) => {
    const { id, ownerTypeId, ownerId, layout, ...activity } = configurable(call);
    const { completed, deadline, badgeCode, originatorId, originId, responsibleId } = activity;
    const fields = {
      typeId: activity.providerTypeId,
      completed,
      deadline: deadline === null ? null : new Date(deadline).toISOString(),
      responsibleId,
      isIncomingChannel: activity.incoming ? 'Y' : 'N',
      badgeCode,
      originatorId,
      originId,
    };
    return { activity: { id, ownerTypeId, ownerId, fields, layout } };
  }),
};

function badgeOf({ machine, params }: Call): WireMap {
  const badge = badges(machine.portal).get(asText(params['code']));
  if (badge === undefined) throw timelineNotFound();
  return badge;
}

function configurable({ machine, params }: Call): Activity {
  const activity = activities(machine.portal).get(asId(params['id']) ?? 0);
  if (activity === undefined || activity.providerId !== 'CONFIGURABLE')
    throw new VendorError(400, 'NOT_FOUND', 'Дело не найдено');
  return activity;
}

/** @throws VendorError for an incoming activity with a deadline */
function changesOf(params: WireMap, before?: Activity): Partial<Activity> {
  const fields = asMap(params['fields']);
  const incoming =
    fields['isIncomingChannel'] === undefined ? (before?.incoming ?? false) : asText(fields['isIncomingChannel']) === 'Y';
  const deadline = fields['deadline'] === undefined ? (before?.deadline ?? null) : parseMoment(asText(fields['deadline']));
  if (incoming && deadline !== null) {
    throw new VendorError(400, 'INCOMING_ACTIVITY_DEADLINE_NOT_ALLOWED', 'У входящего дела не может быть крайнего срока');
  }
  const text = (name: 'badgeCode' | 'originatorId' | 'originId') =>
    fields[name] !== undefined && { [name]: asText(fields[name]) };
  return {
    incoming,
    deadline,
    ...(fields['typeId'] !== undefined && { providerTypeId: asText(fields['typeId']) }),
    ...(fields['completed'] !== undefined && { completed: ['Y', '1', 'true'].includes(asText(fields['completed'])) }),
    ...(asId(fields['responsibleId']) !== null && { responsibleId: asId(fields['responsibleId']) ?? 0 }),
    ...text('badgeCode'),
    ...text('originatorId'),
    ...text('originId'),
    ...(params['layout'] !== undefined && { layout: params['layout'] }),
  };
}
