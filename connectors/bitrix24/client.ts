import type { CrmRecord, CrmSource } from '../../domain/deals/ports.ts';
import type { Clock, Connected } from '../sdk/contract.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { type Activities, createActivities } from './activities.ts';
import { renewPair } from './auth.ts';
import { type Comments, createComments } from './comments.ts';
import { createDisk, type Disk } from './disk.ts';
import { createDocuments, type Documents } from './documents.ts';
import { findByCommunication } from './duplicates.ts';
import { createItems, type Items } from './items.ts';
import { createMetadata, type Metadata } from './metadata.ts';
import { createModes, type Modes } from './modes.ts';
import { createOpenLines, type OpenLines } from './openlines/client.ts';
import type { Bitrix24Options } from './options.ts';
import { createQueue, type EventQueue } from './queue.ts';
import { createRest, type Rest } from './rest.ts';
import { createRows, type Rows } from './rows.ts';
import { createStageHistory, type StageHistory } from './stage-history.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';
import { createTasks, type Tasks } from './tasks.ts';
import { createUserFields, type UserFields } from './user-fields.ts';
import { createUsers, type Users } from './users.ts';

/** Longest attempt of one write with the reads around it; the write itself has the 65 s of a call. Milliseconds at limit scale 1. */
export const WRITE_TIMEOUT_MS = 90_000;
/** A refresh token dies after 180 days without use. */
const KEEP_ALIVE_MS = 60 * 86_400_000;
const ACCESS_LIFE_MS = 3_600_000;

/** One portal, as the hub works with it. */
export interface Bitrix24 extends CrmSource, Items, Rows {
  findByCommunication(entity: 'contact' | 'company' | 'lead', by: { phone?: string; email?: string }): Promise<string[]>;
  getRecord: Items['getRecord'];
  getRecords: Items['getRecords'];
  findByMark: Items['findByMark'];
  getProductRows: Rows['getProductRows'];
  modes: Modes;
  comments: Comments;
  activities: Activities;
  tasks: Tasks;
  users: Users;
  disk: Disk;
  documents: Documents;
  openLines: OpenLines;
  userFields: UserFields;
  stageHistory: StageHistory;
  queue: EventQueue;
  subscriptions: Subscriptions;
  /** Refreshes a token pair that nobody has used for two months; true when it did. Nothing to do for a webhook. */
  keepAlive(): Promise<boolean>;
  options: Bitrix24Options;
  rest: Rest;
  metadata: Metadata;
  clock: Clock;
}

export function createClient(connected: Connected<Bitrix24Options>): Bitrix24 {
  const { options, clock, tokens } = connected;
  const rest = createRest(connected);
  const metadata = createMetadata(rest, clock);
  const deadlineAt = () => clock.now() + scaledTimeoutMs(WRITE_TIMEOUT_MS, connected.limitScale);
  const items = createItems({ rest, metadata, options, deadlineAt });

  return {
    ...items,
    ...createRows(rest, deadlineAt),
    findByCommunication: (entity, by) => findByCommunication(rest, entity, by),
    async listChanged(entity, since, afterId): Promise<CrmRecord[]> {
      return (await items.changedPage(entity, since, afterId)).records;
    },
    modes: createModes(rest, clock),
    comments: createComments(rest, deadlineAt),
    activities: createActivities(rest, deadlineAt),
    tasks: createTasks(rest, deadlineAt),
    users: createUsers(rest),
    disk: createDisk(rest, deadlineAt),
    documents: createDocuments(rest, deadlineAt),
    openLines: createOpenLines(rest, deadlineAt),
    userFields: createUserFields(rest, deadlineAt),
    stageHistory: createStageHistory(rest),
    queue: createQueue(rest, deadlineAt),
    subscriptions: createSubscriptions(rest, options, deadlineAt),
    async keepAlive() {
      const pair = options.auth === 'oauth' ? await tokens.read() : null;
      if (!pair || clock.now() - (pair.expiresAt - ACCESS_LIFE_MS) < KEEP_ALIVE_MS) return false;
      await renewPair(connected, pair);
      return true;
    },
    options,
    rest,
    metadata,
    clock,
  };
}
