import type { Caller } from '../sdk/slots.ts';
import { boarding, type Command } from './batch.ts';
import type { Transport } from './transport.ts';

/** Commands of one caller: they travel together and in order, and a later one may name what an earlier one answered. */
export interface Ride {
  commands: readonly Command[];
  /** Epoch milliseconds at which the attempt is over; present when one of the commands writes. */
  deadlineAt?: number;
}

export interface Passenger<Answer> extends Ride {
  resolve(answers: Answer[]): void;
  reject(error: unknown): void;
}

interface Waiting<Answer> extends Passenger<Answer> {
  caller: Caller;
}

interface RidesDeps<Answer> {
  transport: Pick<Transport, 'slot' | 'caller'>;
  /** False while the running time of batches is short: each ride then goes by itself. */
  mayShare(): Promise<boolean>;
  /** Sends one load; settles every passenger and never throws. */
  carry(send: Transport['call'], load: readonly Passenger<Answer>[]): Promise<void>;
}

/**
 * Shares the slots of the rate limit: whatever waits when a slot comes goes in one request, up to fifty commands. With slots at hand each command goes
 * at once, in a request of its own; the scarcer they are, the more a request carries.
 *
 * One slot is waited for at a time, so that a process that dies leaves no row of reserved ones behind.
 */
export function createRides<Answer>({ transport, mayShare, carry }: RidesDeps<Answer>): (ride: Ride) => Promise<Answer[]> {
  const queue: Waiting<Answer>[] = [];
  let driving = false;

  async function drive(): Promise<void> {
    while (queue.length > 0) {
      const patienceMs = Math.max(...queue.map(({ caller }) => caller.patienceMs));
      try {
        const shared = await mayShare();
        const send = await transport.slot(patienceMs);
        const load = shared ? boarding(queue) : queue.splice(0, 1);
        for (const { caller } of load) caller.onSlot();
        void carry(send, load);
      } catch (error) {
        leave(patienceMs, error);
      }
    }
    driving = false;
  }

  /** Those who would have waited longer, and came while the others were refused, try once more. */
  function leave(patienceMs: number, error: unknown): void {
    const staying = queue.filter(({ caller }) => caller.patienceMs > patienceMs);
    const leaving = queue.filter(({ caller }) => caller.patienceMs <= patienceMs);
    queue.splice(0, queue.length, ...staying);
    for (const { reject } of leaving) reject(error);
  }

  return (ride) =>
    new Promise((resolve, reject) => {
      queue.push({ ...ride, caller: transport.caller(), resolve, reject });
      if (driving) return;
      driving = true;
      // What is asked for in one turn travels together.
      setImmediate(() => void drive());
    });
}
