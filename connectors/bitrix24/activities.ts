import { z } from 'zod';
import type { Json } from '../../domain/json.ts';
import { entityTypeId, ORIGINATOR, type RecordEntity } from './entities.ts';
import { byKeyset } from './paging.ts';
import type { Rest } from './rest.ts';
import { signatureIn, signatureOf, signed, unsigned } from './signature.ts';
import { exactNumber } from './values.ts';
import { idText, phpList } from './wire.ts';

/** A planned or past dealing with a client: a call, a meeting, a to-do, a message. */
export interface Activity {
  id: string;
  subject: string;
  /** Without our signature. */
  description: string;
  signature: string | null;
  completed: boolean;
  /** ISO 8601; null for none. */
  deadline: string | null;
  responsibleId: string;
  provider: string;
  originId: string | null;
}

export interface NewTodo {
  title: string;
  description: string;
  /** ISO 8601 with offset. */
  deadline: string;
  responsibleId?: string;
  /** Minutes before the deadline. */
  pingOffsets?: number[];
}

export interface NewMessageRecord {
  /** Own type of the application, as it registered it; `CONFIGURABLE` is the portal's own. */
  typeId: string;
  /** Blocks that the card shows, in the portal's own notation. */
  layout: Json;
  incoming: boolean;
  completed: boolean;
  responsibleId?: string;
}

export interface Activities {
  list(entity: RecordEntity, id: string, filter?: object): Promise<Activity[]>;
  addTodo(entity: RecordEntity, id: string, todo: NewTodo, key: string): Promise<string>;
  findTodo(entity: RecordEntity, id: string, key: string): Promise<Activity | null>;
  /** A record of a message in the card; application only. It carries our mark in `originId`. */
  addRecord(entity: RecordEntity, id: string, record: NewMessageRecord, key: string): Promise<string>;
  findRecord(entity: RecordEntity, id: string, key: string): Promise<Activity | null>;
}

const row = z
  .object({
    ID: idText,
    SUBJECT: z.string().nullish(),
    DESCRIPTION: z.string().nullish(),
    COMPLETED: z.string().catch('N'),
    DEADLINE: z.string().nullish().catch(null),
    RESPONSIBLE_ID: idText.catch(''),
    PROVIDER_ID: z.string().nullish(),
    ORIGIN_ID: idText.nullish(),
  })
  .transform((raw): Activity & { id: string } => ({
    id: raw.ID,
    subject: raw.SUBJECT ?? '',
    description: unsigned(raw.DESCRIPTION ?? ''),
    signature: signatureIn(raw.DESCRIPTION ?? ''),
    completed: raw.COMPLETED === 'Y',
    deadline: raw.DEADLINE || null,
    responsibleId: raw.RESPONSIBLE_ID,
    provider: raw.PROVIDER_ID ?? '',
    originId: raw.ORIGIN_ID || null,
  }));

const SELECT = ['ID', 'SUBJECT', 'DESCRIPTION', 'COMPLETED', 'DEADLINE', 'RESPONSIBLE_ID', 'PROVIDER_ID', 'ORIGIN_ID'];

export function createActivities(rest: Rest, deadlineAt: () => number): Activities {
  function list(entity: RecordEntity, id: string, filter: object = {}): Promise<Activity[]> {
    const owner = { OWNER_TYPE_ID: entityTypeId[entity], OWNER_ID: exactNumber(id) };
    return byKeyset(async (afterId) => {
      const after = afterId === null ? {} : { '>ID': exactNumber(afterId) };
      const params = { filter: { ...owner, ...filter, ...after }, order: { ID: 'ASC' }, select: SELECT, start: -1 };
      return (await rest.read('crm.activity.list', params, phpList(row))).result;
    });
  }

  return {
    list,
    async addTodo(entity, id, todo, key) {
      const params = {
        ownerTypeId: entityTypeId[entity],
        ownerId: exactNumber(id),
        title: todo.title,
        description: signed(todo.description, key),
        deadline: todo.deadline,
        ...(todo.responsibleId === undefined ? {} : { responsibleId: exactNumber(todo.responsibleId) }),
        ...(todo.pingOffsets === undefined ? {} : { pingOffsets: todo.pingOffsets }),
      };
      const { result } = await rest.write('crm.activity.todo.add', params, z.object({ id: idText }), deadlineAt());
      return result.id;
    },
    async findTodo(entity, id, key) {
      const signature = signatureOf(key);
      return (await list(entity, id)).find((activity) => activity.signature === signature) ?? null;
    },
    async addRecord(entity, id, record, key) {
      const fields = {
        typeId: record.typeId,
        completed: record.completed ? 'Y' : 'N',
        isIncomingChannel: record.incoming ? 'Y' : 'N',
        originatorId: ORIGINATOR,
        originId: signatureOf(key),
        ...(record.responsibleId === undefined ? {} : { responsibleId: exactNumber(record.responsibleId) }),
      };
      const params = { ownerTypeId: entityTypeId[entity], ownerId: exactNumber(id), fields, layout: record.layout };
      const answer = z.object({ activity: z.object({ id: idText }) });
      return (await rest.write('crm.activity.configurable.add', params, answer, deadlineAt())).result.activity.id;
    },
    async findRecord(entity, id, key) {
      const [found] = await list(entity, id, { ORIGINATOR_ID: ORIGINATOR, ORIGIN_ID: signatureOf(key) });
      return found ?? null;
    },
  };
}
