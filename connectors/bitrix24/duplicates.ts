import { compareIds } from './multifields.ts';
import type { Rest } from './rest.ts';
import { duplicatesResult } from './wire.ts';

/** Ids of the contacts, companies or leads that have this phone (E.164) or e-mail, lowest first. */
export async function findByCommunication(
  rest: Rest,
  entity: 'contact' | 'company' | 'lead',
  by: { phone?: string; email?: string },
): Promise<string[]> {
  const found = new Set<string>();
  const entityType = entity.toUpperCase();
  const search = async (type: string, values: string[]) => {
    const params = { type, values, entity_type: entityType };
    const { result } = await rest.read('crm.duplicate.findbycomm', params, duplicatesResult);
    for (const id of result[entityType] ?? []) found.add(id);
  };
  await Promise.all([by.phone && search('PHONE', spellings(by.phone)), by.email && search('EMAIL', [by.email])]);
  return [...found].sort(compareIds);
}

/** The search compares spellings, and people have typed numbers in the national way: both are asked for at once. */
function spellings(phone: string): string[] {
  const digits = phone.replace(/\D/g, '');
  return /^\+7\d{10}$/.test(phone) ? [phone, digits, `8${digits.slice(1)}`] : [phone, digits];
}
