import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DocumentActivities, DocumentStep } from '../../activities/documents.ts';
import { loadProductionCalendar } from '../../config/calendars/load.ts';
import { type ClockPolicy, readClock } from '../../domain/sla/clock.ts';
import { hoursOf } from '../../domain/sla/hours.ts';
import { productionDays } from '../../domain/sla/production.ts';
import { DEFAULT_RECKONING } from '../../domain/sla/reckon.ts';
import { failureConverterPath } from '../../runtime/data-converter.ts';
import { findTestServer } from '../../runtime/provision/find.ts';
import { documentDispatch } from '../../workflows/document-dispatch.ts';
import { nudge } from '../../workflows/nudged.ts';
import { HOUR, MINUTE, WORKDAYS, week } from '../support/sla.ts';

/** The deadline of a part over weekends and holidays, on a clock that skips to the next timer. */

let environment: TestWorkflowEnvironment;
let code: string;

beforeAll(async () => {
  const { binary } = await findTestServer({ env: process.env, say: () => {} });
  environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: binary } },
  });
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  const nothing = () => {};
  const logger = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
  ({ code } = await bundleWorkflowCode({ workflowsPath, failureConverterPath: failureConverterPath(), logger }));
}, 120_000);
afterAll(() => environment.teardown());

const WEEK = week({ [WORKDAYS]: '9-13,14-18' });
const POLICY: ClockPolicy = {
  ...DEFAULT_RECKONING,
  normMs: 4 * HOUR,
  marks: [
    { id: 'warning', beforeMs: HOUR },
    { id: 'escalation', beforeMs: -4 * HOUR },
  ],
};
const FRIDAY = Date.parse('2027-03-05T17:30:00+03:00');
const local = (at: number) => new Date(at + 3 * HOUR).toISOString().slice(0, 16).replace('T', ' ');

/** Runs a workflow whose looks are these; answers with the moments at which it looked. */
async function looksOf(
  id: string,
  step: (looks: readonly number[]) => DocumentStep['wake'],
  meanwhile = async () => {},
): Promise<number[]> {
  const looks: number[] = [];
  const activities: DocumentActivities = {
    async drainDocuments(_link, now) {
      looks.push(now);
      return { more: false, events: 0, writes: 0, wake: step(looks) };
    },
  };
  const { nativeConnection: connection, client } = environment;
  const worker = await Worker.create({ connection, taskQueue: id, workflowBundle: { code }, activities });
  await worker.runUntil(async () => {
    const run = await client.workflow.start(documentDispatch, { taskQueue: id, workflowId: `documents:${id}`, args: [id] });
    await meanwhile();
    await run.result();
  });
  return looks;
}

test('over a weekend and a holiday a run wakes at the warning, the due moment and the escalation, and at no other time', async () => {
  const days = productionDays(await loadProductionCalendar('russia'), WEEK);
  const hours = hoursOf({ zone: 'Europe/Moscow', weeks: [{ since: '2020-01-01', hours: WEEK }], days });
  await environment.sleep(FRIDAY - (await environment.currentTimeMs()));
  const looks = await looksOf('holiday', (seen) => {
    const history = { startedAt: FRIDAY, stoppedAt: null, pauses: [], dueAt: null };
    const { wakeAt } = readClock(history, hours, POLICY, seen.at(-1) ?? 0);
    return wakeAt === null ? null : { at: wakeAt, why: 'Срок отправки документов' };
  });
  expect(looks.map(local)).toEqual(['2027-03-05 17:30', '2027-03-09 11:30', '2027-03-09 12:30', '2027-03-09 17:30']);
}, 60_000);

test('a nudge is looked at at once, and the run ends when nothing is to come', async () => {
  const looks = await looksOf(
    'nudged',
    (seen) => (seen.length === 1 ? { at: (seen[0] ?? 0) + 90 * 24 * HOUR, why: 'Билеты' } : null),
    async () => {
      const run = environment.client.workflow.getHandle('documents:nudged');
      await expect
        .poll(async () => (await run.fetchHistory()).events?.some((event) => event.timerStartedEventAttributes), {
          timeout: 10_000,
        })
        .toBe(true);
      await run.signal(nudge);
    },
  );
  expect(looks).toHaveLength(2);
  expect((looks[1] ?? 0) - (looks[0] ?? 0)).toBeLessThan(MINUTE);
}, 60_000);
