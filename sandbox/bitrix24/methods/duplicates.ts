import type { MethodTable } from '../method.ts';
import { phpMap } from '../php.ts';
import type { Portal } from '../portal.ts';
import { VendorError } from '../vendor-error.ts';
import { asList, asText, type Wire } from '../wire.ts';

const MAX_VALUES = 20;
const MAX_HITS = 20;
const order = [
  ['LEAD', 1],
  ['CONTACT', 3],
  ['COMPANY', 4],
] as const;

/** Search by phone or e-mail. */
export const duplicateMethods: MethodTable = {
  'crm.duplicate.findbycomm': {
    scopes: ['crm'],
    seconds: 0.06,
    run({ machine, params }) {
      const type = asText(params['type']).toUpperCase();
      if (type !== 'PHONE' && type !== 'EMAIL') throw new VendorError(400, '', 'Communication type is not defined.');
      const values = asList(params['values']).slice(0, MAX_VALUES).map(asText);
      if (values.length === 0) throw new VendorError(400, '', 'Communication values is not defined.');
      return { result: phpMap(find(machine.portal, type, values, asText(params['entity_type']).toUpperCase())) };
    },
  },
};

/** Twenty hits of one type suppress the types after it. */
function find(portal: Portal, type: 'PHONE' | 'EMAIL', values: string[], only: string): [string, Wire][] {
  const wanted = new Set(values.map((value) => normal(type, value)));
  const result: [string, Wire][] = [];
  for (const [name, entityTypeId] of order) {
    if (only !== '' && only !== name) continue;
    const hits = [...portal.records[entityTypeId].values()].filter((record) =>
      record.fm.some((entry) => entry.typeId === type && wanted.has(normal(type, entry.value))),
    );
    if (hits.length > 0) result.push([name, hits.slice(0, MAX_HITS).map((record) => record.id)]);
    if (hits.length >= MAX_HITS) break;
  }
  return result;
}

/** Whole numbers without their extension: 8 900 … and +7 900 … are different numbers. */
function normal(type: 'PHONE' | 'EMAIL', value: string): string {
  if (type === 'EMAIL') return value.trim().toLowerCase();
  return value.split(/доб|ext|[;,x]/i)[0]?.replace(/\D/g, '') ?? '';
}
