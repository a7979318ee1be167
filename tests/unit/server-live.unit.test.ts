import { getTableName, is, Table } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { changedTopics, TOPICS } from '../../server/live.ts';
import * as schema from '../../store/schema/index.ts';

const tables: string[] = Object.values(schema)
  .filter((value): value is typeof schema.links => is(value, Table))
  .map((table) => getTableName(table));

test('a topic changes when one of its tables does', () => {
  const before = new Map([
    ['links', '10'],
    ['tasks', '3'],
    ['journal/newest', '7'],
  ]);
  expect(changedTopics(before, new Map([...before, ['tasks', '4']]))).toEqual(['tasks']);
  expect(changedTopics(before, new Map([...before, ['journal/newest', '8']]))).toEqual(['links', 'journal']);
  expect(changedTopics(before, before)).toEqual([]);
});

test('every table that a topic names is one of the database', () => {
  const named = Object.values(TOPICS).flat();
  expect([...new Set(named.map((name) => name.replace('/newest', '')))].filter((name) => !tables.includes(name))).toEqual([]);
});
