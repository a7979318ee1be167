import { deepStrictEqual } from 'node:assert/strict';
import { availableParallelism, cpus } from 'node:os';
import jsonata from 'jsonata';
import type { Claim } from '../domain/deals/claim.ts';
import type { Fields } from '../domain/json.ts';
import { figure } from './figures.ts';
import { EXPRESSION } from './mapping/expression.ts';
import { dealOf } from './mapping/handwritten.ts';
import { compiledSpec, constants, record, SERVICES } from './mapping/job.ts';

/** How fast does a compiled spec map a claim, beside the same job by hand and in JSONata? */
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
const ROUND_MS = Number(process.env['BENCH_ROUND_MS'] ?? 600);

const mapping = await compiledSpec();
const expression = jsonata(EXPRESSION);
const claim = record as unknown as Claim & { links: Fields };
const input = { ...record, constants };

const bySpec = () => mapping.toRight(record, { constants }).fields;
const byHand = () => dealOf(claim, constants);
const byJsonata = async () => (await expression.evaluate(input)) as Fields;

const expected = byHand();
deepStrictEqual(bySpec(), expected);
deepStrictEqual(JSON.parse(JSON.stringify(await byJsonata())), JSON.parse(JSON.stringify(expected)));

console.log('configuration');
figure('cores', availableParallelism());
figure('processor', cpus()[0]?.model ?? 'unknown');
figure('node', process.version);
figure('fields', Object.keys(expected).length);
figure('service rows', SERVICES);
figure('rounds of each, in turn; the best counts', `${ROUNDS} × ${ROUND_MS} ms`);

let kept: unknown;
const best = { hand: 0, spec: 0, jsonata: 0 };
for (let round = 0; round < ROUNDS; round += 1) {
  best.hand = Math.max(best.hand, rate(byHand));
  best.spec = Math.max(best.spec, rate(bySpec));
  best.jsonata = Math.max(best.jsonata, await rateOfPromises(byJsonata));
}

console.log('claims mapped in a CPU second');
figure('hand-written TypeScript', Math.round(best.hand).toLocaleString('en'));
figure('compiled spec', Math.round(best.spec).toLocaleString('en'));
figure('JSONata', Math.round(best.jsonata).toLocaleString('en'));
figure('compiled spec: times slower than by hand', (best.hand / best.spec).toFixed(2));
figure('compiled spec: times faster than JSONata', (best.spec / best.jsonata).toFixed(0));
if (kept === undefined) throw new Error('nothing was mapped');

/** Runs in batches, so that the clock costs nothing. In CPU seconds: what else the machine does makes no difference. */
function rate(run: () => unknown): number {
  const startedAt = process.cpuUsage();
  let done = 0;
  do {
    for (let turn = 0; turn < 200; turn += 1) kept = run();
    done += 200;
  } while (cpuMs(startedAt) < ROUND_MS);
  return done / (cpuMs(startedAt) / 1_000);
}

async function rateOfPromises(run: () => Promise<unknown>): Promise<number> {
  const startedAt = process.cpuUsage();
  let done = 0;
  do {
    for (let turn = 0; turn < 10; turn += 1) kept = await run();
    done += 10;
  } while (cpuMs(startedAt) < ROUND_MS);
  return done / (cpuMs(startedAt) / 1_000);
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}
