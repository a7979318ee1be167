import { z } from 'zod';
import { entityPrefix, type RecordEntity } from './entities.ts';
import { byKeyset } from './paging.ts';
import type { Rest } from './rest.ts';
import { signatureIn, signatureOf, signed, unsigned } from './signature.ts';
import { exactNumber } from './values.ts';
import { idText, phpList } from './wire.ts';

export interface Task {
  id: string;
  title: string;
  description: string;
  signature: string | null;
  responsibleId: string;
  /** `5` is completed; see the portal's own list. */
  status: string;
  deadline: string | null;
}

export interface NewTask {
  title: string;
  description: string;
  responsibleId: string;
  /** ISO 8601 with offset. */
  deadline?: string;
}

/** Tasks that are tied to a CRM record. */
export interface Tasks {
  list(entity: RecordEntity, id: string): Promise<Task[]>;
  add(entity: RecordEntity, id: string, task: NewTask, key: string): Promise<string>;
  find(entity: RecordEntity, id: string, key: string): Promise<Task | null>;
}

const task = z
  .object({
    id: idText,
    title: z.string().catch(''),
    description: z.string().nullish(),
    responsibleId: idText.catch(''),
    status: idText.catch(''),
    deadline: z.string().nullish(),
  })
  .transform(
    (raw): Task => ({
      ...raw,
      description: unsigned(raw.description ?? ''),
      signature: signatureIn(raw.description ?? ''),
      deadline: raw.deadline || null,
    }),
  );

export function createTasks(rest: Rest, deadlineAt: () => number): Tasks {
  /** Sorted and filtered by `ID`, answered with `id`. */
  function list(entity: RecordEntity, id: string): Promise<Task[]> {
    return byKeyset(async (afterId) => {
      const after = afterId === null ? {} : { '>ID': exactNumber(afterId) };
      const params = {
        filter: { UF_CRM_TASK: `${entityPrefix[entity]}_${id}`, ...after },
        order: { ID: 'asc' },
        select: ['ID', 'TITLE', 'DESCRIPTION', 'RESPONSIBLE_ID', 'STATUS', 'DEADLINE'],
        start: -1,
      };
      return (await rest.read('tasks.task.list', params, z.object({ tasks: phpList(task) }))).result.tasks;
    });
  }

  return {
    list,
    async add(entity, id, { title, description, responsibleId, deadline }, key) {
      const fields = {
        TITLE: title,
        DESCRIPTION: signed(description, key),
        RESPONSIBLE_ID: exactNumber(responsibleId),
        UF_CRM_TASK: [`${entityPrefix[entity]}_${id}`],
        ...(deadline === undefined ? {} : { DEADLINE: deadline }),
      };
      const answer = z.object({ task: z.object({ id: idText }) });
      return (await rest.write('tasks.task.add', { fields }, answer, deadlineAt())).result.task.id;
    },
    async find(entity, id, key) {
      const signature = signatureOf(key);
      return (await list(entity, id)).find((candidate) => candidate.signature === signature) ?? null;
    },
  };
}
