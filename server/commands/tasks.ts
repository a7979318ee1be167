import { documentsHint } from '../../ingress/documents.ts';
import { getPair } from '../../store/connections.ts';
import { answerDelivery } from '../../store/deliveries.ts';
import { fetchAgain } from '../../store/documents.ts';
import { answerUnknown } from '../../store/effects.ts';
import { insertEvents } from '../../store/inbox.ts';
import { getLink, updateLink } from '../../store/links.ts';
import { getTask } from '../../store/listing.ts';
import { dropPause } from '../../store/pauses.ts';
import { releaseKey } from '../../store/relay-queue.ts';
import { closeTask, decideTask, type TaskRow, tasksOf } from '../../store/tasks.ts';
import type { ServerDeps } from '../deps.ts';
import { conflict, InvalidRequest, notFound } from '../refusals.ts';
import { choicesOf, isCarriedOut } from './choices.ts';
import { endMassDelete } from './deletions.ts';
import { hintOf } from './hints.ts';
import { recordCommand } from './journal.ts';

export const unknownTask = () => notFound('TASK_UNKNOWN', 'Такой задачи нет.', 'There is no such task.');

/**
 * Records a person's choice and makes the subject's run look. The same choice again changes nothing.
 * @throws InvalidRequest for a choice that the task does not offer; HubError `conflict` when it has been decided otherwise or closed
 */
export async function decide(
  deps: Pick<ServerDeps, 'db' | 'vault' | 'wake'>,
  by: string,
  id: number,
  choice: string,
  reason: string | undefined,
): Promise<TaskRow> {
  const decided = await deps.db.transaction(async (tx) => {
    const task = await getTask(tx, id, true);
    if (!task) throw unknownTask();
    const choices = choicesOf(task);
    if (!choices.includes(choice))
      throw new InvalidRequest([{ path: 'choice', message: `one of: ${choices.join(', ')}` }], 'CHOICE_UNKNOWN');
    if (task.state !== 'open') {
      if (task.choice === choice) return task;
      throw conflict('TASK_NOT_OPEN', 'Задача уже решена или закрыта.', 'The task has been decided or closed already.');
    }
    await decideTask(tx, id, choice, by);
    if (!isCarriedOut(task, choice)) await closeTask(tx, task.dedupKey, by);
    const effect = task.data['effect'];
    if (task.kind === 'unknown_outcome' && typeof effect === 'number') await answerUnknown(tx, effect, choice === 'landed');

    const { route, orderKey } = task.data;
    if (typeof route === 'string' && typeof orderKey === 'string') await releaseKey(tx, route, orderKey, choice === 'skip');

    const delivery = task.data['delivery'];
    if (task.kind === 'unknown_delivery' && typeof delivery === 'string')
      await answerDelivery(tx, delivery, choice === 'sent', new Date());

    if (task.kind === 'mass_delete' && task.connectionId !== null) {
      await endMassDelete(tx, deps.vault, task.connectionId, choice === 'accept' ? 'accepted' : 'dismissed');
    }
    const { field, document } = task.data;
    if (task.kind === 'documents_lost' && choice === 'fetch_again' && typeof document === 'string')
      await fetchAgain(tx, document);
    if (task.kind === 'write_loop' && choice === 'resume' && task.linkId !== null && typeof field === 'string') {
      await dropPause(tx, task.linkId, field);
    }

    const link = task.linkId === null ? null : await getLink(tx, task.linkId);
    const pair = link && (await getPair(tx, link.pairId));
    // Nobody is waited for any more; a cause that stands raises the flag again.
    if (link?.attention && (await tasksOf(tx, link.id)).length === 0) await updateLink(tx, link.id, { attention: false });
    const ofDocuments = task.kind.startsWith('documents_') || task.kind.startsWith('payment_');
    if (link && pair)
      await insertEvents(tx, deps.vault, [
        hintOf(pair, link),
        ...(ofDocuments ? [documentsHint(pair.leftConnection, link.id)] : []),
      ]);
    await recordCommand(tx, deps.vault, {
      by,
      type: 'task_decided',
      link,
      connectionId: task.connectionId,
      data: {
        task: id,
        kind: task.kind,
        choice,
        ...(typeof field === 'string' ? { field } : {}),
      },
      reason,
    });
    return (await getTask(tx, id)) ?? task;
  });
  deps.wake();
  return decided;
}
