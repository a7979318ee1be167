import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { createFaultPlan } from '../core/fault-plan.ts';
import { createHookSender } from '../core/hook-sender.ts';
import { createLedger } from '../core/ledger.ts';
import type { Twin } from '../core/types.ts';
import { ACCOUNT } from './account.ts';
import { createDesk } from './desk.ts';
import { smscPage } from './page.ts';
import { createService } from './service.ts';

/** What is not answered by 200 is told again, at growing distances. */
const RETRY_MS = [60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000];

const phone = z.string().regex(/^\+?\d{10,15}$/);
const subscribing = z.strictObject({ handler: z.url() });
const ending = z.strictObject({ phone, status: z.number().int() });
const topUp = z.strictObject({ roubles: z.number().min(0) });
const access = z.strictObject({ password: z.enum(['valid', 'revoked']) });

/** SMSC: takes messages for money, knows them by number and phone, tells what became of them. It delivers to nobody. */
export function createSmscTwin(deps: { clock: Clock; publicUrl(): string; limitScale: number }): Twin {
  const { clock, publicUrl, limitScale } = deps;
  const ledger = createLedger(clock);
  const faults = createFaultPlan();
  const hooks = createHookSender({
    clock,
    faults,
    retryMs: RETRY_MS,
    limitScale,
    contentType: 'application/x-www-form-urlencoded',
    isTaken: (status) => status === 200,
  });
  const desk = createDesk({ clock, ledger, limitScale, told: (notice) => hooks.send('status', notice) });
  const app = createService({ desk, faults });
  app.get('/', (c) => smscPage(c, desk.messages()));
  return {
    name: 'smsc',
    app,
    ledger,
    faults,
    entities: ['messages', 'notifications'],
    state(entity) {
      if (entity === 'messages') return desk.messages();
      return entity === 'notifications' ? [...hooks.sent()] : null;
    },
    seed({ seed, count }) {
      for (let n = 1; n <= count; n += 1)
        desk.take({
          id: seed * 100_000 + n,
          phone: `+7900000${String(n % 10_000).padStart(4, '0')}`,
          text: `Проверка ${n}`,
          sender: '',
        });
    },
    reset() {
      desk.clear();
      ledger.clear();
      faults.set(0, []);
      hooks.clear();
    },
    acts: {
      subscribe(input) {
        hooks.subscribe(subscribing.parse(input).handler);
        return {};
      },
      end_of(input) {
        const { phone: to, status } = ending.parse(input);
        desk.endsWith(to, status);
        return { phone: to, status };
      },
      top_up(input) {
        return { balance: desk.topUp(topUp.parse(input).roubles) };
      },
      access(input) {
        desk.open(access.parse(input).password === 'valid');
        return {};
      },
    },
    connection: () => ({ system: 'smsc', options: { ...ACCOUNT, url: `${publicUrl()}/smsc/sys`, requestsPerSecond: 20 } }),
  };
}
