import { createHash } from 'node:crypto';
import { uploadedFiles, uploadInto } from '../disk/store.ts';
import { type EntityName, entityTypes } from '../field-spec.ts';
import { addItem } from '../items.ts';
import { type Call, family, type MethodTable } from '../method.ts';
import { shelf } from '../shelf.ts';
import { addActivity } from '../timeline/activities.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asText, type Wire, type WireMap } from '../wire.ts';

const telephony = family(['telephony'], 'WRONG_AUTH_TYPE');
const core = (text: string) => new VendorError(400, 'ERROR_CORE', text);
const REPEAT_MS = 30 * 60_000;

interface PhoneCall {
  id: number;
  callId: string;
  userId: number;
  phone: string;
  type: number;
  line: string;
  externalId: string | null;
  crm: { type: EntityName; id: number } | null;
  at: number;
  /** Null while the call goes on. */
  duration: number | null;
  status: string;
  activityId: number;
}

const calls = shelf<PhoneCall>();
const externalLines = shelf<{ ID: number; NUMBER: string; NAME: string; CRM_AUTO_CREATE: string }, string>();

/** Calls of an outside telephone exchange. A call is registered once in half an hour, however often it is asked for. */
export const telephonyMethods: MethodTable = {
  'telephony.externalcall.register': telephony.value(0.4, (call) => {
    const { portal } = call.machine;
    const { params, actor } = call;
    const type = asId(params['TYPE']) ?? 0;
    if (![1, 2, 3, 4].includes(type)) throw core('Unknown TYPE');
    const phone = asText(params['PHONE_NUMBER']).replace(/[^\d+]/g, '');
    if (phone === '') throw core('Unsupported phone number format');
    const init = { userId: asId(params['USER_ID']) ?? actor.userId, phone, type, line: asText(params['LINE_NUMBER']) };
    const externalId = asText(params['EXTERNAL_CALL_ID']) || null;
    const since = portal.clock.now() - REPEAT_MS;
    const same = (one: PhoneCall) =>
      one.at > since &&
      one.phone === phone &&
      one.type === type &&
      one.userId === init.userId &&
      one.line === init.line &&
      one.externalId === externalId;
    const known = [...calls(portal).values()].find(same);
    if (known !== undefined) return registered(known, null);
    const found = crmOf(call, phone);
    const lead = found === null && asText(params['CRM_CREATE']) === '1' ? newLead(call, phone) : null;
    const id = portal.nextId('call');
    const callId = `externalCall.${createHash('sha256').update(`call ${id}`).digest('hex').slice(0, 32)}.${id}`;
    const crm = lead === null ? found : { type: 'lead' as const, id: lead };
    const made = { id, callId, ...init, externalId, crm, at: portal.clock.now(), duration: null, status: '', activityId: 0 };
    calls(portal).set(id, made);
    trace(portal, actor, { entity: 'call', id, fields: { phone, type } });
    portal.emit({
      name: 'ONEXTERNALCALLSTART',
      data: {},
      body: { CALL_ID: callId, PHONE_NUMBER: phone },
      objectId: String(id),
      actor,
    });
    return registered(made, lead);
  }),
  'telephony.externalcall.finish': telephony.value(0.5, (call) => {
    const { portal } = call.machine;
    const found = callOf(call);
    const { params, actor } = call;
    Object.assign(found, { duration: Number(asText(params['DURATION'])), status: asText(params['STATUS_CODE']) || '200' });
    if (found.crm !== null && found.activityId === 0) {
      const owner = { ownerTypeId: entityTypes[found.crm.type], ownerId: found.crm.id };
      const incoming = found.type !== 1;
      const subject = `${incoming ? 'Входящий' : 'Исходящий'} звонок ${found.phone}`;
      const init = { ...owner, typeId: 2, providerId: 'VOXIMPLANT_CALL', subject, incoming, completed: true };
      found.activityId = addActivity(portal, init, actor).id;
    }
    trace(portal, actor, { entity: 'call', id: found.id, fields: { duration: found.duration, status: found.status } });
    return finished(found, params);
  }),
  'telephony.externalcall.show': telephony.value(0.1, (call) => callOf(call).id > 0),
  'telephony.externalcall.hide': telephony.value(0.1, (call) => callOf(call).id > 0),
  'telephony.externalcall.attachrecord': telephony.value(0.5, (call) => {
    const { portal } = call.machine;
    const found = callOf(call);
    const bytes = Buffer.from(asText(call.params['FILE_CONTENT']), 'base64');
    const name = asText(call.params['FILENAME']) || `call-${found.id}.mp3`;
    const file = uploadInto(portal, uploadedFiles(portal), { name, bytes, userId: call.actor.userId, unique: true });
    return { FILE_ID: file.id };
  }),
  'telephony.call.attachtranscription': telephony.value(0.2, (call) => {
    const { portal } = call.machine;
    if (!Array.isArray(call.params['MESSAGES'])) throw core('MESSAGES should be an array');
    callOf(call);
    return { TRANSCRIPT_ID: portal.nextId('transcript') };
  }),
  'telephony.externalline.add': telephony.value(0.1, ({ machine: { portal }, params }) => {
    const number = asText(params['NUMBER']);
    if (number === '') throw core('NUMBER should not be empty');
    const id = externalLines(portal).get(number)?.ID ?? portal.nextId('externalLine');
    const automatic = asText(params['CRM_AUTO_CREATE'] ?? 'Y') === 'N' ? 'N' : 'Y';
    externalLines(portal).set(number, { ID: id, NUMBER: number, NAME: asText(params['NAME']), CRM_AUTO_CREATE: automatic });
    return { ID: id };
  }),
  'telephony.externalline.get': telephony.value(0.05, ({ machine }) =>
    [...externalLines(machine.portal).values()].map(({ ID: _, ...line }) => line),
  ),
  'telephony.externalline.update': telephony.value(0.1, ({ machine, params }) => {
    const line = externalLines(machine.portal).get(asText(params['NUMBER']));
    if (line === undefined) throw new VendorError(400, 'ERROR_NOT_FOUND', 'Line not found');
    if (params['NAME'] !== undefined) line.NAME = asText(params['NAME']);
    if (params['CRM_AUTO_CREATE'] !== undefined) line.CRM_AUTO_CREATE = asText(params['CRM_AUTO_CREATE']);
    return { ID: String(line.ID) };
  }),
};

function callOf({ machine, params }: Call): PhoneCall {
  if (typeof params['CALL_ID'] !== 'string') throw new VendorError(400, 'INVALID_ARGUMENT', 'CALL_ID must be a string');
  const found = [...calls(machine.portal).values()].find((one) => one.callId === params['CALL_ID']);
  if (found === undefined) throw new VendorError(400, 'ERROR_NOT_FOUND', 'Call is not found (wrong CALL_ID)');
  return found;
}

/** The record that the caller names, else the one that has the number. */
function crmOf({ machine: { portal }, params }: Call, phone: string): PhoneCall['crm'] {
  const named = asText(params['CRM_ENTITY_TYPE']).toLowerCase();
  const id = asId(params['CRM_ENTITY_ID']);
  if (Object.hasOwn(entityTypes, named) && id !== null) return { type: named as EntityName, id };
  const digits = phone.replace(/\D/g, '');
  for (const type of ['contact', 'company', 'lead'] as const) {
    const has = [...portal.records[entityTypes[type]].values()].find(({ fm }) =>
      fm.some((entry) => entry.typeId === 'PHONE' && entry.value.replace(/\D/g, '') === digits),
    );
    if (has !== undefined) return { type, id: has.id };
  }
  return null;
}

function newLead({ machine: { portal }, actor }: Call, phone: string): number {
  const fields = { title: `Звонок ${phone}`, fm: [{ typeId: 'PHONE', valueType: 'WORK', value: phone }] };
  return addItem(portal, entityTypes.lead, fields, { actor, originalNames: false }).id;
}

function registered({ callId, crm }: PhoneCall, lead: number | null): WireMap {
  return {
    CALL_ID: callId,
    CRM_CREATED_LEAD: lead,
    CRM_CREATED_ENTITIES: lead === null ? [] : [{ ENTITY_TYPE: 'LEAD', ENTITY_ID: lead }],
    CRM_ENTITY_TYPE: crm?.type.toUpperCase() ?? null,
    CRM_ENTITY_ID: crm?.id ?? null,
  };
}

function finished(call: PhoneCall, params: WireMap): Wire {
  return {
    CALL_ID: call.callId,
    EXTERNAL_CALL_ID: call.externalId,
    PORTAL_USER_ID: asId(params['USER_ID']) ?? call.userId,
    PHONE_NUMBER: call.phone.replace('+', ''),
    PORTAL_NUMBER: call.line,
    INCOMING: String(call.type),
    CALL_DURATION: call.duration,
    CALL_START_DATE: {},
    CALL_STATUS: call.status === '200' ? 1 : 0,
    CALL_VOTE: asId(params['VOTE']) ?? 0,
    COST: 0,
    COST_CURRENCY: '',
    CALL_FAILED_CODE: call.status,
    CALL_FAILED_REASON: asText(params['FAILED_REASON']),
    REST_APP_ID: '5',
    REST_APP_NAME: 'Узел',
    CRM_ACTIVITY_ID: call.activityId,
    COMMENT: null,
    CRM_ENTITY_TYPE: call.crm?.type.toUpperCase() ?? null,
    CRM_ENTITY_ID: call.crm?.id ?? null,
    ID: call.id,
  };
}
