import type { FaultPlan } from '../core/types.ts';
import type { Auth, Credential } from './auth.ts';
import type { Events } from './events.ts';
import type { OfflineQueue } from './offline.ts';
import type { Actor, Portal } from './portal.ts';
import type { Wire, WireMap } from './wire.ts';

/** Everything a method can reach. */
export interface Machine {
  portal: Portal;
  auth: Auth;
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

export interface Method {
  /** Any one of these scopes opens it; an empty list needs none. */
  scopes: readonly string[];
  /** What an incoming webhook is told when the method works in application context only. */
  webhookRefusal?: 'WRONG_AUTH_TYPE' | 'ACCESS_DENIED';
  /** Running time on a vendor's server, in seconds: synthetic, charged to the operating budget. */
  seconds: number;
  run(call: Call): Answer;
}

/** Methods by name in lower case: this vendor does not distinguish cases. */
export type MethodTable = { [name: string]: Method };
