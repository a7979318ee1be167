import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Started once for all kinds; tests read what it provides with `inject`. */
const globalSetup = ['tests/support/global-setup.ts'].filter((path) => existsSync(path));

/** Kinds whose tests share machines of their own (servers, processes) and are run one file at a time. */
const serial = { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 };

const project = (name: string, order: number, more: object = {}) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.${name}.test.ts`],
    pool: 'forks' as const,
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
      project('workflow', 2, serial),
      project('e2e', 3, serial),
      project('console', 4, serial),
      project('chaos', 5, serial),
    ],
    // .ci/run reads the JSON for its closing line.
    reporters: ['default', ['json', { outputFile: 'coverage/results.json' }]],
  },
});
