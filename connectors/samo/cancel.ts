import type { Claim, ClaimRef } from '../../domain/deals/claim.ts';
import { HubError, isHubError } from '../../domain/errors.ts';
import type { Write } from '../sdk/contract.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import type { SamoClient } from './client.ts';
import { outcomeOf, refOf } from './outcome.ts';

const TIMEOUT_MS = 60_000;

/**
 * Asks SAMO to cancel a claim: fields `{number, reason}`. Only a request: the claim is cancelled when the operator says so.
 * The service takes no reason; it stays with the hub. A claim whose cancellation is already asked for or done fulfils the wish.
 */
export const cancelClaim: Write<SamoClient> = {
  retry: 'findable',
  settleMs: 120_000,
  timeoutMs: TIMEOUT_MS,
  async perform(client, input) {
    const ref = refOf(input);
    const deadlineAt = client.clock.now() + scaledTimeoutMs(TIMEOUT_MS, client.limitScale);
    const taken = await request(client, ref, deadlineAt);
    const claim = await readBack(client, ref, deadlineAt);
    if (!taken && !(claim && isCancelling(claim))) throw notSeen();
    return claim ? outcomeOf(claim) : { revision: null, readBack: null };
  },
  async find(client, input) {
    const claim = await client.getClaim(refOf(input));
    return claim && isCancelling(claim) ? outcomeOf(claim) : null;
  },
};

/** True when the service said that it took the request, now or before; an answer that says neither proves nothing. */
async function request(client: SamoClient, ref: ClaimRef, deadlineAt: number): Promise<boolean> {
  try {
    const params = { CLAIM: ref.number, GUID: ref.guid };
    return (await client.work({ proc: 'GET_CLAIM_CANCEL', params, readOnly: false, deadlineAt })).kind === 'requested';
  } catch (error) {
    if (isHubError(error) && ['SAMO_1116', 'SAMO_1117'].includes(error.code)) return true;
    throw error;
  }
}

/** That reading it back fails now does not undo a request. */
async function readBack(client: SamoClient, ref: ClaimRef, deadlineAt: number): Promise<Claim | null> {
  try {
    return (await client.readRaw(ref, deadlineAt))?.claim ?? null;
  } catch (error) {
    if (isHubError(error)) return null;
    throw error;
  }
}

function isCancelling(claim: Claim): boolean {
  return claim.status.cancel === 'requested' || claim.status.cancel === 'cancelled';
}

function notSeen(): HubError {
  return new HubError({
    code: 'SAMO_CANCEL_NOT_SEEN',
    kind: 'unknown_outcome',
    userMessage: {
      ru: 'САМО не сказало, принят ли запрос на отмену. Узел проверит это по заявке.',
      en: 'SAMO did not say whether it took the cancel request. Uzel looks at the claim.',
    },
  });
}
