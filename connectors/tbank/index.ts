import { isHubError } from '../../domain/errors.ts';
import { type Capability, defineConnector, type EntitySchema } from '../sdk/contract.ts';
import { createTbankClient, type TbankClient } from './client.ts';
import { hook } from './hook.ts';
import { budgets, type TbankOptions, tbankOptions } from './options.ts';

/** Payments taken through T-Bank (Т-Касса): notifications say which payment to read, GetState says what it is. Nothing is written there. */
export const tbank = defineConnector<TbankOptions, TbankClient>({
  system: 'tbank',
  title: { ru: 'Т-Банк (Т-Касса)', en: 'T-Bank (T-Kassa)' },
  options: tbankOptions,
  connect: createTbankClient,
  probe,
  describe: async () => [payment],
  budgets,
  hook,
  pulls: {},
  writes: {},
});

/** No payment has this number: the answer tells whether terminal and password are right. */
const NO_PAYMENT = '0';

async function probe(client: TbankClient): Promise<Capability[]> {
  try {
    await client.getPayment(NO_PAYMENT);
    return [{ name: 'payments', available: true, reason: { ru: 'Платежи читаются', en: 'Payments are read' } }];
  } catch (error) {
    if (!isHubError(error)) throw error;
    return [{ name: 'payments', available: false, reason: error.userMessage }];
  }
}

const payment: EntitySchema = {
  entity: 'payment',
  fields: [
    { name: 'id', type: 'string', title: 'PaymentId', required: true, readOnly: true },
    { name: 'status', type: 'string', title: 'Status', required: true, readOnly: true },
    { name: 'amount', type: 'decimal', title: 'Amount', required: true, readOnly: true },
    { name: 'order', type: 'string', title: 'OrderId', required: true, readOnly: true },
  ],
};
