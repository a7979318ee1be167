import type { Claim } from '../../domain/deals/claim.ts';
import type { WriteInput, WriteOutcome } from '../../domain/deals/ports.ts';
import { isHubError } from '../../domain/errors.ts';
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
    try {
      await client.work({ proc: 'GET_CLAIM_CANCEL', params: { CLAIM: ref.number, GUID: ref.guid }, readOnly: false, deadlineAt });
    } catch (error) {
      if (!isHubError(error) || !['SAMO_1116', 'SAMO_1117'].includes(error.code)) throw error;
    }
    return (await readBack(client, input, deadlineAt)) ?? { revision: null, readBack: null };
  },
  async find(client, input) {
    const claim = await client.getClaim(refOf(input));
    return claim && isCancelling(claim) ? outcomeOf(claim) : null;
  },
};

/** The request was taken; that reading it back fails now does not undo it. */
async function readBack(client: SamoClient, input: WriteInput, deadlineAt: number): Promise<WriteOutcome | null> {
  try {
    const raw = await client.readRaw(refOf(input), deadlineAt);
    return raw && outcomeOf(raw.claim);
  } catch (error) {
    if (isHubError(error)) return null;
    throw error;
  }
}

function isCancelling(claim: Claim): boolean {
  return claim.status.cancel === 'requested' || claim.status.cancel === 'cancelled';
}
