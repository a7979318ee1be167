import { isHubError } from '../../domain/errors.ts';
import { type Capability, defineConnector, type EntitySchema } from '../sdk/contract.ts';
import { createYookassaClient, type YookassaClient } from './client.ts';
import { hook } from './hook.ts';
import { budgets, type YookassaOptions, yookassaOptions } from './options.ts';

/** Payments taken through YooKassa (ЮKassa): notifications say which payment to read, the API says what it is. Nothing is written there. */
export const yookassa = defineConnector<YookassaOptions, YookassaClient>({
  system: 'yookassa',
  title: { ru: 'ЮKassa', en: 'YooKassa' },
  options: yookassaOptions,
  connect: createYookassaClient,
  probe,
  describe: async () => [payment],
  budgets,
  hook,
  pulls: {},
  writes: {},
});

async function probe(client: YookassaClient): Promise<Capability[]> {
  try {
    await client.checkShop();
    return [{ name: 'payments', available: true, reason: { ru: 'Платежи читаются', en: 'Payments are read' } }];
  } catch (error) {
    if (!isHubError(error)) throw error;
    return [{ name: 'payments', available: false, reason: error.userMessage }];
  }
}

const payment: EntitySchema = {
  entity: 'payment',
  fields: [
    { name: 'id', type: 'string', title: 'id', required: true, readOnly: true },
    { name: 'status', type: 'string', title: 'status', required: true, readOnly: true },
    { name: 'amount', type: 'decimal', title: 'amount.value', required: true, readOnly: true },
    { name: 'currency', type: 'string', title: 'amount.currency', required: true, readOnly: true },
    { name: 'refunded', type: 'decimal', title: 'refunded_amount.value', required: false, readOnly: true },
    { name: 'order', type: 'string', title: 'metadata.orderId', required: false, readOnly: true },
    { name: 'paidAt', type: 'datetime', title: 'captured_at', required: false, readOnly: true },
  ],
};
