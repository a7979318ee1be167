import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { TwinLedger } from '../core/types.ts';
import { ACCOUNT } from './account.ts';

export interface Message {
  id: number;
  phone: string;
  text: string;
  sender: string;
  /** ISO 8601, UTC. */
  at: string;
  parts: number;
  /** Roubles. */
  cost: string;
  /** -1 waits, 0 handed to the operator, 1 delivered, 2 read, 3 expired, 20 … 25 not delivered. */
  status: number;
}

export interface Desk {
  /** Takes a message, or tells the code by which SMSC refuses it. */
  take(message: Pick<Message, 'id' | 'phone' | 'text' | 'sender'>): { message: Message } | { refused: number };
  /** The newest message of that number and phone. */
  find(id: number, phone: string): Message | undefined;
  messages(): Message[];
  balance(): string;
  /** From now on messages to this phone end in this status. */
  endsWith(phone: string, status: number): void;
  topUp(roubles: number): string;
  /** False: nobody can sign in any more. */
  open(mayEnter: boolean): void;
  mayEnter(): boolean;
  clear(): void;
}

const FIRST_BALANCE = 5_000;
const PRICE = 3.5;
const SAME_WITHIN_MS = 60_000;
/** From the operator to the phone, at limit scale 1. */
const ON_THE_WAY_MS = 5_000;
const DELIVERED = 1;
const BARRED = /^\+?7900000009\d$/;

export interface DeskDeps {
  clock: Clock;
  ledger: TwinLedger;
  limitScale: number;
  told(notice: string): void;
}

export function createDesk({ clock, ledger, limitScale, told }: DeskDeps): Desk {
  let held: Message[] = [];
  let balance = FIRST_BALANCE;
  let entry = true;
  const ends = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();

  function deliver(message: Message): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      message.status = ends.get(digits(message.phone)) ?? DELIVERED;
      told(notice(message, clock.now()));
    }, ON_THE_WAY_MS / limitScale);
    timer.unref();
    timers.add(timer);
  }

  return {
    take({ id, phone, text, sender }) {
      if (!/^\d{11,15}$/.test(digits(phone))) return { refused: 7 };
      if (BARRED.test(phone)) return { refused: 8 };
      const since = clock.now() - SAME_WITHIN_MS / limitScale;
      if (held.some((other) => digits(other.phone) === digits(phone) && other.text === text && Date.parse(other.at) > since))
        return { refused: 9 };
      const parts = partsOf(text);
      const cost = parts * PRICE;
      if (cost > balance) return { refused: 3 };
      balance -= cost;
      const at = new Date(clock.now()).toISOString();
      const message: Message = { id, phone, text, sender, at, parts, cost: cost.toFixed(2), status: 0 };
      held.push(message);
      ledger.record({
        operation: 'send',
        entity: 'message',
        id: `${id}`,
        changed: true,
        fields: { phone, text },
        by: 'api',
      });
      deliver(message);
      return { message };
    },
    find: (id, phone) => held.findLast((message) => message.id === id && digits(message.phone) === digits(phone)),
    messages: () => held,
    balance: () => balance.toFixed(2),
    endsWith: (phone, status) => void ends.set(digits(phone), status),
    topUp(roubles) {
      balance = roubles;
      return balance.toFixed(2);
    },
    open(may) {
      entry = may;
    },
    mayEnter: () => entry,
    clear() {
      held = [];
      balance = FIRST_BALANCE;
      entry = true;
      ends.clear();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

const digits = (phone: string) => phone.replace(/\D/g, '');

/** 160 signs of the GSM alphabet or 70 others make one message; of longer ones each part is a little shorter. */
function partsOf(text: string): number {
  const [one, more] = /^[\x20-\x7E\r\n]*$/.test(text) ? [160, 153] : [70, 67];
  return text.length <= one ? 1 : Math.ceil(text.length / more);
}

function notice({ id, phone, status, cost }: Message, nowMs: number): string {
  const to = digits(phone);
  const sum = (kind: 'sha1' | 'md5') => createHash(kind).update(`${id}:${to}:${status}:${ACCOUNT.callbackSecret}`).digest('hex');
  const ts = Math.floor(nowMs / 1000);
  return new URLSearchParams({
    ...{ id: `${id}`, phone: to, status: `${status}`, ts: `${ts}`, time: new Date(nowMs).toISOString() },
    ...{ err: '0', cnt: '1', cost, type: '0', flag: '0', md5: sum('md5'), sha1: sum('sha1') },
  }).toString();
}
