import { defineConnector } from '../sdk/contract.ts';
import { confirmPayment, registerPayment } from './bank/writes.ts';
import { cancelClaim } from './cancel.ts';
import { createSamoClient } from './client.ts';
import { fetchDocument } from './documents/fetch.ts';
import { samoBudgets, samoOptions } from './options.ts';
import { probeSamo } from './probe.ts';
import { pullClaims } from './pulls.ts';
import { samoSchemas } from './schema.ts';
import { saveTourist } from './tourists.ts';

export type { SamoClient } from './client.ts';
export type { SamoOptions } from './options.ts';

/** SAMO-Tour, the operator's booking system: claims through its Andromeda service, and whichever other interfaces an installation has. */
export const samo = defineConnector({
  system: 'samo',
  title: { ru: 'САМО-Тур', en: 'SAMO-Tour' },
  options: samoOptions,
  connect: createSamoClient,
  probe: probeSamo,
  describe: async () => samoSchemas,
  budgets: samoBudgets,
  recordPage: ({ claimPage }, { entity, id, number }) =>
    typeof claimPage !== 'string' || entity !== 'claim'
      ? null
      : claimPage.replace('{number}', encodeURIComponent(number ?? '')).replace('{guid}', encodeURIComponent(id)),
  pulls: { claims: pullClaims },
  writes: {
    'claim.cancel': cancelClaim,
    'claim.tourists': saveTourist,
    'payment.register': registerPayment,
    'payment.confirm': confirmPayment,
    'document.fetch': fetchDocument,
  },
});
