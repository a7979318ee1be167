import { defineConnector } from '../sdk/contract.ts';
import { cancelClaim } from './cancel.ts';
import { createSamoClient } from './client.ts';
import { rateScope, samoOptions } from './options.ts';
import { probeSamo } from './probe.ts';
import { pullClaims } from './pulls.ts';
import { samoSchemas } from './schema.ts';
import { saveTourist } from './tourists.ts';

export type { SamoClient } from './client.ts';
export type { SamoOptions } from './options.ts';

/** SAMO-Tour, the operator's booking system, through its Andromeda service. */
export const samo = defineConnector({
  system: 'samo',
  title: { ru: 'САМО-Тур', en: 'SAMO-Tour' },
  options: samoOptions,
  connect: createSamoClient,
  probe: probeSamo,
  describe: async () => samoSchemas,
  budgets: (options) => [{ scope: rateScope(options), rate: options.requestsPerSecond, burst: 1 }],
  pulls: { claims: pullClaims },
  writes: { 'claim.cancel': cancelClaim, 'claim.tourists': saveTourist },
});
