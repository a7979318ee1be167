import { permitFor } from '../../domain/effects/permit.ts';
import type { EffectPlan, Mode } from '../../domain/effects/plan.ts';
import type { Fields } from '../../domain/json.ts';
import type { LinkRow } from '../../store/links.ts';
import { type PaymentRow, type ShareRow, setShareReceipt } from '../../store/payments.ts';
import { asHubError, isRepeatable } from '../errors.ts';
import type { PaymentDeps } from '../payments.ts';
import { askToPost } from './tasks.ts';

interface Posting {
  link: LinkRow;
  connectionId: string;
  mode: Mode;
  payment: PaymentRow;
  share: ShareRow;
}

const NO_BASES = { left: null, right: null };

/**
 * Posts a provider's payment in the booking system: announced under a number made of our own ids, then confirmed. The same payment always has the same number,
 * so that it is posted once. Where the booking system refuses or has no such door, finance is asked. Returns the number of writes.
 */
export async function postPayment(deps: PaymentDeps, posting: Posting): Promise<number> {
  const { link, connectionId, mode, payment, share } = posting;
  const number = link.leftNumber ?? '';
  const announced = { number, transactionId: transactionId(posting), sum: share.share, currency: share.currency };
  const permit = permitFor(mode, 'payments', connectionId);
  if (permit === null) {
    await deps.ledger.observe(link, planOf(posting, 'payment.register', announced));
    return 0;
  }
  try {
    const bases = { ...NO_BASES };
    const registered = await deps.ledger.perform(link, planOf(posting, 'payment.register', announced), permit, bases);
    const receipt = registered.externalId ?? '';
    await setShareReceipt(deps.db, share, receipt);
    await deps.ledger.perform(link, planOf(posting, 'payment.confirm', { number, receipt }), permit, bases);
    return 2;
  } catch (thrown) {
    const error = asHubError(thrown);
    if (isRepeatable(error) || error.kind === 'auth' || error.kind === 'bug') throw error.at(connectionId);
    await askToPost(deps, payment, link, error);
    return 0;
  }
}

/** Made of the payment and the claim, which is why a payment for several claims is posted in each of them once. */
const transactionId = ({ payment, link }: Posting) => `${payment.id}.${link.id}`;

function planOf({ link, connectionId, payment }: Posting, operation: string, fields: Fields): EffectPlan {
  return {
    process: 'payments',
    linkId: link.id,
    side: 'left',
    connectionId,
    entity: 'claim',
    operation,
    creates: false,
    externalId: link.leftId,
    part: payment.id,
    baseRev: link.rev,
    fields,
    agreed: {},
    mappingHash: '',
  };
}
