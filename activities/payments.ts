import type { PaymentPort } from '../domain/booking/ports.ts';
import type { ClaimSource } from '../domain/deals/ports.ts';
import type { PaymentSource } from '../domain/payments/types.ts';
import { subjects } from '../ingress/subjects.ts';
import type { Database } from '../store/database.ts';
import { finishRows, type InboxRow, killRows, pendingOf } from '../store/inbox.ts';
import type { Vault } from '../store/keys.ts';
import { openTask } from '../store/tasks.ts';
import { running } from './context.ts';
import { asHubError, isRepeatable, storedError } from './errors.ts';
import type { Ledger } from './ledger.ts';
import { type DrainStep, EMPTY_STEP, openSettingTask, stopConnection } from './pass.ts';
import { readClaim } from './payments/claim.ts';
import { takePayment } from './payments/take.ts';

export interface PaymentDeps {
  db: Database;
  vault: Vault;
  ledger: Ledger;
  /** A booking system, by connection id. @throws HubError `config` for an unknown connection or a wrong system */
  booking(connectionId: string): Promise<ClaimSource & PaymentPort>;
  /** A payment provider, by connection id. @throws HubError `config` for an unknown connection or a wrong system */
  provider(connectionId: string): Promise<PaymentSource>;
  /** Divides waits that are not business deadlines; 1 in production. */
  limitScale: number;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

export interface PaymentActivities {
  /**
   * Works off what one connection has told of payments.
   *
   * A provider's payment is read again, kept once, parted among its claims and compared with them; a claim's list of payments is read and matched with what
   * providers have shown. What the booking system lacks is posted there where that is allowed. Idempotent: a second run right after the first changes nothing.
   */
  drainPayments(connectionId: string): Promise<DrainStep>;
}

const ROWS_PER_PASS = 20;

export function createPaymentActivities(deps: PaymentDeps): PaymentActivities {
  return { drainPayments: (connectionId) => running(deps.limitScale, () => drain(deps, connectionId)) };
}

/** One row after the other; what a repeat cures waits for the next attempt and keeps nothing behind it. */
async function drain(deps: PaymentDeps, connectionId: string): Promise<DrainStep> {
  const rows = await pendingOf(deps.db, subjects.payments(connectionId), ROWS_PER_PASS);
  const step: DrainStep = { ...EMPTY_STEP, events: rows.length };
  let repeat: unknown = null;
  let moved = 0;
  for (const row of rows) {
    try {
      const done =
        row.entity === 'payment' ? await takePayment(deps, connectionId, row.externalId) : await readClaim(deps, row.externalId);
      step.writes += done.writes;
      moved += await finishRows(deps.db, [row], done.result);
    } catch (thrown) {
      const error = asHubError(thrown);
      if (isRepeatable(error)) repeat ??= error;
      else if (error.kind === 'auth') {
        await stopConnection(deps, error.connectionId ?? connectionId, error);
        return step;
      } else if (error.kind === 'config' || error.kind === 'permission') {
        await openSettingTask(deps, error.connectionId ?? connectionId, error);
        await killRows(deps.db, [row], storedError(error));
      } else await park(deps, row, error);
    }
  }
  if (repeat !== null) throw repeat;
  return { ...step, more: moved > 0 || rows.length === ROWS_PER_PASS };
}

async function park(deps: PaymentDeps, row: InboxRow, error: ReturnType<typeof asHubError>): Promise<void> {
  deps.log.warn({ event: row.id, code: error.code, err: error.cause ?? error }, 'a payment was parked');
  await deps.db.transaction(async (tx) => {
    await killRows(tx, [row], storedError(error));
    await openTask(tx, deps.vault, {
      kind: 'dead_letter',
      dedupKey: `dead:${row.subject}:${row.externalId}`,
      connectionId: row.connectionId,
      title: error.userMessage,
      data: { code: error.code, event: row.id },
    });
  });
}
