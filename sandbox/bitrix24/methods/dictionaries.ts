import { matchesColumns, type Semantic, type Status, statusRow } from '../dictionaries.ts';
import { entityTypes } from '../field-spec.ts';
import { page } from '../list.ts';
import type { MethodTable } from '../method.ts';
import type { Portal, StageMove } from '../portal.ts';
import { isoOf } from '../portal-time.ts';
import { legacyDenial, permit } from '../rights.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type WireMap } from '../wire.ts';
import { typeOf } from './items.ts';

const crm = ['crm'];

/** Dictionaries, the stage history and the CRM mode. */
export const dictionaryMethods: MethodTable = {
  'crm.status.list': {
    scopes: crm,
    seconds: 0.02,
    run({ machine, params }) {
      const filter = asMap(params['filter'] ?? params['FILTER']);
      if (params['filter'] !== undefined && typeof params['filter'] !== 'object') {
        throw new VendorError(400, 'Invalid parameters.', 'Incorrect parameters passed.');
      }
      const found = machine.portal.statuses.map(statusRow).filter((row) => matchesColumns(row, filter));
      const { rows, ...paging } = page(found, params['start']);
      return { result: rows, ...paging };
    },
  },
  'crm.status.add': {
    scopes: crm,
    seconds: 0.1,
    run({ machine: { portal }, params, actor }) {
      permit(portal, 'status', 'add', legacyDenial);
      const fields = asMap(params['fields']);
      const [dictionary, name, code] = ['ENTITY_ID', 'NAME', 'STATUS_ID'].map((column) => asText(fields[column]));
      if (!dictionary || !name || !code) {
        const missing = !dictionary ? 'ENTITY_ID' : !name ? 'NAME' : 'STATUS_ID';
        throw new VendorError(400, '', `The field ${missing} is required.`);
      }
      const funnel = /^DEAL_STAGE_(\d+)$/.exec(dictionary)?.[1];
      const statusId = funnel === undefined || code.startsWith(`C${funnel}:`) ? code : `C${funnel}:${code}`;
      if (portal.statuses.some((one) => one.dictionary === dictionary && one.statusId === statusId)) {
        throw new VendorError(400, '', 'Элемент с таким кодом уже есть.');
      }
      const added: Status = {
        id: 1001 + portal.nextId('status'),
        dictionary,
        statusId,
        name,
        sort: Number(asText(fields['SORT']) || 100),
        semantic: semanticOf(asText(fields['SEMANTICS'])),
        apology: false,
        categoryId: funnel === undefined ? null : Number(funnel),
        system: false,
        ...(asText(fields['COLOR']) !== '' && { color: asText(fields['COLOR']) }),
      };
      portal.statuses.push(added);
      trace(portal, actor, { entity: 'status', id: added.id, fields: { dictionary, statusId, name } });
      return { result: added.id };
    },
  },
  'crm.status.delete': {
    scopes: crm,
    seconds: 0.1,
    run({ machine: { portal }, params, actor }) {
      permit(portal, 'status', 'delete', legacyDenial);
      const id = asId(params['id']);
      if (id === null || id <= 0) throw new VendorError(400, '', 'Invalid identifier.');
      const status = portal.statuses.find((one) => one.id === id);
      if (status === undefined) throw new VendorError(400, '', 'Status is not found.');
      if (status.system && asText(asMap(params['params'])['FORCED']) !== 'Y') {
        throw new VendorError(
          400,
          '',
          'CRM System Status can be deleted only if parameter FORCED is specified and equal to "Y".',
        );
      }
      if (isStageInUse(portal, status)) throw new VendorError(400, '', 'There are active items in this status.');
      portal.statuses = portal.statuses.filter((one) => one !== status);
      const { dictionary, statusId, name } = status;
      trace(portal, actor, { entity: 'status', id, fields: { dictionary, statusId, name } });
      return { result: true };
    },
  },
  'crm.status.entity.items': {
    scopes: crm,
    seconds: 0.02,
    run({ machine, params }) {
      const rows = machine.portal.statuses.filter((status) => status.dictionary === asText(params['entityId']));
      if (rows.length === 0) {
        throw new VendorError(
          400,
          'The parameter entityId is not defined or invalid.',
          'The parameter entityId is not defined or invalid.',
        );
      }
      return { result: rows.map(({ name, sort, statusId }) => ({ NAME: name, SORT: sort, STATUS_ID: statusId })) };
    },
  },
  'crm.stagehistory.list': {
    scopes: crm,
    seconds: 0.1,
    run(call) {
      const { params, machine } = call;
      const type = typeOf(call);
      if (type !== 1 && type !== 2) throw new VendorError(400, 0, 'Entity is not supported');
      const tests = Object.entries(asMap(params['filter'])).map(([key, value]) =>
        stageTest(key, asList(value).length ? asList(value) : [value]),
      );
      const descending = asText(asMap(params['order'])['ID']).toUpperCase() === 'DESC';
      const found = machine.portal.stageMoves
        .filter((move) => move.entityTypeId === type && tests.every((holds) => holds(move)))
        .sort((a, b) => (descending ? b.id - a.id : a.id - b.id));
      const select = asList(params['select']).map(asText);
      const { rows, ...paging } = page(found, params['start']);
      return { result: { items: rows.map((move) => selected(stageRow(move), select)) }, ...paging };
    },
  },
  'crm.settings.mode.get': {
    scopes: crm,
    seconds: 0.01,
    run: ({ machine }) => ({ result: machine.portal.switches.crmMode }),
  },
};

/** Stages hold records; values of other dictionaries may go while records still name them. */
function isStageInUse(portal: Portal, { dictionary, statusId }: Status): boolean {
  const type = dictionary === 'STATUS' ? entityTypes.lead : dictionary.startsWith('DEAL_STAGE') ? entityTypes.deal : null;
  return type !== null && [...portal.records[type].values()].some(({ values }) => values['stageId'] === statusId);
}

const semanticOf = (code: string): Semantic => (code === 'S' || code === 'F' ? code : 'P');

/** Real portals answer with strings here, unlike the documentation. */
function stageRow(move: StageMove): WireMap {
  return {
    ID: String(move.id),
    TYPE_ID: String(move.kind),
    OWNER_ID: String(move.ownerId),
    CREATED_TIME: isoOf(move.at),
    CATEGORY_ID: String(move.categoryId),
    STAGE_SEMANTIC_ID: move.semantic,
    STAGE_ID: move.stageId,
  };
}

function selected(row: WireMap, names: string[]): WireMap {
  if (names.length === 0 || names.includes('*')) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => name === 'ID' || names.includes(name)));
}

function stageTest(key: string, wanted: unknown[]): (move: StageMove) => boolean {
  const [, prefix = '=', name = ''] = /^(>=|<=|!=|>|<|=|@|!)?(.*)$/.exec(key) ?? [];
  const texts = wanted.map((value) => asText(value as string | number));
  const bound = asId(texts[0]) ?? 0;
  return (move) => {
    const value = asText(stageRow(move)[name]);
    if (prefix === '>') return Number(value) > bound;
    if (prefix === '>=') return Number(value) >= bound;
    if (prefix === '<') return Number(value) < bound;
    if (prefix === '<=') return Number(value) <= bound;
    return prefix.startsWith('!') ? !texts.includes(value) : texts.includes(value);
  };
}
