import { createHash } from 'node:crypto';
import type { Portal } from '../portal.ts';
import { isoOf } from '../portal-time.ts';
import type { Wire, WireMap } from '../wire.ts';
import type { Task } from './store.ts';

const moment = (ms: number | null): Wire => (ms === null ? null : isoOf(ms));

export function guid(task: Task): string {
  const hex = createHash('sha256').update(`task ${task.id}`).digest('hex');
  return `{${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')}}`;
}

function face(portal: Portal, id: number): WireMap {
  const user = portal.users.find((one) => one.id === id);
  return {
    id: String(id),
    name: user === undefined ? '' : `${user.name} ${user.lastName}`,
    link: `/company/personal/user/${id}/`,
    icon: '/bitrix/images/tasks/default_avatar.png',
    workPosition: user?.position ?? '',
  };
}

/** What the caller may do with the task, by name. */
function actionsOf(task: Task, taking: boolean): WireMap {
  const [open, done] = [task.status !== 5, task.status === 5];
  return {
    accept: false,
    decline: false,
    complete: open,
    approve: task.status === 4,
    disapprove: task.status === 4,
    start: task.status === 2,
    pause: task.status === 3,
    delegate: open,
    remove: true,
    edit: true,
    defer: open,
    renew: done,
    create: true,
    changeDeadline: true,
    checklistAddItems: true,
    addFavorite: true,
    deleteFavorite: false,
    rate: true,
    ...(taking && { take: false }),
    'edit.originator': false,
    'checklist.reorder': true,
    'elapsedtime.add': true,
    'dayplan.timer.toggle': false,
    'edit.plan': true,
    'checklist.add': true,
    'favorite.add': true,
    'favorite.delete': false,
  };
}

/** What stands beside the asked columns in every answer. */
function company(portal: Portal, task: Task, taking: boolean): WireMap {
  return {
    descriptionInBbcode: 'Y',
    favorite: 'N',
    group: [],
    creator: face(portal, task.creatorId),
    responsible: face(portal, task.responsibleId),
    action: actionsOf(task, taking),
  };
}

/**
 * A task as an add and an update answer it: strings, no user fields.
 *
 * @param changed an update knows of sprints and of taking the task besides
 */
export function fullTask(portal: Portal, task: Task, changed: boolean): WireMap {
  const faces = (ids: number[]): Wire =>
    ids.length === 0 ? [] : Object.fromEntries(ids.map((id) => [String(id), face(portal, id)]));
  const { parentId, ...rest } = columnsOf(task);
  const columns = changed && parentId === null ? rest : { ...rest, parentId: parentId ?? null };
  return {
    ...columns,
    ...(changed && { sprintId: null, backlogId: null }),
    ...company(portal, task, changed),
    accomplicesData: faces(task.accomplices),
    auditorsData: faces(task.auditors),
    newCommentsCount: 0,
    checkListTree: emptyTree(task, changed),
    checkListCanAdd: true,
  };
}

function columnsOf(task: Task): WireMap {
  return {
    id: String(task.id),
    parentId: task.parentId === null ? null : String(task.parentId),
    title: task.title,
    description: task.description,
    mark: null,
    priority: String(task.priority),
    multitask: 'N',
    notViewed: 'N',
    replicate: 'N',
    stageId: '0',
    createdBy: String(task.creatorId),
    createdDate: isoOf(task.createdAt),
    responsibleId: String(task.responsibleId),
    changedBy: String(task.changedBy),
    changedDate: isoOf(task.changedAt),
    statusChangedBy: task.statusChangedBy === null ? null : String(task.statusChangedBy),
    closedBy: task.closedAt === null ? null : String(task.changedBy),
    closedDate: moment(task.closedAt),
    activityDate: isoOf(task.changedAt),
    dateStart: null,
    deadline: moment(task.deadline),
    startDatePlan: null,
    endDatePlan: null,
    guid: guid(task),
    xmlId: null,
    commentsCount: task.comments.length === 0 ? null : String(task.comments.length),
    serviceCommentsCount: null,
    allowChangeDeadline: 'N',
    allowTimeTracking: 'N',
    taskControl: 'N',
    addInReport: 'N',
    forkedByTemplateId: null,
    timeEstimate: '0',
    timeSpentInLogs: null,
    matchWorkTime: 'N',
    forumTopicId: null,
    forumId: null,
    siteId: 's1',
    subordinate: 'Y',
    exchangeModified: null,
    exchangeId: null,
    outlookVersion: String(task.version),
    viewedDate: null,
    sorting: null,
    durationFact: null,
    isMuted: 'N',
    isPinned: 'N',
    isPinnedInGroup: 'N',
    flowId: null,
    status: String(task.status),
    statusChangedDate: isoOf(task.statusChangedAt),
    durationPlan: null,
    durationType: 'days',
    groupId: String(task.groupId),
    auditors: task.auditors.map(String),
    accomplices: task.accomplices.map(String),
    checklist: [],
  };
}

function emptyTree(task: Task, changed: boolean): WireMap {
  const ids = { id: null, copiedId: null, entityId: null, userId: task.creatorId, createdBy: null, parentId: null };
  const look = { title: '', sortIndex: null, displaySortIndex: '', isComplete: false, isImportant: false, completedCount: 0 };
  const fields = { ...ids, ...look, members: [], attachments: [], ...(changed && { nodeId: null }) };
  return { nodeId: 0, fields, action: [], descendants: [] };
}

/** The asked columns of a task, names in capitals, and what always stands beside them. */
export function selectedTask(portal: Portal, task: Task, select: readonly string[]): WireMap {
  const own: WireMap = { ...columnsOf(task), ufCrmTask: task.crm, ufTaskWebdavFiles: task.files, ufMailMessage: null };
  const wanted = new Set(select.map((name) => name.toUpperCase()));
  const all = wanted.size === 0 || wanted.has('*');
  const hidden = ['ufCrmTask', 'ufTaskWebdavFiles'];
  const picked = Object.entries(own).filter(([name]) => {
    const upper = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    return name === 'id' || name === 'ufMailMessage' || wanted.has(upper) || (all && !hidden.includes(name));
  });
  return { ...Object.fromEntries(picked), ...company(portal, task, true) };
}
