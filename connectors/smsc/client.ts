import type { z } from 'zod';
import { HubError } from '../../domain/errors.ts';
import type { Connected } from '../sdk/contract.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { smscError } from './errors.ts';
import { rateScope, type SmscOptions } from './options.ts';
import { balanceAnswer, refusal, sendAnswer, statusAnswer } from './wire.ts';

export interface Sms {
  /** Ours, 1 … 2 147 483 647; with the phone it names the message. */
  id: number;
  /** E.164. */
  phone: string;
  text: string;
}

export interface SmscClient {
  options: SmscOptions;
  /** Money on the account, as a decimal string. */
  balance(): Promise<string>;
  /** Hands one message over; parts and cost as SMSC reckons them. @throws HubError `unknown_outcome` when it may have been taken */
  send(sms: Sms): Promise<{ parts: number; cost: string | null; balance: string | null }>;
  /** The state of a message; null when SMSC knows none of that id and phone. */
  status(sms: Pick<Sms, 'id' | 'phone'>): Promise<{ status: number; err: number | null } | null>;
}

/** Milliseconds at limit scale 1. */
export const SEND_TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const NOT_FOUND = -3;

export function createSmscClient({ options, http, clock, limitScale }: Connected<SmscOptions>): SmscClient {
  const core = http({
    baseUrl: options.url,
    timeoutMs: scaledTimeoutMs(SEND_TIMEOUT_MS, limitScale),
    maxBytes: MAX_ANSWER_BYTES,
    scope: rateScope(options),
  });
  const who: { [name: string]: string } =
    options.login === '' ? { apikey: options.password } : { login: options.login, psw: options.password };

  /** Everything goes in the body: an address with a phone and a password in it would stand in the logs of whatever it passes. */
  async function call<T>(
    operation: string,
    readOnly: boolean,
    fields: Record<string, string>,
    answers: z.ZodType<T>,
  ): Promise<T> {
    const answer = await core.request({
      method: 'POST',
      path: `/${operation}.php`,
      operation,
      readOnly,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...who, ...fields, fmt: '3', charset: 'utf-8' }).toString(),
    });
    const about = { operation, readOnly, limitScale };
    if (answer.status !== 200) throw smscError(about, answer, { code: null, text: '' }, clock.now());
    const said = jsonOf(answer.text);
    const refused = refusal.safeParse(said);
    if (refused.success) {
      const { error_code: code, error } = refused.data;
      throw smscError(about, answer, { code, text: core.redact(error.slice(0, 200)) }, clock.now());
    }
    const read = answers.safeParse(said);
    if (!read.success) throw unreadable(readOnly);
    return read.data;
  }

  return {
    options,
    balance: async () => (await call('balance', true, {}, balanceAnswer)).balance,
    async send({ id, phone, text }) {
      const { lifetimeHours, maxParts, sender } = options;
      const { cnt, cost, balance } = await call(
        'send',
        false,
        {
          phones: phone,
          mes: text,
          id: String(id),
          cost: '3',
          valid: String(lifetimeHours),
          maxsms: String(maxParts),
          ...(sender === '' ? {} : { sender }),
        },
        sendAnswer,
      );
      return { parts: cnt, cost: cost ?? null, balance: balance ?? null };
    },
    async status({ id, phone }) {
      const { status, err } = await call('status', true, { phone, id: String(id) }, statusAnswer);
      return status === NOT_FOUND ? null : { status, err: err ?? null };
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

function unreadable(readOnly: boolean): HubError {
  return new HubError({
    code: 'SMSC_ANSWER_UNREADABLE',
    kind: readOnly ? 'transient' : 'unknown_outcome',
    userMessage: { ru: 'Ответ SMSC не читается.', en: 'The answer of SMSC cannot be read.' },
  });
}
