import type { SpecSchemas } from '../../../mappings/engine/check.ts';
import * as schemas from '../tour-schemas.ts';

/** Both ends of every shipped spec. */
export const SHIPPED_SCHEMAS: { [spec: string]: SpecSchemas } = {
  'samo-claim--bitrix24-deal': { left: schemas.claimSchema, right: schemas.dealSchema },
  'samo-service--bitrix24-product-row': { left: schemas.serviceSchema, right: schemas.productRowSchema },
  'samo-buyer--bitrix24-contact': { left: schemas.buyerSchema, right: schemas.contactSchema },
  'samo-agency--bitrix24-company': { left: schemas.agencySchema, right: schemas.companySchema },
};
