import { createHash } from 'node:crypto';
import type { Json } from '../../domain/json.ts';
import { sameJson } from '../../domain/merge/equal.ts';
import { getPair } from '../../store/connections.ts';
import { type PastValue, pastValue } from '../../store/history.ts';
import { insertEvents } from '../../store/inbox.ts';
import { type Bases, getLink, type LinkRow, readBases } from '../../store/links.ts';
import { orderTask, tasksOf } from '../../store/tasks.ts';
import type { ServerDeps } from '../deps.ts';
import { conflict, notFound, PlanChanged } from '../refusals.ts';
import { explainMapping } from '../rules.ts';
import { hintOf } from './hints.ts';
import { recordCommand } from './journal.ts';
import { unknownLink } from './links.ts';

type Deps = Pick<ServerDeps, 'db' | 'vault' | 'wake'>;

export interface RewindOrder {
  link: string;
  field: string;
  /** The journal line that tells the value. */
  line: number;
}

export interface RewindPlan {
  hash: string;
  from: { left: Json; right: Json };
  to: Json;
  /** Sides that are written to. The left one only where its record can take the value at that moment. */
  writes: ('left' | 'right')[];
}

const unknownValue = () => notFound('PAST_VALUE_UNKNOWN', 'Этого значения нет в журнале.', 'The journal tells no such value.');

/**
 * What bringing a field back to an earlier value would write.
 * @throws HubError `conflict` for a field that the left system owns: there it must be corrected at its owner
 */
export async function planRewind(deps: Deps, order: RewindOrder): Promise<RewindPlan> {
  const link = await getLink(deps.db, order.link);
  if (!link) throw unknownLink();
  const [past, bases] = await Promise.all([
    pastValue(deps.db, deps.vault, link.id, order.field, order.line),
    readBases(deps.db, deps.vault, link.id),
  ]);
  if (past === null) throw unknownValue();
  const owner = (await explainMapping(deps.db, link.mappingHash))?.fields.get(order.field)?.owner ?? 'left';
  if (owner === 'left') {
    throw conflict(
      'FIELD_OWNED_LEFT',
      'Полем владеет левая система: исправьте значение там, узел перенесёт его сам.',
      'The left system owns this field: correct it there, and the hub carries it over.',
    );
  }
  return planOf(link, order, past, bases, owner);
}

function planOf(link: LinkRow, order: RewindOrder, past: PastValue, bases: Bases, owner: string): RewindPlan {
  const from = { left: bases.left?.fields[order.field] ?? null, right: bases.right?.fields[order.field] ?? null };
  const writes: RewindPlan['writes'] = [];
  if (owner === 'shared' && !sameJson(from.left, past.value)) writes.push('left');
  if (!sameJson(from.right, past.value)) writes.push('right');
  const hash = createHash('sha256')
    .update(JSON.stringify([link.id, link.rev, order.field, order.line, from, past.value]))
    .digest('hex');
  return { hash, from, to: past.value, writes };
}

/**
 * Orders a rewind; the link's next pass carries it out through the effect ledger. Idempotent.
 * @throws PlanChanged when the record has moved since the plan was shown
 */
export async function orderRewind(
  deps: Deps,
  by: string,
  order: RewindOrder,
  { hash, reason }: { hash: string; reason: string },
): Promise<void> {
  const dedupKey = `rewind:${order.link}:${order.field}`;
  if ((await tasksOf(deps.db, order.link)).some((task) => task.dedupKey === dedupKey && task.data['hash'] === hash)) return;
  const plan = await planRewind(deps, order);
  if (plan.hash !== hash) throw new PlanChanged([{ path: order.field, message: `${hash} → ${plan.hash}` }]);
  await deps.db.transaction(async (tx) => {
    const link = await getLink(tx, order.link);
    const pair = link && (await getPair(tx, link.pairId));
    if (!link || !pair) throw unknownLink();
    await orderTask(
      tx,
      deps.vault,
      {
        kind: 'rewind',
        dedupKey,
        link,
        title: {
          ru: `Вернуть прежнее значение поля «${order.field}»`,
          en: `Bring field "${order.field}" back to an earlier value`,
        },
        data: { field: order.field, line: order.line, hash, number: link.leftNumber },
        values: { value: plan.to },
      },
      { choice: 'rewind', by },
    );
    await insertEvents(tx, deps.vault, [hintOf(pair, link)]);
    const { field, line } = order;
    await recordCommand(tx, deps.vault, { by, type: 'rewind_ordered', link, data: { field, line, hash }, reason });
  });
  deps.wake();
}
