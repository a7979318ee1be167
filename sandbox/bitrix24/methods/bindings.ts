import { describeFields, type FieldRow } from '../describe.ts';
import { updateItem } from '../items.ts';
import { type Call, family, type MethodTable, param } from '../method.ts';
import type { CrmRecord, Portal } from '../portal.ts';
import { legacyDenial, permit } from '../rights.ts';
import { shelf } from '../shelf.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const crm = family(['crm']);

interface Link {
  id: number;
  sort: number;
  primary: boolean;
}

interface Binding {
  owner: 'deal' | 'lead' | 'contact';
  ownerType: 1 | 2 | 3;
  linked: 'contact' | 'company';
  linkedType: 3 | 4;
  /** How an owner that is not there is refused. */
  refusal: () => VendorError;
}

/** Sort of a link by owner and linked record; a link without one stands by its place. */
const sorts = shelf<number, string>();

const empty = (text: string) => () => new VendorError(400, '', text);
const families: Binding[] = [
  { owner: 'deal', ownerType: 2, linked: 'contact', linkedType: 3, refusal: empty('Not found.') },
  {
    owner: 'lead',
    ownerType: 1,
    linked: 'contact',
    linkedType: 3,
    refusal: () => new VendorError(400, 'NOT_FOUND', 'Not found.'),
  },
  {
    owner: 'contact',
    ownerType: 3,
    linked: 'company',
    linkedType: 4,
    refusal: empty("The parameter 'ownerEntityID' is invalid or not defined."),
  },
];

/** Contacts of deals and leads, companies of contacts: the lists behind `contactIds` and `companyIds`. */
export const bindingMethods: MethodTable = Object.assign({}, ...families.map(methodsOf)) as MethodTable;

function methodsOf(binding: Binding): MethodTable {
  const { owner, linked } = binding;
  const column = `${linked.toUpperCase()}_ID`;
  const fields: FieldRow[] = [
    ['SORT', 'integer', 'Сортировка'],
    ['IS_PRIMARY', 'char', 'Основной'],
    [column, 'integer', linked === 'contact' ? 'Контакт' : 'Компания', 'q'],
  ];
  const row = ({ id, sort, primary }: Link): WireMap => ({
    [column]: id,
    SORT: sort,
    ROLE_ID: 0,
    IS_PRIMARY: primary ? 'Y' : 'N',
  });
  const prefix = `crm.${owner}.${linked}`;
  return {
    [`${prefix}.fields`]: crm.value(0.01, () => describeFields(fields)),
    [`${prefix}.items.get`]: crm.value(0.05, (call) => links(call.machine.portal, binding, ownerOf(call, binding)).map(row)),
    [`${prefix}.items.set`]: crm.value(0.2, (call) => {
      const record = ownerOf(call, binding);
      const items = param(call, 'items');
      if (!Array.isArray(items)) throw new VendorError(400, '', 'The parameter items must be array.');
      return write(
        call,
        binding,
        record,
        items.map((item, index) => linkOf(call, binding, column, item, (index + 1) * 10)),
      );
    }),
    [`${prefix}.items.delete`]: crm.value(0.2, (call) => write(call, binding, ownerOf(call, binding), [])),
    [`${prefix}.add`]: crm.value(0.2, (call) => {
      const record = ownerOf(call, binding);
      const known = links(call.machine.portal, binding, record);
      const added = linkOf(call, binding, column, param(call, 'fields') ?? null, (known.length + 1) * 10);
      return write(call, binding, record, [...known.filter((link) => link.id !== added.id), added]);
    }),
    [`${prefix}.delete`]: crm.value(0.2, (call) => {
      const record = ownerOf(call, binding);
      const gone = asId(asMap(param(call, 'fields'))[column]);
      return write(
        call,
        binding,
        record,
        links(call.machine.portal, binding, record).filter((link) => link.id !== gone),
      );
    }),
  };
}

function ownerOf(call: Call, { owner, ownerType, refusal }: Binding): CrmRecord {
  permit(call.machine.portal, owner, 'read', legacyDenial);
  const record = call.machine.portal.records[ownerType].get(asId(param(call, 'id')) ?? 0);
  if (record === undefined) throw refusal();
  return record;
}

function linkOf({ machine }: Call, { linked, linkedType }: Binding, column: string, raw: Wire, place: number): Link {
  const item = asMap(raw);
  const id = asId(item[column]);
  if (id === null || !machine.portal.records[linkedType].has(id)) {
    throw new VendorError(400, '', `The parameter '${linked}ID' is invalid or not defined.`);
  }
  return { id, sort: Number(asText(item['SORT']) || place), primary: asText(item['IS_PRIMARY']) === 'Y' };
}

const key = (owner: CrmRecord, linked: string, id: number) => `${owner.type}:${owner.id}:${linked}:${id}`;

function links(portal: Portal, { linked }: Binding, owner: CrmRecord): Link[] {
  const ids = owner.values[`${linked}Ids`];
  const list = Array.isArray(ids) ? ids.map(Number) : [];
  return list
    .map((id, index) => ({
      id,
      sort: sorts(portal).get(key(owner, linked, id)) ?? (index + 1) * 10,
      primary: owner.values[`${linked}Id`] === id,
    }))
    .sort((a, b) => a.sort - b.sort);
}

/** The last link that calls itself primary is the primary one, else the first. */
function write(call: Call, { owner, ownerType, linked }: Binding, record: CrmRecord, wanted: Link[]): true {
  const { portal } = call.machine;
  permit(portal, owner, 'update', legacyDenial);
  const primary = wanted.findLast((link) => link.primary) ?? wanted[0];
  for (const link of wanted) sorts(portal).set(key(record, linked, link.id), link.sort);
  const fields = { [`${linked}Ids`]: wanted.map((link) => link.id), [`${linked}Id`]: primary?.id ?? 0 };
  updateItem(portal, ownerType, record.id, fields, { actor: call.actor, originalNames: false });
  return true;
}
