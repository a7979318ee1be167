import { entityTypes } from './field-spec.ts';
import { addItem, updateItem } from './items.ts';
import type { Actor, CrmRecord, Portal } from './portal.ts';
import type { WireMap } from './wire.ts';

const carried = [
  'title',
  'companyId',
  'contactIds',
  'opportunity',
  'currencyId',
  'sourceId',
  'comments',
  'assignedById',
  'originatorId',
  'originId',
];

/** In simple CRM mode a new lead becomes a deal at once and is left converted. */
export function convertLead(portal: Portal, lead: CrmRecord, actor: Actor): void {
  const fields: WireMap = { leadId: lead.id };
  for (const name of carried) {
    const value = lead.values[name];
    if (value !== undefined && value !== null) fields[name] = value;
  }
  const robot: Actor = { by: 'robot', userId: actor.userId, operation: 'crm.lead.convert' };
  addItem(portal, entityTypes.deal, fields, { actor: robot, originalNames: false });
  updateItem(portal, entityTypes.lead, lead.id, { stageId: 'CONVERTED' }, { actor: robot, originalNames: false });
}
