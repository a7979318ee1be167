import type { Clock } from '../core/clock.ts';
import { createFaultPlan } from '../core/fault-plan.ts';
import { createHookSender } from '../core/hook-sender.ts';
import { createLedger } from '../core/ledger.ts';
import type { Twin } from '../core/types.ts';
import { createActs } from './acts.ts';
import { createDesk, TERMINAL } from './desk.ts';
import { createService } from './service.ts';
import { createState } from './state.ts';

/** What is not answered by 200 and `OK` is told every hour for a day; whether a month of daily attempts follows the vendor's pages disagree. */
const RETRY_MS = Array.from({ length: 24 }, () => 3_600_000);

/** T-Bank's acquiring: signed notifications, told late, twice or out of order; the state of a payment to be read by GetState. */
export function createTbankTwin(deps: { clock: Clock; publicUrl(): string; limitScale: number }): Twin {
  const { clock, publicUrl, limitScale } = deps;
  let state = createState();
  const ledger = createLedger(clock);
  const faults = createFaultPlan();
  const isTaken = (status: number, body: string) => status === 200 && body === 'OK';
  const hooks = createHookSender({ clock, faults, retryMs: RETRY_MS, limitScale, isTaken });
  const desk = createDesk({ state: () => state, ledger, hooks });
  return {
    name: 'tbank',
    app: createService({ state: () => state, faults, desk, publicUrl }),
    ledger,
    faults,
    entities: ['payments', 'notifications'],
    state(entity) {
      if (entity === 'payments') return [...state.payments.values()];
      return entity === 'notifications' ? [...hooks.sent()] : null;
    },
    seed({ seed, count }) {
      for (let n = 1; n <= count; n += 1) desk.pay(desk.open(`${seed}${String(n).padStart(4, '0')}`, n * 10_000, 'person'));
    },
    reset() {
      state = createState();
      ledger.clear();
      faults.set(0, []);
      hooks.clear();
    },
    acts: createActs(desk, hooks, publicUrl),
    connection: () => ({
      system: 'tbank',
      options: { ...TERMINAL, url: `${publicUrl()}/tbank/v2`, privateNetworks: ['127.0.0.0/8', '::1/128'] },
    }),
  };
}
