import type { CrmEntity, CrmRecord } from '../domain/deals/ports.ts';
import type { Fields } from '../domain/json.ts';
import { subjects } from '../ingress/subjects.ts';
import { listPairs, type PairRow } from '../store/connections.ts';
import { finishRows, forwardRow, type InboxRow, pendingOf } from '../store/inbox.ts';
import { getLinks, type LinkRow, linksByRight, readManyBases } from '../store/links.ts';
import { at, begun, running } from './context.ts';
import { fieldsReader } from './deals.ts';
import { pinned, type SyncDeps } from './deps.ts';
import { asHubError, isRepeatable } from './errors.ts';
import { type DrainStep, EMPTY_STEP, openSettingTask, stopConnection } from './pass.ts';
import { isEcho } from './reading.ts';

export interface ScreenActivities {
  /**
   * Looks through the hints of one CRM connection, fifty records to a request.
   *
   * Our own writes coming back (equal to the current base) end here, counted; records that nobody linked end here too; the rest goes on to the run of its
   * link. An event of a record that we have just created finds its link by the mark. Idempotent.
   */
  screenHints(connectionId: string): Promise<DrainStep>;
}

const ENTITIES: readonly CrmEntity[] = ['deal', 'contact', 'company'];
const RECORDS_PER_REQUEST = 50;

export function createScreenActivities(deps: SyncDeps): ScreenActivities {
  return {
    screenHints: (connectionId) =>
      running(deps.limitScale, async () => {
        begun();
        try {
          return await screen(pinned(deps), connectionId);
        } catch (thrown) {
          const error = asHubError(thrown).at(connectionId);
          if (isRepeatable(error)) throw error;
          if (error.kind === 'auth') await stopConnection(deps, connectionId, error);
          else await openSettingTask(deps, connectionId, error);
          return EMPTY_STEP;
        }
      }),
  };
}

async function screen(deps: SyncDeps, connectionId: string): Promise<DrainStep> {
  const rows = await pendingOf(deps.db, subjects.screen(connectionId), RECORDS_PER_REQUEST * ENTITIES.length);
  if (rows.length === 0) return EMPTY_STEP;
  const pairs = (await listPairs(deps.db)).filter((pair) => pair.rightConnection === connectionId);
  const step: DrainStep = { ...EMPTY_STEP, events: rows.length };
  for (const entity of ENTITIES) {
    const batch = rows.filter((row) => row.entity === entity).slice(0, RECORDS_PER_REQUEST);
    if (batch.length > 0) step.echoes += await screenEntity(deps, connectionId, pairs, entity, batch);
  }
  const foreign = rows.filter((row) => !ENTITIES.some((entity) => entity === row.entity));
  await finishRows(deps.db, foreign, 'ignored');
  deps.count('echoes', step.echoes);
  const left = await pendingOf(deps.db, subjects.screen(connectionId), 1);
  return { ...step, more: left.length > 0 };
}

async function screenEntity(
  deps: SyncDeps,
  connectionId: string,
  pairs: PairRow[],
  entity: CrmEntity,
  rows: InboxRow[],
): Promise<number> {
  const ids = rows.map((row) => row.externalId);
  const crm = await deps.clients.crm(connectionId);
  const links = new Map(
    (
      await linksByRight(
        deps.db,
        pairs.map((pair) => pair.id),
        entity,
        ids,
      )
    ).map((link) => [link.rightId, link]),
  );
  const wanted = rows.filter((row) => row.change !== 'deleted').map((row) => row.externalId);
  const records = new Map((await at(connectionId, crm.getRecords(entity, wanted))).map((record) => [record.id, record]));
  const marked = await byMark(
    deps,
    entity,
    [...records.values()].filter((record) => !links.has(record.id)),
  );
  const bases = await readManyBases(
    deps.db,
    deps.vault,
    [...links.values()].map((link) => link.id),
  );
  const readers = new Map<string, (record: CrmRecord) => Fields>();
  for (const pair of pairs) readers.set(pair.id, await fieldsReader(deps, pair, [...records.values()]));

  const echoes: InboxRow[] = [];
  const unlinked: InboxRow[] = [];
  for (const row of rows) {
    const record = records.get(row.externalId);
    const link = links.get(row.externalId) ?? marked.get(row.externalId);
    const read = link === undefined ? undefined : readers.get(link.pairId);
    if (link === undefined || read === undefined) unlinked.push(row);
    else if (record && isEcho(record, bases.get(link.id)?.right ?? null, deps.mappings[entity].policies({}), read))
      echoes.push(row);
    else await forwardRow(deps.db, row, subjects[entity](link.id));
  }
  await finishRows(deps.db, echoes, 'echo');
  await finishRows(deps.db, unlinked, 'unlinked');
  return echoes.length;
}

/** Records that carry our mark but are not linked yet: their create is in flight, or its answer was lost. */
async function byMark(deps: SyncDeps, kind: CrmEntity, records: readonly CrmRecord[]): Promise<Map<string, LinkRow>> {
  const marks = new Map(records.flatMap((record) => (record.mark === null ? [] : [[record.mark, record.id] as const])));
  const links = (await getLinks(deps.db, [...marks.keys()])).filter((link) => link.kind === kind && link.rightId === null);
  return new Map(
    links.flatMap((link) => {
      const id = marks.get(link.id);
      return id === undefined ? [] : [[id, link] as const];
    }),
  );
}
