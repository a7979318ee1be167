import type { CrmEntity } from '../../domain/deals/ports.ts';

/** Numbers of the universal CRM surface. */
export const entityTypeId: { [entity in CrmEntity]: number } = { deal: 2, contact: 3, company: 4 };

/** Our signature in `originatorId`; `originId` then holds the link. */
export const ORIGINATOR = 'uzel';

export function isCrmEntity(name: string): name is CrmEntity {
  return Object.hasOwn(entityTypeId, name);
}
