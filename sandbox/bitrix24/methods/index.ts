import type { Method, MethodTable } from '../method.ts';
import { activityMethods } from './activities.ts';
import { activityKindMethods } from './activity-kinds.ts';
import { bindingMethods } from './bindings.ts';
import { categoryMethods } from './categories.ts';
import { detailsMethods } from './details.ts';
import { dictionaryMethods } from './dictionaries.ts';
import { diskFileMethods } from './disk-files.ts';
import { diskFolderMethods } from './disk-folders.ts';
import { documentTemplateMethods } from './document-templates.ts';
import { documentMethods } from './documents.ts';
import { duplicateMethods } from './duplicates.ts';
import { eventMethods } from './events.ts';
import { imconnectorMethods } from './imconnector.ts';
import { itemMethods } from './items.ts';
import { legacyMethods } from './legacy.ts';
import { messageMethods } from './messages.ts';
import { openlineSessionMethods } from './openline-sessions.ts';
import { openlineMethods } from './openlines.ts';
import { paymentMethods } from './payments.ts';
import { rowMethods } from './rows.ts';
import { saleMethods } from './sale.ts';
import { systemMethods } from './system.ts';
import { taskMethods } from './tasks.ts';
import { telephonyMethods } from './telephony.ts';
import { timelineMethods } from './timeline.ts';
import { timelineItemMethods } from './timeline-items.ts';
import { typeMethods } from './types.ts';
import { userFieldMethods } from './user-fields.ts';

const table: MethodTable = {
  ...itemMethods,
  ...rowMethods,
  ...dictionaryMethods,
  ...timelineMethods,
  ...timelineItemMethods,
  ...activityMethods,
  ...activityKindMethods,
  ...documentMethods,
  ...documentTemplateMethods,
  ...paymentMethods,
  ...saleMethods,
  ...imconnectorMethods,
  ...openlineMethods,
  ...openlineSessionMethods,
  ...telephonyMethods,
  ...taskMethods,
  ...messageMethods,
  ...legacyMethods,
  ...bindingMethods,
  ...userFieldMethods,
  ...categoryMethods,
  ...detailsMethods,
  ...typeMethods,
  ...diskFolderMethods,
  ...diskFileMethods,
  ...duplicateMethods,
  ...eventMethods,
  ...systemMethods((name) => methodOf(name)),
};

/** A method by its name in lower case. */
export function methodOf(name: string): Method | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
