import type { PreparationItem, PreparationPlan, Prepared } from '../../connectors/sdk/contract.ts';
import { isHubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { type ConnectionRow, getConnection } from '../../store/connections.ts';
import { tryLock } from '../../store/database.ts';
import { changeOptions } from '../../store/installation.ts';
import { madeOf, PREPARATION, plannedItems } from '../../store/preparations.ts';
import type { Preparing, ServerDeps } from '../deps.ts';
import { conflict, type FieldError, notFound, PlanChanged } from '../refusals.ts';
import { unknownConnection } from './connections.ts';
import { recordCommand } from './journal.ts';

type Deps = Pick<ServerDeps, 'db' | 'vault' | 'connected'>;
type Options = { [option: string]: Json };

/** What an installation lacks for the mappings. A plan that is shown is remembered, so that a person can be told what has changed since. */
export async function planPreparation(deps: Deps, by: string, id: string): Promise<PreparationPlan> {
  const { preparing } = await ready(deps, id);
  const plan = await planned(preparing);
  if ((await plannedItems(deps.db, id, plan.hash)) === null) {
    const data = { hash: plan.hash, items: statesOf(plan) };
    await recordCommand(deps.db, deps.vault, { by, type: PREPARATION.planned, connectionId: id, data });
  }
  return plan;
}

export async function printPreparation(deps: Deps, id: string, language: 'ru' | 'en'): Promise<string> {
  const { preparing } = await ready(deps, id);
  return preparing.prepare.print(await planned(preparing), language);
}

/**
 * Makes what a plan lists as missing; the connection takes over what it is to use from then on.
 * What was made is kept also where it stopped half-way: a new plan has the rest.
 * @throws HubError `conflict` `PLAN_CHANGED` when the installation is no longer as the plan said: nothing is made
 */
export function applyPreparation(deps: Deps, by: string, id: string, hash: string, reason: string): Promise<Prepared> {
  return alone(deps, id, async () => {
    const { row, preparing } = await ready(deps, id, 'change');
    const plan = await planned(preparing);
    if (plan.hash !== hash) throw await changed(deps, id, hash, plan);
    const done = await preparing.prepare.apply(preparing.client, plan, hash).catch(async (error: unknown) => {
      if (isHubError(error) && error.kind === 'conflict') throw await changed(deps, id, hash, await planned(preparing));
      throw error;
    });
    const options = newOptions(row, done.options);
    if (done.made.length === 0 && Object.keys(options).length === 0) return done;
    const before = Object.fromEntries(Object.keys(options).map((name) => [name, row.options[name] ?? null]));
    await deps.db.transaction(async (tx) => {
      const data = { hash, things: done.made, options, before };
      await recordCommand(tx, deps.vault, { by, type: PREPARATION.made, connectionId: id, data, reason });
      if (Object.keys(options).length > 0) await changeOptions(tx, deps.vault, id, { open: options, secret: {} });
    });
    deps.connected.forget(id);
    return done;
  });
}

/** Removes exactly what the hub has made there, and gives the connection its former options back. Idempotent. @returns what was removed */
export function undoPreparation(deps: Deps, by: string, id: string, reason: string): Promise<Json[]> {
  return alone(deps, id, async () => {
    const { row, preparing } = await ready(deps, id, 'change');
    const made = await madeOf(deps.db, id);
    if (made.length === 0) return [];
    const things = made.flatMap((one) => one.things);
    await preparing.prepare.undo(preparing.client, things);
    const options = formerOptions(row, made);
    await deps.db.transaction(async (tx) => {
      await recordCommand(tx, deps.vault, { by, type: PREPARATION.undone, connectionId: id, data: { things }, reason });
      if (Object.keys(options).length > 0) await changeOptions(tx, deps.vault, id, { open: options, secret: {} });
    });
    deps.connected.forget(id);
    return things;
  });
}

const planned = ({ prepare, client, needs }: Preparing) => prepare.plan(client, needs);

async function ready(deps: Deps, id: string, use?: 'change'): Promise<{ row: ConnectionRow; preparing: Preparing }> {
  const row = await getConnection(deps.db, id);
  if (!row) throw unknownConnection();
  if (use === 'change' && row.status === 'paused') {
    throw conflict(
      'CONNECTION_PAUSED',
      'Подключение на паузе: сначала возобновите его.',
      'The connection is paused: resume it first.',
    );
  }
  const preparing = await deps.connected.preparing(id);
  if (!preparing) {
    throw notFound('NOTHING_TO_PREPARE', 'Эта система не требует подготовки.', 'This system needs no preparation.');
  }
  return { row, preparing };
}

/** One preparation of an installation at a time, in all processes: two would make things twice. */
async function alone<T>(deps: Deps, id: string, work: () => Promise<T>): Promise<T> {
  return deps.db.transaction(async (tx) => {
    if (!(await tryLock(tx, `prepare:${id}`))) {
      throw conflict('PREPARATION_RUNNING', 'Подготовка уже идёт.', 'A preparation is under way already.');
    }
    return work();
  });
}

function statesOf({ items }: PreparationPlan): { [item: string]: string } {
  return Object.fromEntries(items.map((item) => [nameOf(item), item.note ? `${item.state}: ${item.note.en}` : item.state]));
}

const nameOf = ({ kind, of, code }: PreparationItem) => [kind, of, code].filter((part) => part !== '').join('.');

/** Tells item by item; a plan that nobody was shown differs as a whole. */
async function changed(deps: Deps, id: string, hash: string, plan: PreparationPlan): Promise<PlanChanged> {
  const before = (await plannedItems(deps.db, id, hash)) ?? {};
  const now = statesOf(plan);
  const moved = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((item) => before[item] !== now[item]);
  return new PlanChanged(
    moved.map((item): FieldError => ({ path: item, message: `${before[item] ?? '–'} → ${now[item] ?? '–'}` })),
  );
}

function newOptions(row: ConnectionRow, wanted: Options): Options {
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => row.options[name] !== value));
}

/** Values from before the first preparation, of options that nobody has changed since. */
function formerOptions(row: ConnectionRow, made: Awaited<ReturnType<typeof madeOf>>): Options {
  const latest: Options = Object.assign({}, ...made.map(({ options }) => options));
  const first: Options = Object.assign({}, ...made.map(({ before }) => before).reverse());
  return Object.fromEntries(Object.entries(first).filter(([name]) => row.options[name] === latest[name]));
}
