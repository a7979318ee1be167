import type { Clock } from '../core/clock.ts';
import { createFaultPlan } from '../core/fault-plan.ts';
import { createHookSender } from '../core/hook-sender.ts';
import { createLedger } from '../core/ledger.ts';
import type { Twin } from '../core/types.ts';
import { createActs } from './acts.ts';
import { createDesk } from './desk.ts';
import { createService, SHOP } from './service.ts';
import { createState } from './state.ts';

const MINUTE_MS = 60_000;
/** Any answer but 200 is followed by further attempts for a day; how they are spaced the vendor does not say. */
const RETRY_MS = [1, 5, 15, 60, 180, 360, 720].map((minutes) => minutes * MINUTE_MS);

/** YooKassa: notifications without a signature, told late, twice or out of order; payments and receipts to be read by the API. */
export function createYookassaTwin(deps: { clock: Clock; publicUrl(): string; limitScale: number }): Twin {
  const { clock, publicUrl, limitScale } = deps;
  let state = createState();
  const ledger = createLedger(clock);
  const faults = createFaultPlan();
  const hooks = createHookSender({ clock, faults, retryMs: RETRY_MS, limitScale, isTaken: (status) => status === 200 });
  const desk = createDesk({ clock, state: () => state, ledger, hooks, publicUrl });
  return {
    name: 'yookassa',
    app: createService({ state: () => state, faults, desk, publicUrl }),
    ledger,
    faults,
    entities: ['payments', 'refunds', 'receipts', 'notifications'],
    state(entity) {
      if (entity === 'payments') return [...state.payments.values()];
      if (entity === 'refunds') return state.refunds;
      if (entity === 'receipts') return state.receipts;
      return entity === 'notifications' ? [...hooks.sent()] : null;
    },
    seed({ seed, count }) {
      for (let n = 1; n <= count; n += 1) {
        desk.pay(
          desk.open({ order: `${seed}${String(n).padStart(4, '0')}`, cents: n * 10_000, currency: 'RUB', payer: null }, 'person'),
        );
      }
    },
    reset() {
      state = createState();
      ledger.clear();
      faults.set(0, []);
      hooks.clear();
    },
    acts: createActs(desk, hooks, publicUrl),
    connection: () => ({
      system: 'yookassa',
      options: {
        ...SHOP,
        url: `${publicUrl()}/yookassa/v3`,
        notificationNetworks: ['127.0.0.0/8', '::1/128'],
        privateNetworks: ['127.0.0.0/8', '::1/128'],
      },
    }),
  };
}
