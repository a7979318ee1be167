import type { CrmEntity } from '../../domain/deals/ports.ts';

/** Kinds of records of the universal CRM surface that the hub keeps. */
export type RecordEntity = CrmEntity | 'lead';

/** Numbers of the universal CRM surface. */
export const entityTypeId: { [entity in RecordEntity]: number } = { lead: 1, deal: 2, contact: 3, company: 4 };

/** How tasks and rows name a record: `D_42`. */
export const entityPrefix: { [entity in RecordEntity]: string } = { lead: 'L', deal: 'D', contact: 'C', company: 'CO' };

/** Our signature in `originatorId`; `originId` then holds the link. */
export const ORIGINATOR = 'uzel';

export function isRecordEntity(name: string): name is RecordEntity {
  return Object.hasOwn(entityTypeId, name);
}
