import type { z } from 'zod';
import { HubError, isHubError } from '../../domain/errors.ts';
import type { PaymentSource } from '../../domain/payments/types.ts';
import type { Connected } from '../sdk/contract.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { yookassaError } from './errors.ts';
import { rateScope, type YookassaOptions } from './options.ts';
import { toPayment } from './payment.ts';
import { paymentObject, receiptList, shopObject } from './wire.ts';

export interface YookassaClient extends PaymentSource {
  options: YookassaOptions;
  /** Asks about the shop itself; changes nothing. @throws HubError */
  checkShop(): Promise<void>;
}

/** Milliseconds at limit scale 1. */
const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

export function createYookassaClient({ options, http, clock, limitScale }: Connected<YookassaOptions>): YookassaClient {
  const core = http({
    baseUrl: options.url,
    timeoutMs: scaledTimeoutMs(TIMEOUT_MS, limitScale),
    maxBytes: MAX_ANSWER_BYTES,
    scope: rateScope(options),
  });

  async function get<T extends z.ZodType>(operation: string, path: string, shape: T): Promise<z.infer<T>> {
    if (!options.secretKey) throw noKey();
    const authorization = `Basic ${Buffer.from(`${options.shopId}:${options.secretKey}`).toString('base64')}`;
    const answer = await core.request({ method: 'GET', path, operation, readOnly: true, headers: { authorization } });
    if (answer.status !== 200) throw yookassaError(operation, answer, clock.now());
    const read = shape.safeParse(jsonOf(answer.text));
    if (!read.success) throw unreadable(operation);
    return read.data;
  }

  return {
    options,
    checkShop: async () => void (await get('me', '/me', shopObject)),
    async getPayment(id) {
      try {
        const place = encodeURIComponent(id);
        const payment = await get('payments.get', `/payments/${place}`, paymentObject);
        const receipts =
          payment.status === 'succeeded' ? await get('receipts.list', `/receipts?payment_id=${place}`, receiptList) : null;
        return toPayment(payment, receipts?.items ?? []);
      } catch (error) {
        if (isHubError(error) && error.kind === 'not_found') return null;
        throw error;
      }
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(operation: string): HubError {
  return new HubError({
    code: 'YOOKASSA_ANSWER_UNREADABLE',
    kind: 'transient',
    userMessage: { ru: 'Ответ ЮKassa не читается.', en: 'The answer of YooKassa cannot be read.' },
    detail: operation,
  });
}

function noKey(): HubError {
  return new HubError({
    code: 'YOOKASSA_NO_KEY',
    kind: 'config',
    userMessage: { ru: 'В подключении ЮKassa не указан секретный ключ.', en: 'The YooKassa connection has no secret key.' },
  });
}
