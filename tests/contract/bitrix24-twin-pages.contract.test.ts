import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageDepartures } from '../support/bitrix24-fidelity.ts';
import { probes } from '../support/bitrix24-pages/index.ts';
import { startPortal } from '../support/bitrix24-portal.ts';
import { verdicts } from '../support/bitrix24-verdicts.ts';
import { createWorld, type World } from '../support/bitrix24-world.ts';
import { departures, haveSamples, sample, samplePages } from '../support/samples.ts';

const present = haveSamples('every page that the Bitrix24 twin speaks for');

describe.skipIf(!present)('the twin answers as the official documentation shows', () => {
  const pages = present ? samplePages() : [];
  const found = new Map<string, string>();
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(async () => {
    await world.stop();
    const count = (verdict: string) => [...found.values()].filter((one) => one === verdict).length;
    const [passed, deviating, outside] = [count('passed'), count('deviating'), count('out of scope')];
    // `npm run test:contract` lists them all.
    const lines = [...found].filter(([, verdict]) => verdict === 'deviating').map(([page]) => `deviating    ${page}`);
    const summary = `pages ${pages.length}, in scope ${pages.length - outside}, passed ${passed}, deviating ${deviating}, out of scope ${outside}`;
    process.stdout.write(`\n${[...lines, summary].join('\n')}\n`);
  });

  test.for(pages)('%s', async (page, { task }) => {
    const expected = verdicts[page];
    const judge = (verdict: string) => {
      found.set(page, verdict);
      task.meta.page = { name: page, verdict };
    };
    if (expected?.verdict === 'out of scope') {
      judge('out of scope');
      return;
    }
    const probe = probes[page] ?? {};
    const successes = (await probe.successes?.(world)) ?? [await probe.success?.(world)];
    const said = { successes, errors: [await probe.error?.(world)], events: [await probe.event?.(world)] };
    const apart = pageDepartures(sample(page), said);
    judge(apart.length === 0 ? 'passed' : 'deviating');
    expect(apart).toEqual(expected?.departures ?? []);
  });

  test('every answer is timed as the documentation shows', async () => {
    const { time } = await world.call('crm.status.list');
    expect(departures(time, sample('crm__status__crm-status-list').successes[0]?.['time'])).toEqual([]);
  });

  test('an outgoing webhook is told all that the documentation shows, but for tokens', async () => {
    const portal = await startPortal();
    await portal.subscribe(['ONCRMCONTACTADD']);
    await portal.add(3, { name: 'Вера' });
    await portal.events();
    await portal.stop();
    const official = sample('crm__contacts__events__on-crm-contact-add').events[0];
    const tokens = ['access_token', 'expires_in', 'scope', 'status', 'refresh_token'].map((name) => `$.auth.${name} is missing`);
    expect(departures(portal.received.at(-1)?.body, official).sort()).toEqual(tokens.sort());
  });

  test('at least 95 % of the pages in scope pass, and no more than a quarter is out of scope', () => {
    const outside = pages.filter((page) => verdicts[page]?.verdict === 'out of scope').length;
    const deviating = pages.filter((page) => verdicts[page]?.verdict === 'deviating').length;
    expect(Object.keys(verdicts).filter((page) => !pages.includes(page))).toEqual([]);
    expect(outside).toBeLessThanOrEqual(Math.floor(pages.length / 4));
    expect(deviating).toBeLessThanOrEqual(Math.floor((pages.length - outside) / 20));
  });
});
