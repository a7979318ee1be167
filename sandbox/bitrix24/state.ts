import { statusRow } from './dictionaries.ts';
import { diskObjects } from './disk/store.ts';
import { documents } from './documents/store.ts';
import type { Events } from './events.ts';
import { entityTypes } from './field-spec.ts';
import { storedFiles } from './files.ts';
import { chatMessages, chats } from './openlines/store.ts';
import type { Portal } from './portal.ts';
import { isoOf } from './portal-time.ts';
import { present } from './present.ts';
import type { Traffic } from './rest.ts';
import { presentRow, rowsOf } from './rows.ts';
import { payments } from './sale/payments.ts';
import { tasks } from './tasks/store.ts';
import { activities } from './timeline/activities.ts';
import { userRow } from './users.ts';

export const stateEntities = [
  'deals',
  'contacts',
  'companies',
  'leads',
  'productrows',
  'comments',
  'events',
  'subscriptions',
  'violations',
  'requests',
  'users',
  'stages',
  'activities',
  'chats',
  'chat_messages',
  'documents',
  'files',
  'payments',
  'tasks',
] as const;

/** What the twin holds now; records under universal names, deals with their `productRows`. Null for an unknown entity. */
export function readState(portal: Portal, events: Events, traffic: Traffic, entity: string): unknown[] | null {
  const records = (type: 1 | 2 | 3 | 4) =>
    [...portal.records[type].values()].map((version) => present(portal, { type, version, originalNames: false }));
  switch (entity) {
    case 'deals':
      return records(entityTypes.deal).map((deal) => ({
        ...deal,
        productRows: rowsOf(portal, { type: entityTypes.deal, id: Number(deal['id']) }).map(presentRow),
      }));
    case 'contacts':
      return records(entityTypes.contact);
    case 'companies':
      return records(entityTypes.company);
    case 'leads':
      return records(entityTypes.lead);
    case 'productrows':
      return [...portal.rows.values()].flatMap((rows) => rows.map(presentRow));
    case 'comments':
      return portal.comments.map(({ createdAt, files, ...comment }) => ({
        ...comment,
        files: files.map((id) => fileOf(portal, id)),
        createdTime: isoOf(createdAt),
      }));
    case 'events':
      return events.log();
    case 'subscriptions':
      return events.subscriptions();
    case 'violations':
      return traffic.violations;
    case 'requests':
      return [{ requests: traffic.requests, refused: traffic.refused, byMethod: traffic.byMethod }];
    case 'users':
      return portal.users.map(userRow);
    case 'stages':
      return portal.statuses.filter((status) => status.dictionary.startsWith('DEAL_STAGE')).map(statusRow);
    case 'activities':
      return [...activities(portal).values()];
    case 'chats':
      return [...chats(portal).values()];
    case 'chat_messages':
      return [...chatMessages(portal).values()];
    case 'documents':
      return [...documents(portal).values()];
    case 'files':
      return [...diskObjects(portal).values()].filter((object) => object.kind === 'file');
    case 'payments':
      return [...payments(portal).values()];
    case 'tasks':
      return [...tasks(portal).values()];
    default:
      return null;
  }
}

function fileOf(portal: Portal, id: number) {
  const object = diskObjects(portal).get(id);
  return { id, name: object?.name ?? '', size: storedFiles(portal).get(object?.fileId ?? 0)?.bytes.length ?? 0 };
}
