/** Why a page is not simply passed; pages without a line here pass. `departures` are all of them, as the comparison words them. */
export type Verdict = { verdict: 'out of scope'; why: string } | { verdict: 'deviating'; why: string; departures: string[] };

const outside = (why: string, pages: string[]): [string, Verdict][] =>
  pages.map((page) => [page, { verdict: 'out of scope', why }]);
const deviating = (page: string, why: string, departures: string[]): [string, Verdict] => [
  page,
  { verdict: 'deviating', why, departures },
];

const recurring = 'crm__deals__recurring-deals';
const delivery = 'crm__universal__payment__delivery-in-payment';
const queueRow = (path: string) => [
  `success: ${path}.EVENT_DATA is map, sample has boolean`,
  `success: ${path}.EVENT_DATA.FIELDS is extra`,
  `success: ${path}.EVENT_DATA.FIELDS.ID is extra`,
];

/** The one list of pages that the twin leaves out or answers otherwise. */
export const verdicts: { [page: string]: Verdict } = Object.fromEntries([
  ...outside('a tour is sold once: no process keeps recurring deals', [
    `${recurring}__crm-deal-recurring-delete`,
    `${recurring}__crm-deal-recurring-expose`,
    `${recurring}__crm-deal-recurring-get`,
    `${recurring}__crm-deal-recurring-update`,
    `${recurring}__events__on-crm-deal-recurring-delete`,
    `${recurring}__events__on-crm-deal-recurring-update`,
  ]),
  ...outside('nothing is shipped: no process has deliveries', [
    'crm__universal__delivery__crm-item-delivery-get',
    'crm__universal__delivery__crm-item-delivery-list',
    `${delivery}__crm-item-payment-delivery-add`,
    `${delivery}__crm-item-payment-delivery-delete`,
    `${delivery}__crm-item-payment-delivery-set-delivery`,
    'sale__events__on-shipment-entity-saved',
  ]),
  ...outside('orders of the online shop: payments are followed, orders and their properties are not', [
    'crm__universal__order-entity__crm-order-entity-delete-by-filter',
    'crm__universal__order-entity__crm-order-entity-get-fields',
    'crm__universal__order-entity__crm-order-entity-list',
    'sale__events__on-order-deleted',
    'sale__events__on-property-value-deleted',
    'sale__events__on-property-value-entity-saved',
  ]),
  ...outside("lines of the vendor's own network: messengers come in through a connector", [
    'imopenlines__openlines__imopenlines-network-message-add',
  ]),
  ...outside('an overview with excerpts of pages that are compared themselves', [
    'crm__deals__user-defined-fields__index',
    'crm__leads__userfield__events__index',
  ]),
  deviating(
    'crm__crm-stage-history-list',
    'live portals answer with strings here',
    ['ID', 'TYPE_ID', 'OWNER_ID', 'CATEGORY_ID'].map((name) => `success: $.result.items[].${name} is string, sample has number`),
  ),
  deviating(
    'crm__duplicates__crm-duplicate-find-by-comm',
    'live portals leave the code empty and put the sentence into the text',
    ['error: code is "", sample has "Communication type is not defined"'],
  ),
  deviating('crm__timeline__logmessage__icons__crm-timeline-icon-list', 'a method without parameters can miss no value', [
    'error: not asked',
    'error: code is undefined, sample has "0"',
  ]),
  deviating('crm__universal__user-defined-object-types__crm-type-delete', 'smart processes are kept as types, without items', [
    'error: not asked',
    'error: code is undefined, sample has "BX_ERROR"',
  ]),
  deviating('events__event-offline-get', 'a row without the id of its record would say nothing', queueRow('$.result.events[]')),
  deviating('events__event-offline-list', 'a row without the id of its record would say nothing', queueRow('$.result[]')),
]);
