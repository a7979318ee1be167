import { type Call, family, type MethodTable, param } from '../method.ts';
import { parseMoment } from '../portal-time.ts';
import { query } from '../query.ts';
import { permit } from '../rights.ts';
import { fullTask, selectedTask } from '../tasks/present.ts';
import { addTask, changeTask, deleteTask, type Task, type TaskChanges, taskError, tasks } from '../tasks/store.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const task = family(['task', 'tasks']);
const denied = () => taskError('Доступ запрещён');

/** Tasks by the second version of REST: capitals in, camel case and strings out. */
export const taskMethods: MethodTable = {
  'tasks.task.add': task.value(0.6, (call) => {
    const { portal } = call.machine;
    permit(portal, 'task', 'add', denied);
    return { task: fullTask(portal, addTask(portal, changesOf(asMap(param(call, 'fields'))), call.actor), false) };
  }),
  'tasks.task.update': task.value(0.5, (call) => {
    const { portal } = call.machine;
    permit(portal, 'task', 'update', denied);
    const found = taskOf(call);
    changeTask(portal, found, changesOf(asMap(param(call, 'fields'))), call.actor);
    return { task: fullTask(portal, found, true) };
  }),
  'tasks.task.get': task.value(0.1, (call) => {
    permit(call.machine.portal, 'task', 'read', denied);
    const select = listParameter(call, 'select', ' (internal error)');
    return { task: selectedTask(call.machine.portal, taskOf(call), select.map(asText)) };
  }),
  'tasks.task.list': task.paged(0.2, (call) => {
    const { portal } = call.machine;
    permit(portal, 'task', 'read', denied);
    const select = listParameter(call, 'select', '').map(asText);
    const filter = camel(asMap(param(call, 'filter')));
    const crm = asText(filter['ufCrmTask']);
    const found = [...tasks(portal).values()].filter((one) => crm === '' || one.crm.includes(crm));
    const { ufCrmTask: _, ...conditions } = filter;
    const asked = { filter: conditions, order: camel(asMap(param(call, 'order'))), start: param(call, 'start') };
    const { rows, ...paging } = query(
      found.map((one) => selectedTask(portal, one, select)),
      asked,
    );
    return { result: { tasks: rows }, ...paging };
  }),
  'tasks.task.delete': task.value(0.3, (call) => {
    permit(call.machine.portal, 'task', 'delete', denied);
    deleteTask(call.machine.portal, taskOf(call), call.actor);
    return { task: true };
  }),
  'tasks.task.complete': task.value(0.3, (call) => {
    const found = taskOf(call);
    changeTask(call.machine.portal, found, { status: 5 }, call.actor);
    return { task: fullTask(call.machine.portal, found, true) };
  }),
  'tasks.task.getaccess': task.value(0.1, (call) => {
    const users = listParameter(call, 'users', '').map(asText);
    const found = taskOf(call);
    const own = [found.creatorId, found.responsibleId, ...found.auditors, ...found.accomplices].map(String);
    const asked = users.length === 0 ? [String(call.actor.userId)] : users;
    const rights = (user: string) => ({
      READ: own.includes(user),
      UPDATE: String(found.creatorId) === user,
      REMOVE: String(found.creatorId) === user,
    });
    return { allowedActions: Object.fromEntries(asked.map((user) => [user, rights(user)])) };
  }),
  'task.commentitem.add': task.value(0.3, (call) => {
    const [found, fields] = positional(call, 'ctaskcommentitem::add');
    const { portal } = call.machine;
    const written = { authorId: call.actor.userId, text: asText(fields['POST_MESSAGE']), at: portal.clock.now() };
    const comment = { id: portal.nextId('taskComment'), ...written };
    found.comments.push(comment);
    trace(portal, call.actor, { entity: 'task_comment', id: comment.id, fields: { task: found.id, text: comment.text } });
    return comment.id;
  }),
  'task.checklistitem.add': task.value(0.2, (call) => {
    const [found, fields] = positional(call, 'ctaskchecklistitem::add');
    const item = { id: call.machine.portal.nextId('checklistItem'), title: asText(fields['TITLE']) };
    found.checklist.push(item);
    return item.id;
  }),
};

/** The old methods of tasks count their parameters instead of naming them: one too many and the call is refused. */
function positional({ machine, params }: Call, method: string): [Task, WireMap] {
  const { auth: _, ...given } = params;
  const [id, fields, ...rest] = Object.values(given);
  const found = tasks(machine.portal).get(asId(id) ?? 0);
  if (found === undefined || rest.length > 0) throw taskError(`Param #0 (taskId) for method ${method}() expected`);
  return [found, asMap(fields)];
}

/** @throws VendorError 100 for anything but a list */
function listParameter(call: Call, name: string, tail: string): Wire[] {
  const value = param(call, name);
  if (value !== undefined && !Array.isArray(value)) {
    throw new VendorError(
      400,
      '100',
      `Invalid value {} to match with parameter {${name}}. Should be value of type array.${tail}`,
    );
  }
  return value ?? [];
}

function taskOf(call: Call): Task {
  const found = tasks(call.machine.portal).get(asId(param(call, 'taskId') ?? param(call, 'id')) ?? 0);
  if (found === undefined) throw taskError('Задача не найдена или доступ запрещён');
  return found;
}

/** `UF_CRM_TASK` → `ufCrmTask`, prefixes of a filter kept. */
function camel(map: WireMap): WireMap {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [
      name.replace(/^([^A-Za-z]*)(.*)$/, (_, prefix: string, rest: string) => prefix + camelName(rest)),
      value,
    ]),
  );
}

const camelName = (name: string) =>
  /[a-z]/.test(name) ? name : name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const ids = (value: Wire | undefined) =>
  asList(value)
    .map(asId)
    .filter((id) => id !== null);

function changesOf(fields: WireMap): TaskChanges {
  const has = (name: string) => fields[name] !== undefined;
  const text = (name: string) => asText(fields[name]);
  const status = Number(text('STATUS'));
  const priority = Number(text('PRIORITY'));
  return {
    ...(has('TITLE') && { title: text('TITLE').trim() }),
    ...(has('DESCRIPTION') && { description: text('DESCRIPTION') }),
    ...(asId(fields['CREATED_BY']) !== null && { creatorId: Number(text('CREATED_BY')) }),
    ...(asId(fields['RESPONSIBLE_ID']) !== null && { responsibleId: Number(text('RESPONSIBLE_ID')) }),
    ...(has('DEADLINE') && { deadline: parseMoment(text('DEADLINE')) }),
    ...((status === 2 || status === 3 || status === 4 || status === 5 || status === 6) && { status }),
    ...(has('PRIORITY') && (priority === 0 || priority === 1 || priority === 2) && { priority }),
    ...(has('PARENT_ID') && { parentId: asId(fields['PARENT_ID']) }),
    ...(has('GROUP_ID') && { groupId: Number(text('GROUP_ID')) }),
    ...(has('AUDITORS') && { auditors: ids(fields['AUDITORS']) }),
    ...(has('ACCOMPLICES') && { accomplices: ids(fields['ACCOMPLICES']) }),
    ...(has('UF_CRM_TASK') && { crm: asList(fields['UF_CRM_TASK']).map(asText) }),
    ...(has('UF_TASK_WEBDAV_FILES') && {
      files: asList(fields['UF_TASK_WEBDAV_FILES']).map((file) => Number(asText(file).replace('n', ''))),
    }),
  };
}
