import type { Method, MethodTable } from '../method.ts';
import { dictionaryMethods } from './dictionaries.ts';
import { duplicateMethods } from './duplicates.ts';
import { eventMethods } from './events.ts';
import { itemMethods } from './items.ts';
import { rowMethods } from './rows.ts';
import { systemMethods } from './system.ts';
import { timelineMethods } from './timeline.ts';

const table: MethodTable = {
  ...itemMethods,
  ...rowMethods,
  ...dictionaryMethods,
  ...timelineMethods,
  ...duplicateMethods,
  ...eventMethods,
  ...systemMethods((name) => methodOf(name)),
};

/** A method by its name in lower case. */
export function methodOf(name: string): Method | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
