import type { Actor, Portal } from '../portal.ts';
import { shelf } from '../shelf.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';

export interface Task {
  id: number;
  title: string;
  description: string;
  creatorId: number;
  responsibleId: number;
  deadline: number | null;
  /** 2 pending · 3 in progress · 4 waiting for control · 5 completed · 6 deferred */
  status: 2 | 3 | 4 | 5 | 6;
  priority: 0 | 1 | 2;
  parentId: number | null;
  groupId: number;
  auditors: number[];
  accomplices: number[];
  /** `D_5`, `C_7` … */
  crm: string[];
  /** Ids of attached files. */
  files: number[];
  createdAt: number;
  changedAt: number;
  changedBy: number;
  statusChangedAt: number;
  statusChangedBy: number | null;
  closedAt: number | null;
  version: number;
  checklist: { id: number; title: string }[];
  comments: { id: number; authorId: number; text: string; at: number }[];
}

export type TaskChanges = Partial<Omit<Task, 'id' | 'createdAt' | 'version' | 'checklist' | 'comments'>>;

export const tasks = shelf<Task>();

/** The task module appends a line break to each of its texts. */
export const taskError = (text: string) => new VendorError(400, 'ERROR_CORE', `${text}<br>`);

/** @throws VendorError ERROR_CORE without a title */
export function addTask(portal: Portal, init: TaskChanges, actor: Actor): Task {
  if ((init.title ?? '') === '') throw taskError('Не указано название задачи');
  const now = Math.floor(portal.clock.now() / 1000) * 1000;
  const task: Task = {
    id: portal.nextId('task'),
    title: '',
    description: '',
    creatorId: actor.userId,
    responsibleId: actor.userId,
    deadline: null,
    status: 2,
    priority: 1,
    parentId: null,
    groupId: 0,
    auditors: [],
    accomplices: [],
    crm: [],
    files: [],
    createdAt: now,
    changedAt: now,
    changedBy: actor.userId,
    statusChangedAt: now,
    statusChangedBy: null,
    closedAt: null,
    version: 1,
    checklist: [],
    comments: [],
    ...init,
  };
  tasks(portal).set(task.id, task);
  told(portal, task, 'ADD', actor);
  return task;
}

/** @throws VendorError ERROR_CORE for a task that would be its own parent */
export function changeTask(portal: Portal, task: Task, changes: TaskChanges, actor: Actor): void {
  if (changes.parentId === task.id) throw taskError('Нельзя привязать узел к самому себе');
  const now = Math.floor(portal.clock.now() / 1000) * 1000;
  const moved = changes.status !== undefined && changes.status !== task.status;
  Object.assign(task, changes, { changedAt: now, changedBy: actor.userId, version: task.version + 1 });
  if (moved) {
    Object.assign(task, { statusChangedAt: now, statusChangedBy: actor.userId, closedAt: changes.status === 5 ? now : null });
  }
  told(portal, task, 'UPDATE', actor);
}

export function deleteTask(portal: Portal, task: Task, actor: Actor): void {
  tasks(portal).delete(task.id);
  told(portal, task, 'DELETE', actor);
}

/** Events of tasks say what was before and after; what there is not is the word `undefined`. */
function told(portal: Portal, task: Task, event: 'ADD' | 'UPDATE' | 'DELETE', actor: Actor): void {
  const { id, title, responsibleId, deadline, status, crm } = task;
  trace(portal, actor, { entity: 'task', id, fields: { title, responsibleId, deadline, status, crm } });
  const side = (present: boolean) => (present ? { ID: String(id) } : 'undefined');
  const body = {
    FIELDS_BEFORE: side(event !== 'ADD'),
    FIELDS_AFTER: side(event !== 'DELETE'),
    IS_ACCESSIBLE_BEFORE: 'undefined',
    IS_ACCESSIBLE_AFTER: 'undefined',
  };
  portal.emit({ name: `ONTASK${event}`, data: {}, body, objectId: String(id), actor });
}
