import { join } from 'node:path';
import { projectRoot } from '../config/root.ts';
import { loadSpecs } from '../mappings/engine/load.ts';
import { scoreOf } from '../tests/support/mapping/score.ts';
import { figure } from './figures.ts';

/** Which share of the mutants of the shipped specs does their table of cases notice? */
const startedAt = performance.now();
const { mutants, byCase, byCheck, survivors } = scoreOf(await loadSpecs(join(projectRoot(), 'mappings/specs')));
const dead = byCase + byCheck;
console.log('mutants of the shipped specs');
figure('made: a rule dropped, or one part of one altered', mutants);
figure('dead by a case of the table', byCase);
figure('dead by a check alone: such a spec cannot be published', byCheck);
figure('dead in all', `${dead} (${((100 * dead) / mutants).toFixed(1)} %)`);
figure('seconds', ((performance.now() - startedAt) / 1_000).toFixed(1));
for (const survivor of survivors) console.log(`  survived: ${survivor}`);
if (dead < 0.9 * mutants) process.exitCode = 1;
