import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';
import { SEARCH_ATTRIBUTES } from '../../config/search-attributes.ts';
import { createMetrics } from '../../runtime/metrics.ts';

const page = readFileSync(join(projectRoot(), 'docs/operate.md'), 'utf8');

test('docs/operate.md names metrics that exist', () => {
  const known = createMetrics()
    .registry.getMetricsAsArray()
    .map(({ name }) => name);
  const named = [...page.matchAll(/`(uzel_\w+)`/g)].map(([, name]) => name ?? '');
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test('docs/operate.md explains every search attribute, and asks by no other', () => {
  const named = new Set([...page.matchAll(/\b(Uzel[A-Z]\w+)/g)].map(([, name]) => name ?? ''));
  expect([...named].sort()).toEqual(Object.keys(SEARCH_ATTRIBUTES).sort());
});
