import { type EntityTypeId, entityNames } from '../field-spec.ts';
import { type Call, family, type MethodTable } from '../method.ts';
import { fieldsOf } from '../portal.ts';
import { legacyDenial, permit } from '../rights.ts';
import { shelf } from '../shelf.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type Wire } from '../wire.ts';

const crm = family(['crm']);

/** Layouts that were set, by `type:scope:extras`. */
const layouts = shelf<Wire, string>();
const refusal = (text: string) => new VendorError(400, '', text);

/** Layout of a record's card: for one's own view (`P`) or for all (`C`). */
export const detailsMethods: MethodTable = {
  ...methodsOf('crm.item.details.configuration', ({ params }) => {
    if (params['entityTypeId'] === undefined) throw refusal("Parameter 'entityTypeId' is not defined");
    const id = asId(params['entityTypeId']) ?? 0;
    if (!(id in entityNames)) throw refusal('Entity type is not supported');
    return id as EntityTypeId;
  }),
  ...(Object.assign(
    {},
    ...([1, 2, 3, 4] as const).map((type) => methodsOf(`crm.${entityNames[type]}.details.configuration`, () => type)),
  ) as MethodTable),
};

function methodsOf(prefix: string, typeOf: (call: Call) => EntityTypeId): MethodTable {
  const keyOf = (call: Call, scope = asText(call.params['scope']) || 'P') => {
    const owner = scope === 'P' ? asText(call.params['userId']) || String(call.actor.userId) : 'all';
    return `${typeOf(call)}:${scope}:${owner}:${JSON.stringify(asMap(call.params['extras']))}`;
  };
  const may = (call: Call, action: 'read' | 'update') => permit(call.machine.portal, 'details', action, legacyDenial);
  return {
    [`${prefix}.get`]: crm.value(0.05, (call) => {
      const key = keyOf(call);
      may(call, 'read');
      return layouts(call.machine.portal).get(key) ?? standardLayout(call, typeOf(call));
    }),
    [`${prefix}.set`]: crm.value(0.1, (call) => {
      const key = keyOf(call);
      may(call, 'update');
      layouts(call.machine.portal).set(key, checked(call.params['data']));
      return true;
    }),
    [`${prefix}.reset`]: crm.value(0.1, (call) => {
      const key = keyOf(call);
      may(call, 'update');
      layouts(call.machine.portal).delete(key);
      return true;
    }),
    [`${prefix}.forcecommonscopeforall`]: crm.value(0.1, (call) => {
      const own = `${typeOf(call)}:P:`;
      may(call, 'update');
      for (const key of layouts(call.machine.portal).keys()) if (key.startsWith(own)) layouts(call.machine.portal).delete(key);
      return true;
    }),
  };
}

/** Sections with elements by name; flags are strings afterwards. */
function checked(raw: Wire | undefined): Wire {
  return asList(raw).map((item, at) => {
    const section = asMap(item);
    const elements = asList(section['elements']).map((element, index) => {
      const { name, optionFlags, options } = asMap(element);
      if (asText(name) === '') throw refusal(`Element at index ${index} in section at index ${at} does not have name.`);
      const extra = options === undefined ? {} : { options };
      return { name: asText(name), optionFlags: asText(optionFlags) || '0', ...extra };
    });
    return { name: asText(section['name']), title: asText(section['title']), type: 'section', elements };
  });
}

/** What a card shows before anybody has arranged it. */
function standardLayout({ machine }: Call, type: EntityTypeId): Wire {
  const section = (name: string, title: string, names: string[]) => ({
    name,
    title,
    type: 'section',
    elements: names.map((element) => ({ name: element, optionFlags: '0' })),
  });
  const specs = fieldsOf(machine.portal, type).filter((spec) => spec.access === 'write');
  const own = specs.filter((spec) => spec.dynamic).map((spec) => spec.upper);
  const common = specs.filter((spec) => !spec.dynamic && spec.type !== 'crm_multifield').map((spec) => spec.upper);
  return [section('main', 'Основное', common.slice(0, 5)), section('additional', 'Дополнительно', [...common.slice(5), ...own])];
}
