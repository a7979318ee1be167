import type { Call } from '../method.ts';
import { parseMoment } from '../portal-time.ts';
import { selectedItem, taskItem } from '../tasks/present-v3.ts';
import { addTask, changeTask, deleteTask, type Task, type TaskChanges, tasks } from '../tasks/store.ts';
import { asId, asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';
import { invalid, noAccess, noRecord } from './error.ts';
import { matches } from './filter.ts';

/** A method of REST 3.0. */
export interface MethodV3 {
  scopes: readonly string[];
  seconds: number;
  /** Remembered under an `Idempotency-Key`. */
  writes: boolean;
  run(call: Call): Wire;
}

const common = { scopes: ['task', 'tasks'] };
const limit = 50;
/** ISO 8601 with an offset; the old formats are refused. */
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

/** Tasks by REST 3.0. */
export const taskMethodsV3: { [name: string]: MethodV3 } = {
  'tasks.task.add': {
    ...common,
    seconds: 0.6,
    writes: true,
    run(call) {
      may(call, 'add');
      const fields = asMap(call.params['fields']);
      if (asText(fields['title']) === '') throw invalid('title', 'Field `title` is required for this request');
      const creator = asId(fields['creatorId']);
      const task = addTask(
        call.machine.portal,
        { ...changesOf(fields), ...(creator !== null && { creatorId: creator }) },
        call.actor,
      );
      return { item: taskItem(task) };
    },
  },
  'tasks.task.update': {
    ...common,
    seconds: 0.5,
    writes: true,
    run(call) {
      may(call, 'update');
      const fields = asMap(call.params['fields']);
      if (fields['creatorId'] !== undefined) {
        const text =
          'In DTO `TaskDto`, the field `creatorId` requires the presence of the `Editable` attribute for such a request';
        throw invalid('creatorId', text);
      }
      changeTask(call.machine.portal, taskOf(call), changesOf(fields), call.actor);
      return { result: true };
    },
  },
  'tasks.task.get': {
    ...common,
    seconds: 0.1,
    writes: false,
    run(call) {
      may(call, 'read');
      return { item: selectedItem(call.machine.portal, taskOf(call), asList(call.params['select']).map(asText)) };
    },
  },
  'tasks.task.list': {
    ...common,
    seconds: 0.2,
    writes: false,
    run(call) {
      may(call, 'read');
      const { portal } = call.machine;
      const select = asList(call.params['select']).map(asText);
      const page = asMap(call.params['pagination']);
      const size = Math.min(limit, Number(asText(page['limit']) || limit));
      const offset = Number(asText(page['offset']) || 0);
      const found = [...tasks(portal).values()].filter((task) => matches(taskItem(task), asList(call.params['filter'])));
      return { items: found.slice(offset, offset + size).map((task) => selectedItem(portal, task, select)) };
    },
  },
  'tasks.task.delete': {
    ...common,
    seconds: 0.3,
    writes: true,
    run(call) {
      may(call, 'delete');
      deleteTask(call.machine.portal, taskOf(call), call.actor);
      return { result: true };
    },
  },
};

function may({ machine }: Call, action: string): void {
  if (machine.portal.forbidden.has(`task.${action}`)) throw noAccess();
}

function taskOf({ machine, params }: Call): Task {
  const task = tasks(machine.portal).get(asId(params['id']) ?? 0);
  if (task === undefined) throw noRecord(asText(params['id']));
  return task;
}

/** Unknown fields are dropped in silence. */
function changesOf(fields: WireMap): TaskChanges {
  const deadline = fields['deadline'];
  if (deadline !== undefined && deadline !== null && !dateTime.test(asText(deadline))) {
    throw invalid('deadline', 'Field `deadline` requires data type `DateTime` for this request');
  }
  return {
    ...(fields['title'] !== undefined && { title: asText(fields['title']) }),
    ...(fields['description'] !== undefined && { description: asText(fields['description']) }),
    ...(asId(fields['responsibleId']) !== null && { responsibleId: asId(fields['responsibleId']) ?? 0 }),
    ...(deadline !== undefined && { deadline: deadline === null ? null : parseMoment(asText(deadline)) }),
    ...(fields['parentId'] !== undefined && { parentId: asId(fields['parentId']) }),
    ...(fields['crmItemIds'] !== undefined && { crm: asList(fields['crmItemIds']).map(asText) }),
    ...(fields['fileIds'] !== undefined && { files: asList(fields['fileIds']).map((id) => asId(id) ?? 0) }),
  };
}
