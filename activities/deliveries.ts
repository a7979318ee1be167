import type { WriteFile, WriteInput, WritePort } from '../domain/deals/ports.ts';
import { resultOf, type Settling } from '../domain/delivery/next.ts';
import { addressOn } from '../domain/delivery/types.ts';
import { HubError } from '../domain/errors.ts';
import { getConnection } from '../store/connections.ts';
import { isDatabaseTrouble } from '../store/database.ts';
import { type DeliveryRow, type OpenedMessage, openDelivery } from '../store/deliveries.ts';
import { type Attachment, attachmentsOf, sha256 } from '../store/delivery-attachments.ts';
import { claimDelivery, dueOf, type Outcome, storeDelivery } from '../store/delivery-attempts.ts';
import { openTask } from '../store/tasks.ts';
import { begun, running } from './context.ts';
import type { SyncDeps } from './deps.ts';
import { asHubError, storedError } from './errors.ts';
import { offerFiles } from './offer.ts';
import { openSettingTask, stopConnection } from './pass.ts';

/** What a step sent: counts only. */
export interface SendStep {
  sent: number;
  /** Put off, failed, or waiting for a person. */
  other: number;
  /** There may be more to send right now. */
  more: boolean;
}

export interface DeliveryActivities {
  /**
   * Sends what is due on one account, each message at most once: an attempt is claimed before its call, and what may have arrived is looked up,
   * repeated under its own key where the channel knows it again, or asked about.
   * Idempotent. A refused sign-in pauses the account.
   * @param nowMs the workflow's time, by which messages are due and expire
   */
  sendDue(account: string, nowMs: number): Promise<SendStep>;
}

export interface DeliveryDeps extends Pick<SyncDeps, 'db' | 'vault' | 'log' | 'limitScale'> {
  sender(connectionId: string): Promise<WritePort>;
  attachments: {
    /** The bytes of a document that the hub keeps; null when it is gone. */
    open(documentId: string): Promise<Uint8Array | null>;
  };
}

export const SEND = 'message.send';
const BATCH = 20;
const AT_ONCE = 4;

export function createDeliveryActivities(deps: DeliveryDeps): DeliveryActivities {
  const { db, vault, limitScale } = deps;

  async function handOver(port: WritePort, row: DeliveryRow, now: Date): Promise<Outcome> {
    try {
      const message = await opened(openDelivery(db, vault, row));
      const input = inputOf(row, message);
      const files = row.channel === 'sms' ? await offered(row, message, now) : await filesOf(row);
      const outcome = await port.perform(SEND, { ...input, files }, row.id);
      return { result: { kind: 'sent' }, word: 'sent', providerId: outcome.externalId ?? null };
    } catch (thrown) {
      return failed(row, asHubError(thrown), settlingOf(port));
    }
  }

  /** What a short text cannot carry stands on a page of our own before that text leaves. */
  async function offered(row: DeliveryRow, message: OpenedMessage, now: Date): Promise<WriteFile[]> {
    if (message.content.page !== undefined)
      await offerFiles(db, vault, row, message, await opened(attachmentsOf(db, vault, row.message)), now);
    return [];
  }

  async function filesOf(row: DeliveryRow): Promise<WriteFile[]> {
    const files: WriteFile[] = [];
    for (const file of await opened(attachmentsOf(db, vault, row.message)))
      files.push({ name: file.name, contentType: file.contentType, content: await bytesOf(file) });
    return files;
  }

  /** What is sent is what was meant when the message was wanted, to the last byte. */
  async function bytesOf({ source, sha256: meant }: Attachment): Promise<Uint8Array> {
    const bytes = await opened('open' in source ? source.open() : deps.attachments.open(source.documentId));
    if (bytes === null || sha256(bytes) !== meant) throw fileGone();
    return bytes;
  }

  function failed(row: DeliveryRow, error: HubError, settling: Settling): Outcome {
    if (error.kind === 'bug')
      deps.log.warn({ delivery: row.id, code: error.code, err: error.cause ?? error }, 'a message failed');
    return { result: resultOf(error.kind, error.untilMs, settling), word: error.code, error: storedError(error) };
  }

  /** An attempt that ended without an outcome. Null: it may be made again now. */
  async function settle(port: WritePort, row: DeliveryRow): Promise<Outcome | null> {
    if (settlingOf(port) === 'repeat') return null;
    const found = await port.find(SEND, inputOf(row, await opened(openDelivery(db, vault, row))), row.id);
    if (found) return { result: { kind: 'sent' }, word: 'found', providerId: found.externalId ?? null };
    if (settlingOf(port) === 'look') return null;
    return { result: { kind: 'open', by: 'ask' }, word: 'unknown', error: storedError(unknownArrival()) };
  }

  async function keep(row: DeliveryRow, attempt: number, outcome: Outcome, now: Date): Promise<'sent' | 'other'> {
    await db.transaction(async (tx) => {
      const next = await storeDelivery(tx, vault, row, attempt, outcome, now, limitScale);
      if (next?.state !== 'unknown') return;
      await openTask(tx, vault, {
        kind: 'unknown_delivery',
        dedupKey: `delivery:${row.id}`,
        ...(row.connectionId === null ? {} : { connectionId: row.connectionId }),
        title: unknownArrival().userMessage,
        data: { delivery: row.id, class: row.class, process: row.process, subject: row.subject, providerId: row.providerId },
      });
    });
    return outcome.result.kind === 'sent' ? 'sent' : 'other';
  }

  async function deliver(port: WritePort, row: DeliveryRow, now: Date): Promise<'sent' | 'other' | Blocked> {
    const times = { callMs: port.deadlineMs(SEND), settleMs: port.settleMs(SEND) };
    let claim = await claimDelivery(db, row.id, times, now, null);
    if (claim.kind === 'open') {
      if (!claim.overdue) return 'other';
      const settled = await settle(port, row);
      if (settled) return keep(row, claim.attempt, settled, now);
      claim = await claimDelivery(db, row.id, times, now, claim.attempt);
    }
    if (claim.kind !== 'claimed') return 'other';
    const outcome = await handOver(port, row, now);
    const what = await keep(row, claim.attempt, outcome, now);
    return outcome.error?.kind === 'auth' || outcome.error?.kind === 'permission' || outcome.error?.kind === 'config'
      ? { blocked: outcome.error }
      : what;
  }

  /** What stops one message of an account stops them all: sign-in pauses it, a wrong setting is one task. */
  async function block(account: string, { blocked }: Blocked): Promise<void> {
    const { code, sentence } = blocked;
    const kind = blocked.kind === 'auth' ? 'auth' : 'config';
    const error = new HubError({ code, kind, userMessage: sentence, connectionId: account });
    if (kind === 'auth') await stopConnection(deps, account, error);
    else await openSettingTask(deps, account, error);
  }

  return {
    sendDue: (account, nowMs) =>
      running(limitScale, async () => {
        begun();
        const step: SendStep = { sent: 0, other: 0, more: false };
        if ((await getConnection(db, account))?.status !== 'active') return step;
        const now = new Date(nowMs);
        const queue = await dueOf(db, account, now, BATCH);
        step.more = queue.length === BATCH;
        if (queue.length === 0) return step;
        const port = await deps.sender(account);
        const worker = async () => {
          for (let row = queue.shift(); row; row = queue.shift()) {
            const what = await deliver(port, row, now);
            if (what === 'sent') step.sent += 1;
            else step.other += 1;
            if (typeof what === 'string') continue;
            queue.length = 0;
            step.more = false;
            await block(account, what);
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, worker));
        return step;
      }),
  };
}

/** What the channel is to carry: one that takes a short text gets the one made for it. */
function inputOf(row: DeliveryRow, { to, content }: OpenedMessage): WriteInput {
  const { short, page: _, ...long } = content;
  const text = row.channel === 'sms' ? (short ?? '') : long.text;
  const about = { class: row.class, template: row.template, at: row.createdAt.toISOString() };
  const address = row.channel === null ? undefined : addressOn(row.channel, to);
  return { entity: 'message', mark: row.id, fields: { to: address ?? '', ...about, ...long, text } };
}

interface Blocked {
  blocked: NonNullable<Outcome['error']>;
}

function settlingOf(port: WritePort): Settling {
  const retry = port.retry(SEND);
  if (retry === 'findable') return 'look';
  return retry === 'manual' ? 'ask' : 'repeat';
}

const unknownArrival = () =>
  new HubError({
    code: 'ARRIVAL_UNKNOWN',
    kind: 'unknown_outcome',
    userMessage: {
      ru: 'Неизвестно, ушло ли сообщение. Найдите его среди отправленных и отметьте, что с ним стало',
      en: 'It is unknown whether the message went out. Look for it among the sent ones and say what became of it',
    },
  });

/** What cannot be opened stays closed: its key is destroyed. A database that is away says nothing of that. */
async function opened<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    throw isDatabaseTrouble(cause) ? asHubError(cause) : unreadable(cause);
  }
}

const unreadable = (cause: unknown) =>
  new HubError({
    code: 'MESSAGE_UNREADABLE',
    kind: 'validation',
    userMessage: {
      ru: 'Сообщение нельзя прочитать: данные получателя удалены',
      en: 'The message cannot be read: the data of its recipient are erased',
    },
    cause,
  });

const fileGone = () =>
  new HubError({
    code: 'ATTACHMENT_GONE',
    kind: 'business_refusal',
    userMessage: {
      ru: 'Приложенный документ изменён или удалён после того, как письмо было поставлено в очередь',
      en: 'An attached document was changed or removed after the message had been queued',
    },
  });
