import type { Clock } from '../core/clock.ts';
import { createFaultPlan } from '../core/fault-plan.ts';
import { createLedger } from '../core/ledger.ts';
import type { Twin } from '../core/types.ts';
import { createActs } from './acts.ts';
import { createService, TOKEN } from './service.ts';
import { createState, makeItem } from './state.ts';

/** Any system that speaks HTTP and JSON: keeps what it is sent, does a keyed request once, and tells repeats apart. */
export function createHttpTwin({ clock, publicUrl }: { clock: Clock; publicUrl(): string }): Twin {
  let state = createState();
  const ledger = createLedger(clock);
  const faults = createFaultPlan();
  const now = () => new Date(clock.now()).toISOString();
  return {
    name: 'http',
    app: createService({ clock, state: () => state, ledger, faults }),
    ledger,
    faults,
    entities: ['items', 'repeats'],
    state(entity) {
      if (entity === 'items') return [...state.items.values()];
      return entity === 'repeats' ? state.repeats : null;
    },
    seed({ seed, count }) {
      for (let n = 1; n <= count; n += 1) makeItem(state, { name: `Запись ${seed}-${n}`, amount: n * 100 }, null, now());
    },
    reset() {
      state = createState();
      ledger.clear();
      faults.set(0, []);
    },
    acts: createActs({ clock, state: () => state, ledger }),
    connection: () => ({
      system: 'http',
      options: {
        url: `${publicUrl()}/http`,
        auth: 'bearer',
        token: TOKEN,
        privateNetworks: ['127.0.0.0/8'],
        probePath: '/items',
        requests: {
          'item.create': {
            method: 'POST',
            path: '/items',
            success: { status: '200-201', pointer: '/id' },
            idPointer: '/id',
            idempotencyHeader: 'Idempotency-Key',
            find: { path: '/items?key={$key}', pointer: '/items', idPointer: '/id' },
          },
          'item.replace': { method: 'PUT', path: '/items/{$id}', repeatable: true },
        },
        hookVerify: 'hmac',
        hookSecret: 'sandbox-http-hook-secret',
        hookName: 'x-signature',
        hookPrefix: 'sha256=',
        idPointer: '/id',
        kind: 'item',
        pull: { path: '/items', itemsPointer: '/items', paging: { kind: 'page', parameter: 'page', size: 25 } },
      },
    }),
  };
}
