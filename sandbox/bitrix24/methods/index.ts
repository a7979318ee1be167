import type { Method, MethodTable } from '../method.ts';
import { bindingMethods } from './bindings.ts';
import { categoryMethods } from './categories.ts';
import { detailsMethods } from './details.ts';
import { dictionaryMethods } from './dictionaries.ts';
import { diskFileMethods } from './disk-files.ts';
import { diskFolderMethods } from './disk-folders.ts';
import { duplicateMethods } from './duplicates.ts';
import { eventMethods } from './events.ts';
import { itemMethods } from './items.ts';
import { legacyMethods } from './legacy.ts';
import { rowMethods } from './rows.ts';
import { systemMethods } from './system.ts';
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
