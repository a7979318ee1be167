import type { HubError, Sentence } from '../../domain/errors.ts';
import type { InboxRow } from '../../store/inbox.ts';
import { appendJournal } from '../../store/journal.ts';
import { type RelayPlan, storeRefused } from '../../store/relay-effects.ts';
import { downTask, parkKey } from '../../store/relay-queue.ts';
import { pauseRoute, type RouteRow } from '../../store/routes.ts';
import { closeTask, openTask } from '../../store/tasks.ts';
import { storedError } from '../errors.ts';
import type { RelayDeps } from './deps.ts';

type Deps = Pick<RelayDeps, 'db' | 'vault' | 'log'>;

/** Why an event is parked that has done nothing wrong itself. */
export const BEHIND = {
  code: 'BEHIND_PARKED',
  kind: 'validation',
  sentence: {
    ru: 'Ждёт: более раннее событие с тем же ключом отложено',
    en: 'Waits: an earlier event of the same key is parked',
  },
} satisfies { code: string; kind: string; sentence: Sentence };

export const parkedTask = (routeId: string, orderKey: string) => `relay:${routeId}:${orderKey}`;

export interface Attempt {
  effectId: number;
  attempt: number;
}

/**
 * Parks an event and those behind it, with one task for the whole key; the other keys of the route go on.
 * @param attempt  the write that ended it, if one was tried
 */
export async function park(
  deps: Deps,
  route: RouteRow,
  row: InboxRow,
  error: HubError,
  attempt?: Attempt & { state: 'failed' | 'unknown'; plan: RelayPlan },
): Promise<void> {
  const orderKey = row.orderKey ?? String(row.id);
  await deps.db.transaction(async (tx) => {
    if (
      attempt &&
      !(await storeRefused(tx, attempt.effectId, attempt.attempt, { state: attempt.state, error: storedError(error) }))
    )
      return;
    const behind = await parkKey(tx, row, storedError(error), BEHIND);
    const asked = attempt?.state === 'unknown';
    await openTask(tx, deps.vault, {
      kind: asked ? 'unknown_outcome' : 'relay_parked',
      dedupKey: asked ? `unknown:${attempt.effectId}` : parkedTask(route.id, orderKey),
      connectionId: route.targetConnection,
      title: error.userMessage,
      data: {
        code: error.code,
        route: route.id,
        title: route.title,
        event: row.id,
        orderKey,
        behind,
        ...(attempt ? { effect: attempt.effectId, operation: attempt.plan.operation, entity: attempt.plan.entity } : {}),
      },
    });
    await appendJournal(tx, deps.vault, {
      connectionId: route.sourceConnection,
      type: 'event_parked',
      actor: 'process:relay',
      data: { route: route.id, event: row.id, code: error.code, kind: error.kind, behind },
      ...(attempt ? { effectId: attempt.effectId, mappingHash: attempt.plan.mappingHash } : {}),
    });
  });
}

/** A route that cannot write whatever the event is paused once, with a task; its events wait. */
export async function stopRoute(deps: Deps, route: RouteRow, error: HubError): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (!(await pauseRoute(tx, route.id, { code: error.code, by: 'hub', sentence: error.userMessage }))) return;
    await openTask(tx, deps.vault, {
      kind: 'route_stopped',
      dedupKey: `route_stopped:${route.id}`,
      connectionId: route.targetConnection,
      title: error.userMessage,
      data: { code: error.code, route: route.id, title: route.title },
    });
    await appendJournal(tx, deps.vault, {
      connectionId: route.targetConnection,
      type: 'route_paused',
      actor: 'hub',
      data: { route: route.id, code: error.code },
    });
  });
  deps.log.warn({ route: route.id, code: error.code }, 'route paused');
}

/** One task, however many lanes and events wait for a target that does not answer. */
export async function noteDown(deps: Deps, route: RouteRow, error: HubError): Promise<void> {
  await openTask(deps.db, deps.vault, {
    kind: 'target_down',
    dedupKey: downTask(route.targetConnection),
    connectionId: route.targetConnection,
    title: error.userMessage,
    data: { code: error.code },
  });
}

export async function noteUp(deps: Deps, route: RouteRow): Promise<void> {
  await closeTask(deps.db, downTask(route.targetConnection), 'hub');
}
