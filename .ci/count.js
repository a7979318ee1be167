import { existsSync, readFileSync } from 'node:fs';

// Prints what was skipped and the closing line "N passed, N failed[, N skipped]" from vitest's JSON; fails when nothing ran.
const [path = ''] = process.argv.slice(2);
const results = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { testResults: [], success: false };
const tests = results.testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: file.name })));
const count = (...states) => tests.filter((test) => states.includes(test.status)).length;

const passed = count('passed');
const skipped = count('skipped', 'pending', 'todo', 'disabled');
// A file that could not be loaded holds no test and is a failure all the same; so is a run without results.
const broken = results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
const failed = Math.max(count('failed') + broken, results.success && passed > 0 ? 0 : 1);

for (const test of tests.filter(({ status }) => status !== 'passed' && status !== 'failed'))
  console.log(`skipped: ${test.file}: ${test.fullName}`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
