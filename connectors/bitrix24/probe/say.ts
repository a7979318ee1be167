import { isHubError, type Sentence } from '../../../domain/errors.ts';
import type { Capability } from '../../sdk/contract.ts';
import type { Bitrix24 } from '../client.ts';

/** A question to the portal: an answer, or the reason why there is none. `scopes` are the granted ones, asked for once. */
export type Check = (client: Bitrix24, scopes: Promise<readonly string[]>) => Promise<Omit<Capability, 'name'>>;

export function say(ru: string, en: string): Sentence {
  return { ru, en };
}

export function yes(ru: string, en: string): Omit<Capability, 'name'> {
  return { available: true, reason: say(ru, en) };
}

export function no(ru: string, en: string): Omit<Capability, 'name'> {
  return { available: false, reason: say(ru, en) };
}

/** A question that the portal refuses is a missing capability with its reason; a portal that cannot be asked at all is a failure. */
export function refused(error: unknown): Omit<Capability, 'name'> {
  if (!isHubError(error) || ['transient', 'rate_limited', 'auth'].includes(error.kind)) throw error;
  return { available: false, reason: error.userMessage };
}
