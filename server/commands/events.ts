import { linkOfSubject } from '../../ingress/subjects.ts';
import { replayRow } from '../../store/inbox.ts';
import { getLink } from '../../store/links.ts';
import { getEvent, type ListedEvent } from '../../store/listing.ts';
import { releaseKey } from '../../store/relay-queue.ts';
import { closeTask } from '../../store/tasks.ts';
import { hasDead } from '../../store/waking.ts';
import type { ServerDeps } from '../deps.ts';
import { conflict, notFound } from '../refusals.ts';
import { recordCommand } from './journal.ts';

export const unknownEvent = () => notFound('EVENT_UNKNOWN', 'Такого события нет.', 'There is no such event.');

/**
 * Puts a dead or finished event back to work; writes already made are not repeated, since both sides are read anew.
 * Closes the subject's dead-letter task with its last dead event.
 * @throws HubError `conflict` while the event, or a newer hint about its record, waits already
 */
export async function replay(
  deps: Pick<ServerDeps, 'db' | 'vault' | 'wake'>,
  by: string,
  id: number,
  reason: string | undefined,
): Promise<ListedEvent> {
  const event = await deps.db.transaction(async (tx) => {
    const found = await getEvent(tx, id);
    if (!found) throw unknownEvent();
    const { subject, connectionId } = found.event;
    if (!(await replayRow(tx, id))) {
      throw conflict(
        'EVENT_PENDING',
        'Событие, или более новое о той же записи, уже ждёт обработки.',
        'The event, or a newer one about the same record, is waiting already.',
      );
    }
    const linkId = linkOfSubject(subject);
    const { routeId, orderKey } = found.event;
    if (routeId !== null && orderKey !== null && found.event.state === 'dead') {
      // Those that wait behind it follow; were there an earlier one, they would be parked again.
      await releaseKey(tx, routeId, orderKey, false);
      await closeTask(tx, `relay:${routeId}:${orderKey}`, by);
    }
    const link = linkId === null ? null : await getLink(tx, linkId);
    if (link && !(await hasDead(tx, subject))) await closeTask(tx, `dead:${link.id}`, by);
    await recordCommand(tx, deps.vault, { by, type: 'event_replayed', link, connectionId, data: { event: id }, reason });
    return (await getEvent(tx, id))?.event ?? found.event;
  });
  deps.wake();
  return event;
}
