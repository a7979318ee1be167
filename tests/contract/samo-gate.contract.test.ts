import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ReferenceCursor, ReferencePort, ReferenceRow } from '../../domain/booking/ports.ts';
import { isHubError } from '../../domain/errors.ts';
import { type SamoInstallation, startSamo } from '../support/samo-installation.ts';

let samo: SamoInstallation;
beforeAll(async () => {
  samo = await startSamo();
});
afterAll(() => samo.stop());
beforeEach(() => samo.twin.reset());

interface HeldRow {
  type: string;
  inc: number;
  status: string;
  stamp: string;
}

function gate(options: object = {}): ReferencePort {
  const { references } = samo.connect(options);
  if (!references) throw new Error('the connection has no gate');
  return references;
}

const heldRows = async (type: string) => (await samo.twin.state<HeldRow>('references')).filter((row) => row.type === type);

/** A reader that keeps what it reads: rows by key, the cursor beside them. */
function reader(port: ReferencePort, type: string) {
  const rows = new Map<string, ReferenceRow>();
  let cursor: ReferenceCursor | null = null;
  async function step(): Promise<boolean> {
    const page = await port.pull(type, cursor);
    for (const row of page.rows) row.deleted ? rows.delete(row.key) : rows.set(row.key, row);
    cursor = page.cursor;
    return page.complete;
  }
  async function all(): Promise<void> {
    while (!(await step()));
  }
  return { rows, step, all, at: () => cursor, keys: () => [...rows.keys()].sort() };
}

async function liveKeys(type: string): Promise<string[]> {
  return (await heldRows(type)).flatMap(({ inc, status }) => (status === 'D' ? [] : [String(inc)])).sort();
}

test('requirement 5: a first load brings every live row, whatever the order of stamps, and ends at the largest', async () => {
  const room = reader(gate(), 'room');
  await room.all();
  expect(room.keys()).toEqual(await liveKeys('room'));
  const stamps = (await heldRows('room')).map(({ stamp }) => BigInt(stamp));
  const last = BigInt(room.at()?.lastStamp ?? 0);
  expect(stamps).toContain(last);
  expect(stamps.filter((stamp) => stamp > last)).toEqual([]);
  expect(room.at()?.lastStamp).toMatch(/^0x[0-9A-F]{16}$/);
});

test('requirement 5: the stamp from which deletions count is taken once, before the first load', async () => {
  const hotel = reader(gate(), 'hotel');
  await hotel.step();
  const fixed = hotel.at()?.delStamp;
  await samo.twin.act('edit_reference', { type: 'hotel', inc: 5930, patch: { name: 'Учебный Прибой' } });
  await hotel.all();
  await hotel.all();
  expect(hotel.at()?.delStamp).toBe(fixed);
  expect(hotel.rows.get('5930')?.name).toBe('Учебный Прибой');
});

test('requirement 5: what is deleted after, or in the middle of, the load is removed', async () => {
  const room = reader(gate(), 'room');
  await room.step();
  const [first] = room.keys();
  await samo.twin.act('delete_reference', { type: 'room', inc: Number(first) });
  await room.all();
  expect(room.keys()).toEqual(await liveKeys('room'));
  const [second] = room.keys();
  await samo.twin.act('delete_reference', { type: 'room', inc: Number(second) });
  await room.all();
  expect(room.rows.has(second ?? '')).toBe(false);
});

test('requirement 5: a page that was read and lost before it was kept is read again, a page that comes twice changes nothing', async () => {
  const port = gate();
  const room = reader(port, 'room');
  await room.step();
  const lost = await port.pull('room', room.at());
  await port.pull('room', room.at());
  expect((await port.pull('room', room.at())).rows).toEqual(lost.rows);
  await room.all();
  expect(room.keys()).toEqual(await liveKeys('room'));
});

test('requirement 5: a load that fails in the middle goes on from its cursor', async () => {
  await samo.twin.faults({ operation: '*', kind: 'error', share: 0.5 });
  const room = reader(gate(), 'room');
  for (let tries = 0; tries < 60; tries += 1) {
    const done = await room.step().catch((error: unknown) => {
      if (isHubError(error) && error.kind === 'transient') return false;
      throw error;
    });
    if (done) break;
  }
  expect(room.keys()).toEqual(await liveKeys('room'));
});

test('an earlier page that comes instead of the next one is not taken for the end', async () => {
  const port = gate();
  const room = reader(port, 'room');
  await room.step();
  await samo.twin.faults({ operation: 'reference:room', kind: 'duplicate_event', share: 1 });
  await expect(port.pull('room', room.at())).rejects.toMatchObject({ code: 'SAMO_GATE_REPEATED', kind: 'transient' });
});

test('requirement 15: a reference to nothing is null, a date is kept as written', async () => {
  const town = reader(gate(), 'town');
  await town.all();
  const values = [...town.rows.values()].map((row) => row.values['region']);
  expect(values).toContain(null);
  expect(values).not.toContain('-2147483647');
});

test('an empty dictionary is empty, not an error', async () => {
  expect(await gate().pull('frblock', null)).toMatchObject({ rows: [], complete: true });
});

test.each(['windows-1251', 'windows-1251-mislabelled'])(
  'requirement 15: a dictionary in %s reads like any other',
  async (charset) => {
    const plain = await gate().pull('state', null);
    await samo.twin.act('configure', { charset });
    const page = await gate().pull('state', null);
    expect(page.rows).toEqual(plain.rows);
    expect(page.rows.some(({ name }) => /[А-Я]/.test(name ?? ''))).toBe(true);
  },
);

test.each([
  ['a wrong token', { gateToken: 'wrong-token' }, {}, 'auth', 'SAMO_TOKEN_REFUSED'],
  ['an address that is not allowed', {}, { addresses: ['192.0.2.1'] }, 'auth', 'SAMO_ADDRESS_REFUSED'],
  ['a token that may not read dictionaries', {}, { scopes: ['online-api'] }, 'auth', 'SAMO_TOKEN_REFUSED'],
])('requirement 7: %s stops the gate, with HTTP 200', async (_, options, access, kind, code) => {
  await samo.twin.act('access', access);
  try {
    await expect(gate(options).pull('state', null)).rejects.toMatchObject({ kind, code });
  } finally {
    await samo.twin.act('access', { addresses: null, scopes: ['online-api', 'export-dictionary', 'read-claim'] });
  }
});

test.each([
  ['html', 'transient'],
  ['truncate', 'transient'],
  ['drop', 'transient'],
  ['error', 'transient'],
  ['rate_limit', 'rate_limited'],
] as const)('requirement 6: %s of the gate is %s, never an empty dictionary', async (kind, expected) => {
  await samo.twin.faults({ operation: 'reference:state', kind, share: 1 });
  await expect(gate().pull('state', null)).rejects.toMatchObject({ kind: expected });
});

test('a dictionary that the installation does not have is a matter of settings', async () => {
  await expect(gate().pull('nothing', null)).rejects.toMatchObject({ kind: 'config', code: 'SAMO_NO_METHOD' });
});
