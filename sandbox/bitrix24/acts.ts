import { z } from 'zod';
import { ActError } from '../core/act-error.ts';
import type { Twin } from '../core/types.ts';
import type { Address } from './address.ts';
import { sandboxApp, sandboxApplicationToken } from './auth.ts';
import { webhookEvents } from './event-names.ts';
import { type EntityName, type EntityTypeId, entityTypes, type FieldSpec } from './field-spec.ts';
import { addItem, deleteItem, saveRows, updateItem } from './items.ts';
import { mergeRecords } from './merge.ts';
import type { Machine } from './method.ts';
import { type Actor, addUserField, fieldsOf, type Portal } from './portal.ts';
import { addComment } from './timeline/comments.ts';
import { fieldEntityIds, optionOf } from './user-fields.ts';
import { VendorError } from './vendor-error.ts';
import type { Wire, WireMap } from './wire.ts';

type Acts = Twin['acts'];

const id = z.coerce.number().int().positive();
const wire: z.ZodType<Wire> = z.json();
const fields = z.record(z.string(), wire);
const entity = z.enum(['deal', 'contact', 'company', 'lead']);
const which = { deal: id.optional(), contact: id.optional(), company: id.optional(), lead: id.optional() };
const user = z.coerce.number().int().default(11);

/** What people do in the portal's own pages. They know fields by universal or original name and options of lists by their text. */
export function recordActs({ portal }: Machine): Acts {
  return {
    edit(input) {
      const { fields: changes, user: userId, ...rest } = z.strictObject({ ...which, fields, user }).parse(input);
      const [name, recordId] = target(rest);
      const type = entityTypes[name];
      const actor = person('edit', userId);
      return acted(() =>
        shown(updateItem(portal, type, recordId, asPersonWrites(portal, type, changes), { actor, originalNames: false })),
      );
    },
    create(input) {
      const { entity: name, fields: values, user: userId } = z.strictObject({ entity, fields, user }).parse(input);
      const type = entityTypes[name];
      const actor = person('create', userId);
      return acted(() => shown(addItem(portal, type, asPersonWrites(portal, type, values), { actor, originalNames: false })));
    },
    delete(input) {
      const { user: userId, ...rest } = z.strictObject({ ...which, user }).parse(input);
      const [name, recordId] = target(rest);
      acted(() => deleteItem(portal, entityTypes[name], recordId, person('delete', userId)));
    },
    /** Merges doubles: the first record stays with the phones and e-mails of both, the deals of the second go over to it, the second is deleted. */
    merge(input) {
      const {
        entity: name,
        into,
        from,
        user: userId,
      } = z.strictObject({ entity: z.enum(['contact', 'company']), into: id, from: id, user }).parse(input);
      const type = entityTypes[name];
      const [kept, lost] = [portal.records[type].get(into), portal.records[type].get(from)];
      if (kept === undefined || lost === undefined || into === from) throw new ActError('not_found', 'two records are merged');
      mergeRecords(portal, type, kept, lost);
      acted(() => deleteItem(portal, type, from, person('merge', userId)));
    },
    move_category(input) {
      const {
        deal,
        category,
        stage,
        user: userId,
      } = z.strictObject({ deal: id, category: z.coerce.number().int(), stage: z.string().optional(), user }).parse(input);
      const changes: WireMap = { categoryId: category, ...(stage !== undefined && { stageId: stage }) };
      const actor = person('move_category', userId);
      return acted(() => shown(updateItem(portal, entityTypes.deal, deal, changes, { actor, originalNames: false })));
    },
    comment(input) {
      const { deal, text, user: userId } = z.strictObject({ deal: id, text: z.string().min(1), user }).parse(input);
      const comment = { entityType: 'deal', entityId: deal, text, files: [] };
      return acted(() => ({ id: String(addComment(portal, comment, person('comment', userId)).id) }));
    },
    product_rows(input) {
      const { deal, rows, user: userId } = z.strictObject({ deal: id, rows: z.array(wire), user }).parse(input);
      acted(() => saveRows(portal, { type: entityTypes.deal, id: deal }, rows, person('product_rows', userId)));
    },
  };
}

/** What the portal's administrator sets up, and what befalls the portal. */
export function portalActs(machine: Machine, address: Address, application: { redirectUri: string | null }): Acts {
  const { portal, auth, events } = machine;
  return {
    subscribe(input) {
      const { handler, events: names } = z
        .strictObject({ handler: z.url(), events: z.array(z.string()).default(webhookEvents) })
        .parse(input);
      for (const event of names.map((name) => name.toUpperCase())) {
        if (!webhookEvents.includes(event)) throw new ActError('refused', `an outgoing webhook cannot be told of ${event}`);
        events.subscribe({ kind: 'webhook', event, handler, type: 'online', userId: 1, authConnector: '' });
      }
      return { application_token: sandboxApplicationToken };
    },
    unsubscribe(input) {
      const { handler } = z.strictObject({ handler: z.url().optional() }).parse(input);
      return {
        removed: events.unsubscribe((one) => one.kind === 'webhook' && (handler === undefined || one.handler === handler)),
      };
    },
    register_app(input) {
      const { redirectUri } = z.strictObject({ redirectUri: z.url() }).parse(input);
      application.redirectUri = redirectUri;
      return {
        client_id: sandboxApp.clientId,
        client_secret: sandboxApp.clientSecret,
        application_token: sandboxApp.applicationToken,
      };
    },
    authorize(input) {
      const { user: userId } = z.strictObject({ user: z.coerce.number().int().default(1) }).parse(input);
      return { code: auth.code(userId), domain: address.domain() };
    },
    expire_tokens(input) {
      const { refresh, expiresInSeconds } = z
        .strictObject({ refresh: z.boolean().default(false), expiresInSeconds: z.number().int().positive().optional() })
        .parse(input);
      auth.expire({ refresh, seconds: expiresInSeconds ?? null });
    },
    scopes(input) {
      const change = z
        .strictObject({ webhook: z.array(z.string()).exactOptional(), oauth: z.array(z.string()).exactOptional() })
        .parse(input);
      Object.assign(auth.scopes, change);
      return { ...auth.scopes };
    },
    rename(input) {
      const { host } = z.strictObject({ host: z.string().optional() }).parse(input);
      const now = address.domain();
      address.rename(
        host ?? (now.startsWith('127.0.0.1') ? now.replace('127.0.0.1', 'localhost') : now.replace(/^[^:]+/, '127.0.0.1')),
      );
      return { portal: address.portal() };
    },
    robot(input) {
      portal.switches.robot = z.strictObject({ on: z.boolean() }).parse(input).on;
    },
    switch(input) {
      const flag = z.boolean().exactOptional();
      const change = z
        .strictObject({
          noOperating: flag,
          batchPaysForAll: flag,
          nestedIsoFails: flag,
          stillOperating: flag,
          documentedEvents: flag,
          documentsAtOnce: flag,
          crmMode: z.union([z.literal(1), z.literal(2)]).exactOptional(),
        })
        .parse(input);
      Object.assign(portal.switches, change);
    },
    add_field(input) {
      const init = z
        .strictObject({
          entity,
          field: z.string().regex(/^UF_CRM_[A-Z0-9_]{1,43}$/),
          type: z.enum(['string', 'integer', 'double', 'boolean', 'date', 'datetime', 'money', 'enumeration']).default('string'),
          title: z.string().default('Новое поле'),
          options: z.array(z.string()).exactOptional(),
        })
        .parse(input);
      const { entity: name, options, ...rest } = init;
      const choices = options && { options: options.map((value) => ({ value })) };
      return { name: addUserField(portal, { ...rest, entityId: fieldEntityIds[entityTypes[name]], ...choices }).name };
    },
    add_enum_value(input) {
      const { field: name, value } = z.strictObject({ field: z.string(), value: z.string().min(1) }).parse(input);
      const spec = portal.userFields[entityTypes.deal].find((one) => one.upper === name || one.name === name);
      if (spec?.items === undefined) throw new ActError('not_found', `no list ${name}`);
      const option = optionOf({ value }, spec.items.length, (sequence) => portal.nextId(sequence));
      spec.items.push(option);
      return { id: String(option.id) };
    },
    require_field(input) {
      const { field: name, stages } = z.strictObject({ field: z.string(), stages: z.array(z.string()) }).parse(input);
      const spec = specOf(portal, entityTypes.deal, name);
      portal.requiredAtStage.push({ field: spec.name, stages });
    },
  };
}

function person(operation: string, userId: number): Actor {
  return { by: 'person', userId, operation };
}

function target(input: Partial<Record<EntityName, number | undefined>>): [EntityName, number] {
  const named = Object.entries(input).filter(([, value]) => value !== undefined);
  const [only] = named;
  if (only === undefined || named.length > 1) throw new ActError('bad_input', 'name one record: deal, contact, company or lead');
  return [only[0] as EntityName, Number(only[1])];
}

function specOf(portal: Portal, type: EntityTypeId, name: string): FieldSpec {
  const spec = fieldsOf(portal, type).find((one) => one.name === name || one.upper === name);
  if (spec === undefined) throw new ActError('bad_input', `no field ${name}`);
  return spec;
}

function asPersonWrites(portal: Portal, type: EntityTypeId, changes: WireMap): WireMap {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => {
      const spec = specOf(portal, type, name);
      const option = spec.items?.find((item) => item.value === value);
      return [spec.name, option === undefined ? value : option.id];
    }),
  );
}

const shown = (record: { id: number }) => ({ id: String(record.id) });

/** A refusal of the portal is a refusal of the act. */
function acted<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    throw new ActError(error.code === 'NOT_FOUND' ? 'not_found' : 'refused', `${error.code} ${error.description}`);
  }
}
