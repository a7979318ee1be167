import type { FaultPlan } from '../core/types.ts';
import type { Address } from './address.ts';
import type { Auth, Credential } from './auth.ts';
import type { Events } from './events.ts';
import type { OfflineQueue } from './offline.ts';
import type { Actor, Portal } from './portal.ts';
import type { Wire, WireMap } from './wire.ts';

/** Everything a method can reach. */
export interface Machine {
  portal: Portal;
  auth: Auth;
  address: Address;
  events: Events;
  offline: OfflineQueue;
  faults: FaultPlan;
  limitScale: number;
}

export interface Call {
  machine: Machine;
  params: WireMap;
  credential: Credential;
  actor: Actor;
}

export interface Answer {
  result: Wire;
  total?: number;
  next?: number;
}

/** What an incoming webhook is told by a method that works in application context only. */
export type WebhookRefusal = 'WRONG_AUTH_TYPE' | 'ACCESS_DENIED' | 'ERROR_WRONG_CONTEXT';

export interface Method {
  /** Any one of these scopes opens it; an empty list needs none. */
  scopes: readonly string[];
  webhookRefusal?: WebhookRefusal;
  /** Running time on a vendor's server, in seconds: synthetic, charged to the operating budget. */
  seconds: number;
  run(call: Call): Answer;
}

/** Methods by name in lower case: this vendor does not distinguish cases. */
export type MethodTable = { [name: string]: Method };

/** Builders for a family of methods that share scopes and kind of credential. */
export function family(scopes: readonly string[], webhookRefusal?: WebhookRefusal) {
  const common = { scopes, ...(webhookRefusal !== undefined && { webhookRefusal }) };
  return {
    /** A method that answers one value. */
    value: (seconds: number, run: (call: Call) => Wire): Method => ({
      ...common,
      seconds,
      run: (call) => ({ result: run(call) }),
    }),
    /** A method that answers a page: `total` and `next` beside the result. */
    paged: (seconds: number, run: (call: Call) => Answer): Method => ({ ...common, seconds, run }),
  };
}

/** A parameter by name; the legacy methods take `fields` and `FIELDS` alike. */
export function param({ params }: Pick<Call, 'params'>, name: string): Wire | undefined {
  const key = Object.keys(params).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : params[key];
}
