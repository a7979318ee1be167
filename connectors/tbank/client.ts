import { HubError, isHubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { PaymentSource, ProviderPayment } from '../../domain/payments/types.ts';
import type { Connected } from '../sdk/contract.ts';
import { parseLossless } from '../sdk/lossless-json.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { tbankError } from './errors.ts';
import { rateScope, type TbankOptions } from './options.ts';
import { stateAnswer, toPayment } from './payment.ts';
import { tokenOf } from './token.ts';

export interface TbankClient extends PaymentSource {
  options: TbankOptions;
}

/** Milliseconds at limit scale 1. */
const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 256 * 1024;

export function createTbankClient({ options, http, clock, limitScale }: Connected<TbankOptions>): TbankClient {
  const core = http({
    baseUrl: options.url,
    timeoutMs: scaledTimeoutMs(TIMEOUT_MS, limitScale),
    maxBytes: MAX_ANSWER_BYTES,
    scope: rateScope(options),
  });

  async function getState(id: string): Promise<ProviderPayment | null> {
    if (!options.password) throw noPassword();
    const fields = { TerminalKey: options.terminalKey, PaymentId: id };
    const answer = await core.request({
      method: 'POST',
      path: '/GetState',
      operation: 'GetState',
      readOnly: true,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...fields, Token: tokenOf(fields, options.password) }),
    });
    if (answer.status !== 200) throw tbankError('GetState', answer, null, clock.now());
    const read = stateAnswer.safeParse(jsonOf(answer.text));
    if (!read.success) throw unreadable();
    if (!read.data.Success) throw tbankError('GetState', answer, read.data.ErrorCode, clock.now());
    const payment = toPayment(read.data);
    if (payment === null || payment.id !== id) throw unreadable();
    return payment;
  }

  return {
    options,
    async getPayment(id) {
      try {
        return await getState(id);
      } catch (error) {
        if (isHubError(error) && error.kind === 'not_found') return null;
        throw error;
      }
    },
  };
}

function jsonOf(text: string): Json | undefined {
  try {
    return parseLossless(text);
  } catch {
    return undefined;
  }
}

function unreadable(): HubError {
  return new HubError({
    code: 'TBANK_ANSWER_UNREADABLE',
    kind: 'transient',
    userMessage: { ru: 'Ответ Т-Банка не читается.', en: 'The answer of T-Bank cannot be read.' },
  });
}

function noPassword(): HubError {
  return new HubError({
    code: 'TBANK_NO_PASSWORD',
    kind: 'config',
    userMessage: {
      ru: 'В подключении Т-Банка не указан пароль терминала.',
      en: 'The T-Bank connection has no password of the terminal.',
    },
  });
}
