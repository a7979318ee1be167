import { createHash } from 'node:crypto';
import type { WriteInput } from '../../domain/deals/ports.ts';
import { HubError } from '../../domain/errors.ts';
import type { Write } from '../sdk/contract.ts';
import { SEND_TIMEOUT_MS, type SmscClient } from './client.ts';

const MOST = 2_147_483_647;

/** The number under which SMSC knows a message, made of its own key: a repeat bears the same one. SMSC takes 31 bits, and tells messages apart by number and phone. */
export function numberOf(key: string): number {
  return (createHash('sha256').update(key).digest().readUInt32BE() % MOST) + 1;
}

/**
 * Sends one SMS. A message whose outcome is unknown is looked for under its own number, before it may go out again.
 * Input: `to` (E.164) and `text`.
 */
export const sendSms: Write<SmscClient> = {
  retry: 'findable',
  settleMs: 10_000,
  timeoutMs: SEND_TIMEOUT_MS,
  async perform(client, input, key) {
    const id = numberOf(key);
    const { parts, cost, balance } = await client.send({ id, ...textOf(input) });
    return { externalId: String(id), revision: null, readBack: { parts, cost, balance } };
  },
  async find(client, input, key) {
    const id = numberOf(key);
    const found = await client.status({ id, phone: textOf(input).phone });
    return found === null ? null : { externalId: String(id), revision: null, readBack: { status: found.status } };
  },
};

function textOf({ fields }: WriteInput): { phone: string; text: string } {
  const { to, text } = fields;
  if (typeof to === 'string' && /^\+\d{7,15}$/.test(to) && typeof text === 'string' && text !== '') return { phone: to, text };
  throw new HubError({
    code: 'SMSC_MESSAGE_INCOMPLETE',
    kind: 'validation',
    userMessage: { ru: 'В сообщении не хватает номера или текста.', en: 'The message lacks a number or a text.' },
  });
}
