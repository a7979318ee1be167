import type { Credential } from './auth.ts';
import { CUT_OFF_SECONDS, CutOff } from './cut-off.ts';
import type { OperatingBudget } from './limits.ts';
import type { Answer, Machine, WebhookRefusal } from './method.ts';
import { methodOf } from './methods/index.ts';
import type { Actor } from './portal.ts';
import { isoOf } from './portal-time.ts';
import { errorByCode, VendorError } from './vendor-error.ts';
import { asText, type WireMap } from './wire.ts';

export interface Invocation {
  machine: Machine;
  operating: OperatingBudget;
  credential: Credential;
  /** Lower case. */
  method: string;
  params: WireMap;
  /** Method that pays for the running time, where it is not this one. */
  paidBy?: string;
  onBlocked(method: string): void;
}

/**
 * Runs one method for one credential: existence, scope and kind of credential first, then the operating budget.
 *
 * @throws CutOff when the method takes too long: its work is done then
 * @throws VendorError ERROR_METHOD_NOT_FOUND · insufficient_scope · WRONG_AUTH_TYPE · OPERATION_TIME_LIMIT, or the method's own
 */
export function invoke(invocation: Invocation): Answer {
  const { machine, operating, credential, method, params } = invocation;
  const found = methodOf(method);
  if (found === undefined) throw errorByCode('ERROR_METHOD_NOT_FOUND');
  if (found.scopes.length > 0 && !found.scopes.some((scope) => credential.scopes.includes(scope)))
    throw errorByCode('insufficient_scope');
  if (found.webhookRefusal !== undefined && credential.mode === 'webhook') throw applicationOnly(found.webhookRefusal);
  const payer = invocation.paidBy ?? method;
  if (operating.blocked(credential.key, payer)) {
    invocation.onBlocked(payer);
    throw errorByCode('OPERATION_TIME_LIMIT');
  }
  const seconds = secondsOf(machine, method);
  if (!machine.portal.switches.stillOperating) operating.charge(credential.key, payer, seconds / machine.limitScale);
  const authConnector = asText(params['auth_connector']);
  const actor: Actor = {
    by: 'api',
    userId: credential.userId,
    operation: method,
    ...(authConnector !== '' && { authConnector }),
  };
  const answer = found.run({ machine, params, credential, actor });
  if (seconds > CUT_OFF_SECONDS) throw new CutOff();
  return answer;
}

/** Running time of a method, as an act has set it or as it is. */
export function secondsOf(machine: Machine, method: string): number {
  return machine.portal.slow.get(method) ?? methodOf(method)?.seconds ?? 0.05;
}

function applicationOnly(refusal: WebhookRefusal): VendorError {
  if (refusal === 'WRONG_AUTH_TYPE') return errorByCode('WRONG_AUTH_TYPE');
  if (refusal === 'ACCESS_DENIED') return new VendorError(403, 'ACCESS_DENIED', 'Access denied! Application context required');
  return new VendorError(400, refusal, 'Method call is only possible in the context of a REST application');
}

/** The `time` of an answer: running time is synthetic, the moments are the portal's clock. */
export function timeOf(invocation: Pick<Invocation, 'machine' | 'operating' | 'credential' | 'method' | 'paidBy'>): WireMap {
  const { machine, operating, credential, method, paidBy } = invocation;
  const start = machine.portal.clock.now() / 1000;
  const duration = secondsOf(machine, method) / machine.limitScale;
  const { spent, resetAt } = operating.read(credential.key, paidBy ?? method);
  return {
    start,
    finish: start + duration,
    duration,
    processing: duration * 0.8,
    date_start: isoOf(start * 1000),
    date_finish: isoOf((start + duration) * 1000),
    ...(!machine.portal.switches.noOperating && { operating_reset_at: resetAt, operating: spent }),
  };
}
