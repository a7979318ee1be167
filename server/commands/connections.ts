import { isDeepStrictEqual } from 'node:util';
import type { Capability, Connector } from '../../connectors/sdk/contract.ts';
import type { Json } from '../../domain/json.ts';
import {
  type ConnectionRow,
  getConnection,
  listPairs,
  openSecrets,
  pauseConnection,
  resumeConnection,
  saveConnection,
} from '../../store/connections.ts';
import { routesInto, wakeRoutes } from '../../store/routes.ts';
import { closeTask } from '../../store/tasks.ts';
import { holdName, wakeRows } from '../../store/waking.ts';
import { traceOf } from '../causes.ts';
import type { ServerDeps } from '../deps.ts';
import { conflict, InvalidRequest, notFound } from '../refusals.ts';
import { recordCommand } from './journal.ts';
import { checkOptions } from './options.ts';

type Deps = Pick<ServerDeps, 'db' | 'vault' | 'registry' | 'connected' | 'wake'>;
type Options = { [name: string]: Json };

export interface NewConnection {
  id: string;
  system: string;
  title: string;
  options: Options;
  pullSeconds?: number | undefined;
  unit?: string | null | undefined;
}

export const unknownConnection = () => notFound('CONNECTION_UNKNOWN', 'Такого подключения нет.', 'There is no such connection.');

function connectorOf(deps: Pick<Deps, 'registry'>, system: string): Connector {
  const connector = Object.hasOwn(deps.registry, system) ? deps.registry[system] : undefined;
  if (!connector) throw new InvalidRequest([{ path: 'system', message: 'there is no connector for this system' }]);
  return connector;
}

/**
 * Creates a connection. The same request again changes nothing.
 * @returns whether it is new
 * @throws HubError `conflict` when the id belongs to another connection
 */
export async function createConnection(deps: Deps, by: string, draft: NewConnection): Promise<boolean> {
  const connector = connectorOf(deps, draft.system);
  const checked = checkOptions(connector, draft.options, { open: {}, secret: {} });
  return deps.db.transaction(async (tx) => {
    await holdName(tx, `connection:${draft.id}`);
    const before = await getConnection(tx, draft.id);
    if (before) {
      const same =
        before.system === draft.system && before.title === draft.title && isDeepStrictEqual(before.options, checked.open);
      if (same && isDeepStrictEqual(await openSecrets(tx, deps.vault, draft.id), checked.secret)) return false;
      throw conflict('CONNECTION_EXISTS', 'Подключение с таким кодом уже есть.', 'There is a connection with this id already.');
    }
    await saveConnection(tx, deps.vault, { ...naming(draft), ...checked });
    await recordCommand(tx, deps.vault, {
      by,
      type: 'connection_created',
      connectionId: draft.id,
      data: { system: draft.system, options: Object.keys(draft.options) },
    });
    return true;
  });
}

const naming = ({ id, system, title, pullSeconds, unit }: Omit<NewConnection, 'options'>) => ({
  id,
  system,
  title,
  ...(pullSeconds === undefined ? {} : { pullSeconds }),
  ...(unit === undefined ? {} : { unitId: unit }),
});

/** Changes title, options or reading period of a connection; what is left out stays. Takes effect at the next call to the system. */
export async function changeConnection(
  deps: Deps,
  by: string,
  id: string,
  change: { title?: string | undefined; options?: Options | undefined } & Pick<NewConnection, 'pullSeconds' | 'unit'>,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await holdName(tx, `connection:${id}`);
    const row = await getConnection(tx, id);
    if (!row) throw unknownConnection();
    const entered = change.options ?? {};
    // Secrets that cannot be opened any more count as unset: the connector then says which must be entered again.
    const secret = change.options ? await openSecrets(tx, deps.vault, id).catch(() => ({})) : {};
    const stored = { open: row.options, secret };
    const checked = change.options
      ? checkOptions(connectorOf(deps, row.system), entered, stored)
      : { open: row.options, secret: {} };
    await saveConnection(tx, deps.vault, {
      ...naming({ id, system: row.system, title: change.title ?? row.title, pullSeconds: change.pullSeconds, unit: change.unit }),
      ...checked,
    });
    await recordCommand(tx, deps.vault, {
      by,
      type: 'connection_changed',
      connectionId: id,
      data: {
        options: Object.keys(entered),
        ...(change.title === undefined ? {} : { title: change.title }),
        ...(change.unit === undefined ? {} : { unit: change.unit }),
      },
    });
  });
  deps.connected.forget(id);
}

/**
 * Asks the installation what it can do, and which fields it has: mappings are checked against the answer. Who asked, and how much was missing, stands in
 * the journal.
 * @throws HubError of the installation
 */
export async function testConnection(
  deps: Deps & Pick<ServerDeps, 'mappings' | 'log'>,
  by: string,
  id: string,
): Promise<Capability[]> {
  if (!(await getConnection(deps.db, id))) throw unknownConnection();
  const found = await deps.connected.test(id);
  // A system that lets its abilities be asked and not its fields is one that works in part: the abilities say so.
  await deps.mappings
    .describe(id)
    .catch((error: unknown) => deps.log.warn({ connection: id, ...traceOf(error) }, 'a system was not described'));
  const missing = found.filter(({ available }) => !available).map(({ name }) => name);
  await recordCommand(deps.db, deps.vault, {
    by,
    type: 'connection_tested',
    connectionId: id,
    data: { capabilities: found.length, missing },
  });
  return found;
}

/** Stops all calls to a system; its events are still accepted and wait. Idempotent: the first reason stands. */
export async function pause(deps: Deps, by: string, id: string, reason: string): Promise<void> {
  await changeStatus(deps, id, async (tx) => {
    if (!(await pauseConnection(tx, id, { code: 'PAUSED_BY_PERSON', by, sentence: { ru: reason, en: reason } }))) return;
    await recordCommand(tx, deps.vault, { by, type: 'connection_paused', connectionId: id, reason });
  });
}

/**
 * Lets calls through again. What waited is offered at once: rows of this connection, and of those it is paired with, whose runs waited for it.
 * Circuit breakers are left to find out by themselves.
 */
export async function resume(deps: Deps, by: string, id: string, reason: string | undefined): Promise<void> {
  await changeStatus(deps, id, async (tx) => {
    const resumed = await resumeConnection(tx, id);
    await closeTask(tx, `stopped:${id}`, by);
    const pairs = (await listPairs(tx)).filter((pair) => pair.leftConnection === id || pair.rightConnection === id);
    const waiting = await wakeRows(tx, [
      ...new Set([id, ...pairs.flatMap((pair) => [pair.leftConnection, pair.rightConnection])]),
    ]);
    await wakeRoutes(tx, await routesInto(tx, id));
    if (resumed)
      await recordCommand(tx, deps.vault, { by, type: 'connection_resumed', connectionId: id, data: { waiting }, reason });
  });
  deps.wake();
}

async function changeStatus(
  deps: Deps,
  id: string,
  change: (tx: Parameters<Parameters<Deps['db']['transaction']>[0]>[0]) => Promise<void>,
) {
  await deps.db.transaction(async (tx) => {
    const row: ConnectionRow | null = await getConnection(tx, id);
    if (!row) throw unknownConnection();
    await change(tx);
  });
  deps.connected.forget(id);
}
