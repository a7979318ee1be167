import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import Alternating from './tests/support/sequencer.ts';

/** Started once for all kinds; tests read what it provides with `inject`. */
const globalSetup = ['tests/support/global-setup.ts'].filter((path) => existsSync(path));

/** Kinds whose tests start servers and processes of their own. */
const slow = { testTimeout: 120_000, hookTimeout: 120_000 };

/** Much of their time tests wait, so that two at once suit two cores; more would meet their time limits. */
const project = (name: string, order: number, more: object = {}) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.${name}.test.ts`],
    pool: 'forks' as const,
    maxWorkers: 2,
    sequence: { groupOrder: order },
    ...more,
  },
});

export default defineConfig({
  test: {
    globalSetup,
    projects: [
      project('unit', 0),
      project('contract', 1, { testTimeout: 30_000 }),
      project('workflow', 2, slow),
      project('e2e', 3, slow),
      project('console', 3, slow),
      project('chaos', 4, slow),
    ],
    sequence: { sequencer: Alternating },
    // .ci/run reads the JSON for its closing line.
    reporters: ['default', ['json', { outputFile: 'coverage/results.json' }]],
  },
});
