import { expect, test, vi } from 'vitest';
import { ActError } from '../../sandbox/core/act-error.ts';
import { createVirtualClock } from '../../sandbox/core/clock.ts';
import type { Twin } from '../../sandbox/core/types.ts';
import { createSamoTwin } from '../../sandbox/samo/index.ts';
import { createScenario, type PlayedAct } from '../../sandbox/scenario/scenario.ts';

function samo(): Twin {
  return createSamoTwin({ clock: createVirtualClock(Date.parse('2026-03-02T09:00:00Z')), publicUrl: () => '' });
}

/** A CRM with one deal, in which everything is forbidden. */
function refusingCrm(): Twin {
  const refuse = () => {
    throw new ActError('refused', 'not today');
  };
  const held: Record<string, unknown[]> = { deals: [{ id: 1 }], users: [{ ID: '11', ACTIVE: true }] };
  return { ...samo(), name: 'bitrix24', state: (entity) => held[entity] ?? null, acts: { edit: refuse, comment: refuse } };
}

async function play(twins: Twin[], seed: number, acts: number): Promise<PlayedAct[]> {
  const scenario = createScenario({ twins, seed });
  const played: PlayedAct[] = [];
  for (let n = 0; n < acts; n += 1) played.push(await scenario.step());
  return played;
}

test('the same seed plays the same day', async () => {
  expect(await play([samo()], 5, 80)).toEqual(await play([samo()], 5, 80));
});

test('a day brings bookings, confirmations, payments in parts, cancel requests and new phones', async () => {
  const twin = samo();
  const acts = new Set((await play([twin], 5, 250)).map(({ act }) => act));
  expect([...acts].sort()).toEqual(expect.arrayContaining(['book', 'cancel', 'confirm', 'edit', 'pay', 'request_cancel']));
  const statuses = (twin.state('claims') as { rawStatus: number }[]).map(({ rawStatus }) => rawStatus);
  expect(statuses).toEqual(expect.arrayContaining([1, 2, 6]));
});

test('a twin that refuses does not end the day', async () => {
  const played = await play([samo(), refusingCrm()], 5, 120);
  const crm = played.filter(({ twin }) => twin === 'bitrix24');
  expect(crm.length).toBeGreaterThan(0);
  expect(crm.every(({ outcome }) => outcome === 'refused')).toBe(true);
  expect(played.some(({ twin, outcome }) => twin === 'samo' && outcome === 'done')).toBe(true);
});

test('a started day opens with thirty bookings, and a stopped one plays nothing more', async () => {
  const twin = samo();
  const scenario = createScenario({ twins: [twin], seed: 5 });
  scenario.set({ running: true, speed: 1000 });
  await vi.waitFor(() => expect(twin.ledger.after(0).next).toBeGreaterThan(35));
  scenario.set({ running: false, speed: 1 });
  const { next } = twin.ledger.after(0);
  expect(
    twin.ledger
      .after(0)
      .writes.slice(0, 30)
      .every(({ operation }) => operation === 'book'),
  ).toBe(true);
  await new Promise((passed) => setTimeout(passed, 20));
  expect(twin.ledger.after(0).next).toBe(next);
});
