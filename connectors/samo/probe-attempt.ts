import { isHubError, type Sentence } from '../../domain/errors.ts';
import type { Capability } from '../sdk/contract.ts';

/** A capability is there when the call goes through; its refusal is the reason. @param without  what the hub cannot do then */
export async function attempt(
  name: string,
  gives: Sentence,
  call: () => Promise<unknown>,
  without?: Sentence,
): Promise<Capability> {
  try {
    await call();
    return { name, available: true, reason: gives };
  } catch (error) {
    if (!isHubError(error)) throw error;
    const { ru, en } = error.userMessage;
    const reason = { ru: `${ru} (${error.code})`, en: `${en} (${error.code})` };
    return { name, available: false, reason: without ? together(reason, without) : reason };
  }
}

export function together(one: Sentence, other: Sentence): Sentence {
  return { ru: `${one.ru} ${other.ru}`, en: `${one.en} ${other.en}` };
}
