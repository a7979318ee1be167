import type { Portal } from '../portal.ts';
import { isoOf } from '../portal-time.ts';
import type { Wire, WireMap } from '../wire.ts';
import { guid } from './present.ts';
import type { Task } from './store.ts';

const statuses: Record<Task['status'], string> = {
  2: 'pending',
  3: 'in_progress',
  4: 'supposedly_completed',
  5: 'completed',
  6: 'deferred',
};
const priorities: Record<Task['priority'], string> = { 0: 'low', 1: 'average', 2: 'high' };

const always =
  `read watch mute createResult edit remove delegate deadline datePlan changeResponsible changeAccomplices mark changeStatus
  reminder addAuditors elapsedTime favorite checklistAdd checklistEdit checklistSave checklistToggle automate completeResult admin
  createSubtask copy saveAsTemplate attachFile detachFile detachParent createGanttDependence`.split(/\s+/);
const never = 'take changeDirector timeTracking resultEdit removeResult resultRead sort'.split(' ');

/** Own fields of a task by REST 3.0: real numbers and booleans. */
export function taskItem(task: Task): WireMap {
  const moment = (ms: number | null): Wire => (ms === null ? null : isoOf(ms));
  return {
    id: task.id,
    title: task.title,
    description: task.description,
    deadline: moment(task.deadline),
    needsControl: false,
    startPlan: null,
    endPlan: null,
    fileIds: task.files.length === 0 ? null : task.files,
    checklist: task.checklist.map((item) => item.id),
    epicId: null,
    storyPoints: null,
    priority: priorities[task.priority],
    status: statuses[task.status],
    statusChanged: task.statusChangedBy === null ? null : isoOf(task.statusChangedAt),
    parentId: task.parentId,
    containsChecklist: task.checklist.length > 0,
    containsSubTasks: false,
    containsRelatedTasks: false,
    containsGanttLinks: false,
    containsPlacements: true,
    containsResults: false,
    numberOfReminders: 0,
    chatId: 2000 + task.id,
    plannedDuration: 0,
    actualDuration: 0,
    durationType: 'days',
    started: null,
    estimatedTime: 0,
    replicate: false,
    changed: isoOf(task.changedAt),
    closed: moment(task.closedAt),
    activity: isoOf(task.changedAt),
    guid: guid(task),
    xmlId: null,
    exchangeId: null,
    exchangeModified: null,
    outlookVersion: task.version,
    mark: 'none',
    allowsChangeDeadline: false,
    allowsTimeTracking: false,
    matchesWorkTime: false,
    addInReport: null,
    isMultitask: false,
    siteId: 's1',
    deadlineCount: null,
    declineReason: null,
    forumTopicId: null,
    link: `/company/personal/user/${task.responsibleId}/tasks/task/view/${task.id}/`,
    rights: rightsOf(task),
    archiveLink: `/bitrix/tools/disk/uf.php?entityId=${task.id}&action=downloadArchiveByEntity`,
    crmItemIds: task.crm,
    requireResult: false,
    matchesSubTasksTime: false,
    autocompleteSubTasks: false,
    allowsChangeDatePlan: false,
    maxDeadlineChangeDate: null,
    maxDeadlineChanges: null,
    requireDeadlineChangeReason: false,
    inFavorite: [],
    inPin: [],
    inGroupPin: [],
    inMute: [],
    dependsOn: [],
    scenarios: ['default'],
  };
}

function rightsOf({ status }: Task): WireMap {
  const open = status !== 5;
  return {
    ...Object.fromEntries(always.map((name) => [name, true])),
    ...Object.fromEntries(never.map((name) => [name, false])),
    complete: open,
    approve: status === 4,
    disapprove: status === 4,
    start: status === 2,
    pause: status === 3,
    defer: open,
    renew: !open,
  };
}

/** `responsible.name` and the like. A selection of relations alone leaves the own fields in place. */
export function selectedItem(portal: Portal, task: Task, select: readonly string[]): WireMap {
  const item = taskItem(task);
  const own = select.filter((name) => !name.includes('.'));
  const picked =
    own.length === 0 ? item : Object.fromEntries(Object.entries(item).filter(([name]) => name === 'id' || own.includes(name)));
  const relations: { [name: string]: number } = { responsible: task.responsibleId, creator: task.creatorId };
  for (const path of select) {
    const [relation = '', name = ''] = path.split('.');
    const userId = relations[relation];
    if (userId === undefined || name === '') continue;
    const user = portal.users.find((one) => one.id === userId);
    const known: WireMap = { id: userId, name: user?.name ?? null, lastName: user?.lastName ?? null, email: user?.email ?? null };
    const earlier = picked[relation];
    picked[relation] = {
      ...(typeof earlier === 'object' && !Array.isArray(earlier) ? earlier : {}),
      [name]: known[name] ?? null,
    };
  }
  return picked;
}
