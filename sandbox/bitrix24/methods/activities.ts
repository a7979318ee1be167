import { describeFields } from '../describe.ts';
import { type Call, family, type MethodTable, param } from '../method.ts';
import { parseMoment } from '../portal-time.ts';
import { query } from '../query.ts';
import { legacyDenial, permit } from '../rights.ts';
import { type Activity, activities, activityRow, addActivity, deleteActivity, updateActivity } from '../timeline/activities.ts';
import { activityFields, communicationFields } from '../timeline/activity-fields.ts';
import { missingParameter, VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const crm = family(['crm']);
const refusal = (text: string) => new VendorError(400, '', text);
const unreadableTime = () => new VendorError(400, 'WRONG_DATETIME_FORMAT', 'Неверный формат даты и времени');

/** Activities by the legacy methods and as to-dos. */
export const activityMethods: MethodTable = {
  'crm.activity.fields': crm.value(0.01, ({ machine }) => {
    permit(machine.portal, 'activity', 'read', legacyDenial);
    return describeFields(activityFields);
  }),
  'crm.activity.communication.fields': crm.value(0.01, ({ machine }) => {
    permit(machine.portal, 'activity', 'read', legacyDenial);
    return describeFields(communicationFields);
  }),
  'crm.activity.add': crm.value(0.3, (call) => {
    const { portal } = call.machine;
    permit(portal, 'activity', 'add', legacyDenial);
    const fields = asMap(param(call, 'fields'));
    const communications = asList(fields['COMMUNICATIONS']);
    if (communications.length === 0) throw refusal('The field COMMUNICATIONS is not defined or invalid.');
    for (const name of ['SUBJECT', 'RESPONSIBLE_ID', 'TYPE_ID']) {
      if (asText(fields[name]) === '') throw refusal(`The field ${name} is not defined or invalid.`);
    }
    const [ownerTypeId, ownerId] = [asId(fields['OWNER_TYPE_ID']) ?? 0, asId(fields['OWNER_ID']) ?? 0];
    const typeId = asId(fields['TYPE_ID']) ?? 0;
    const required = {
      ownerTypeId,
      ownerId,
      typeId,
      providerId: asText(fields['PROVIDER_ID']),
      subject: asText(fields['SUBJECT']),
    };
    return addActivity(portal, { ...required, ...written(fields), communications }, call.actor).id;
  }),
  'crm.activity.update': crm.value(0.2, (call) => {
    permit(call.machine.portal, 'activity', 'update', legacyDenial);
    updateActivity(call.machine.portal, found(call), written(asMap(param(call, 'fields'))), call.actor);
    return true;
  }),
  'crm.activity.get': crm.value(0.05, (call) => {
    permit(call.machine.portal, 'activity', 'read', legacyDenial);
    return activityRow(found(call));
  }),
  'crm.activity.list': crm.paged(0.1, (call) => {
    permit(call.machine.portal, 'activity', 'read', legacyDenial);
    const rows = [...activities(call.machine.portal).values()].map(activityRow);
    const asked = { filter: param(call, 'filter'), order: param(call, 'order'), start: param(call, 'start') };
    const { rows: result, ...paging } = query(rows, asked);
    return { result, ...paging };
  }),
  'crm.activity.delete': crm.value(0.2, (call) => {
    permit(call.machine.portal, 'activity', 'delete', legacyDenial);
    deleteActivity(call.machine.portal, found(call), call.actor);
    return true;
  }),
  'crm.activity.todo.add': crm.value(0.3, ({ machine: { portal }, params, actor }) => {
    for (const name of ['ownerTypeId', 'ownerId', 'deadline']) if (params[name] === undefined) throw missingParameter(name);
    permit(portal, 'activity', 'add');
    const owner = { ownerTypeId: asId(params['ownerTypeId']) ?? 0, ownerId: asId(params['ownerId']) ?? 0 };
    const subject = asText(params['title']) || asText(params['description']) || 'Дело';
    const todo = { ...owner, typeId: 6, providerId: 'CRM_TODO', subject, ...todoChanges(params) };
    return { id: addActivity(portal, todo, actor).id };
  }),
  'crm.activity.todo.update': crm.value(0.3, (call) => {
    permit(call.machine.portal, 'activity', 'update');
    const activity = todoOf(call);
    updateActivity(call.machine.portal, activity, todoChanges(call.params), call.actor);
    return { id: activity.id };
  }),
  'crm.activity.todo.updatedeadline': crm.value(0.2, (call) => {
    permit(call.machine.portal, 'activity', 'update');
    const activity = todoOf(call);
    const { deadline } = todoChanges({ deadline: asText(call.params['value'] ?? call.params['deadline']) });
    updateActivity(call.machine.portal, activity, { deadline: deadline ?? null }, call.actor);
    return { id: activity.id };
  }),
};

function found(call: Call): Activity {
  const id = asId(param(call, 'id'));
  if (id === null) throw refusal('ID is not defined or invalid.');
  const activity = activities(call.machine.portal).get(id);
  if (activity === undefined) throw refusal('Activity is not found.');
  return activity;
}

function todoOf({ machine, params }: Call): Activity {
  const activity = activities(machine.portal).get(asId(params['id']) ?? 0);
  if (activity === undefined || activity.ownerId !== asId(params['ownerId']))
    throw new VendorError(400, 'NOT_FOUND', 'Дело не найдено');
  return activity;
}

function written(fields: WireMap): Partial<Activity> {
  const text = (name: string): string | null => (fields[name] === undefined ? null : asText(fields[name]));
  const deadline = text('DEADLINE') ?? text('END_TIME');
  const [subject, description, originId, originatorId] = ['SUBJECT', 'DESCRIPTION', 'ORIGIN_ID', 'ORIGINATOR_ID'].map(text);
  return {
    ...(subject && { subject }),
    ...(description && { description }),
    ...(originId && { originId }),
    ...(originatorId && { originatorId }),
    ...(deadline && { deadline: parseMoment(deadline) }),
    ...(text('COMPLETED') !== null && { completed: text('COMPLETED') === 'Y' }),
    ...(text('DIRECTION') !== null && { incoming: text('DIRECTION') === '1' }),
    ...(asId(fields['RESPONSIBLE_ID']) !== null && { responsibleId: asId(fields['RESPONSIBLE_ID']) ?? 0 }),
  };
}

/** @throws VendorError WRONG_DATETIME_FORMAT */
function todoChanges(params: WireMap): Partial<Activity> {
  const deadline = params['deadline'] === undefined ? undefined : parseMoment(asText(params['deadline']));
  if (deadline === null) throw unreadableTime();
  const text = (value: Wire | undefined) => asText(value);
  return {
    ...(deadline !== undefined && { deadline }),
    ...(params['description'] !== undefined && { description: text(params['description']) }),
    ...(asText(params['title']) !== '' && { subject: text(params['title']) }),
    ...(asId(params['responsibleId']) !== null && { responsibleId: asId(params['responsibleId']) ?? 0 }),
  };
}
