import type { WriteInput, WriteOutcome } from '../../../domain/deals/ports.ts';
import { HubError, isHubError } from '../../../domain/errors.ts';
import type { Write } from '../../sdk/contract.ts';
import { scaledTimeoutMs } from '../../sdk/writes.ts';
import type { SamoClient } from '../client.ts';
import { badInput, refOf, textField } from '../outcome.ts';
import { decimal } from '../values.ts';
import type { Bank, Receipt } from './wspay.ts';

const TIMEOUT_MS = 90_000;
const SETTLE_MS = 120_000;

interface Payment {
  number: string;
  transactionId: string;
  sum: string;
  currency: string;
}

/**
 * Announces a payment: fields of `RegisterPayment`. SAMO answers with a numbered receipt; money counts only once that is confirmed.
 *
 * The transaction number is looked up before anything is sent again. Error 120 is a reason to look it up, never to send again.
 * @throws HubError `validation` when the transaction stands for another payment than the one wished for
 */
export const registerPayment: Write<SamoClient> = {
  retry: 'findable',
  settleMs: SETTLE_MS,
  timeoutMs: TIMEOUT_MS,
  lane: 'interactive',
  async perform(client, input) {
    const bank = bankOf(client);
    const payment = paymentOf(input);
    const deadlineAt = client.clock.now() + scaledTimeoutMs(TIMEOUT_MS, client.limitScale);
    try {
      const receipt = await bank.pay(payment, deadlineAt);
      if (!receipt) throw notSeen();
      return registered(receipt, payment);
    } catch (error) {
      if (!isHubError(error) || error.code !== 'SAMO_PAY_120') throw error;
      const earlier = await bank.find({ transactionId: payment.transactionId }, deadlineAt);
      if (!earlier || !isSame(earlier, payment)) throw error;
      return registered(earlier, payment);
    }
  },
  async find(client, input) {
    const payment = paymentOf(input);
    const receipt = await bankOf(client).find({ transactionId: payment.transactionId });
    return receipt && registered(receipt, payment);
  },
};

/** Posts a receipt: fields of `ConfirmPayment`. One that is confirmed already (104) is done. */
export const confirmPayment: Write<SamoClient> = {
  retry: 'findable',
  settleMs: SETTLE_MS,
  timeoutMs: TIMEOUT_MS,
  lane: 'interactive',
  async perform(client, input) {
    const receipt = receiptOf(input);
    const deadlineAt = client.clock.now() + scaledTimeoutMs(TIMEOUT_MS, client.limitScale);
    try {
      return confirmed(receipt, (await bankOf(client).confirm(receipt, deadlineAt)).paymentId);
    } catch (error) {
      if (isHubError(error) && error.code === 'SAMO_PAY_104') return confirmed(receipt, null);
      throw error;
    }
  },
  /** Where the service does not tell the state of a receipt, the payments of the claim do. */
  async find(client, input) {
    const receipt = receiptOf(input);
    const known = await bankOf(client).find({ receipt });
    if (known?.confirmed === false) return null;
    const posted = (await client.listPayments(refOf(input))).find((payment) => payment.receipt === receipt);
    return known?.confirmed || posted ? confirmed(receipt, posted?.id ?? null) : null;
  },
};

function registered(receipt: Receipt, payment: Payment): WriteOutcome {
  if (!isSame(receipt, payment)) throw differs(receipt);
  const { number, paid, counted, rate, date, confirmed: posted } = receipt;
  return {
    externalId: number,
    revision: null,
    readBack: { receipt: number, transactionId: payment.transactionId, date, paid, counted, rate, confirmed: posted },
  };
}

/** What an answer leaves out contradicts nothing. */
function isSame({ transactionId, claimNumber, paid }: Receipt, payment: Payment): boolean {
  const agrees = (told: string | null, wished: string) => told === null || told === wished;
  return (
    agrees(transactionId, payment.transactionId) &&
    agrees(claimNumber, payment.number) &&
    agrees(paid.sum, payment.sum) &&
    agrees(paid.currency, payment.currency)
  );
}

function confirmed(receipt: string, paymentId: string | null): WriteOutcome {
  const id = paymentId === null ? {} : { externalId: paymentId };
  return { ...id, revision: null, readBack: { receipt, confirmed: true, paymentId } };
}

function bankOf({ bank }: SamoClient): Bank {
  if (bank) return bank;
  throw new HubError({
    code: 'SAMO_NO_WSPAY',
    kind: 'config',
    userMessage: {
      ru: 'Платежи САМО (WSPAY) не настроены в этом подключении.',
      en: 'SAMO payments (WSPAY) are not set up in this connection.',
    },
  });
}

function paymentOf(input: WriteInput): Payment {
  const { number } = refOf(input);
  const [transactionId, sum, currency] = ['transactionId', 'sum', 'currency'].map((name) => textField(input.fields, name));
  const amount = decimal(sum ?? undefined);
  if (!transactionId || !/^[\w.:-]{1,64}$/.test(transactionId)) throw badInput('fields.transactionId is required');
  if (!currency || !amount || !/^\d+\.\d\d$/.test(amount) || !/[1-9]/.test(amount))
    throw badInput('fields.sum and fields.currency');
  return { number, transactionId, sum: amount, currency };
}

function receiptOf(input: WriteInput): string {
  const receipt = textField(input.fields, 'receipt');
  if (!receipt) throw badInput('fields.receipt is required');
  return receipt;
}

function notSeen(): HubError {
  return new HubError({
    code: 'SAMO_PAY_NOT_SEEN',
    kind: 'unknown_outcome',
    userMessage: {
      ru: 'САМО не сказало, принят ли платёж. Узел проверит это по номеру платежа.',
      en: 'SAMO did not say whether it took the payment. Uzel looks it up by its number.',
    },
  });
}

function differs({ number }: Receipt): HubError {
  return new HubError({
    code: 'SAMO_PAY_DIFFERS',
    kind: 'validation',
    userMessage: {
      ru: 'В САМО под этим номером стоит другой платёж. Проверьте квитанцию в САМО.',
      en: 'Another payment stands in SAMO under this number. Check the receipt there.',
    },
    detail: `receipt ${number}`,
  });
}
