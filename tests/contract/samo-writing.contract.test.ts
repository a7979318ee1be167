import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SamoClient, samo } from '../../connectors/samo/index.ts';
import { createWritePort } from '../../connectors/sdk/writes.ts';
import type { WritePort } from '../../domain/deals/ports.ts';
import type { Fields } from '../../domain/json.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { connectedForTest } from '../support/connected.ts';
import { type HeldClaim, heldClaims, liveClaim } from '../support/samo-claims.ts';
import { type TwinControl, twinControl } from '../support/twin-control.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let twin: TwinControl;
let client: SamoClient;
let port: WritePort;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, limitScale: 50, scenario: 'off' });
  twin = twinControl(sandbox.url, 'samo');
  client = samo.connect(connectedForTest(samo, (await twin.connection()).options));
  port = createWritePort(samo, client, 50);
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await twin.reset();
  await twin.seed(60);
});

function write(operation: string, held: HeldClaim, fields: Fields) {
  return port.perform(
    operation,
    { entity: 'claim', id: held.guid, mark: 'link-1', fields: { number: String(held.number), ...fields } },
    'key-1',
  );
}

async function heldAs(held: HeldClaim): Promise<HeldClaim> {
  const found = (await heldClaims(twin)).find((claim) => claim.guid === held.guid);
  if (!found) throw new Error('the claim is gone');
  return found;
}

const family = () => liveClaim(twin, (claim) => claim.peoples.length > 2);

test('a cancel request is a request: the claim reads back as requested, not cancelled', async () => {
  const outcome = await write('claim.cancel', await liveClaim(twin), { reason: 'Передумали' });
  expect(outcome.readBack).toMatchObject({ status: { cancel: 'requested' } });
  expect(outcome.revision).not.toBeNull();
});

test('a cancel request for a claim that is being cancelled already is fulfilled without another effect', async () => {
  const held = await liveClaim(twin);
  await write('claim.cancel', held, {});
  await write('claim.cancel', held, {});
  expect((await twin.ledger()).filter((line) => line.operation === 'GET_CLAIM_CANCEL' && line.changed)).toHaveLength(1);
});

test('a cancel request counts as made although reading it back failed', async () => {
  await twin.faults({ operation: 'GET_CLAIM_OFFER', kind: 'error', share: 1, code: '2999' });
  expect(await write('claim.cancel', await liveClaim(twin), {})).toEqual({ revision: null, readBack: null });
});

test('a phone and an e-mail reach the one tourist they are meant for, and nobody else changes', async () => {
  const held = await family();
  const [, target] = held.peoples;
  const outcome = await write('claim.tourists', held, {
    touristKey: target?.key ?? '',
    phone: '+79000000055',
    email: 'new@example.com',
  });
  const { peoples } = await heldAs(held);
  expect(peoples).toEqual(
    held.peoples.map((person) => (person === target ? { ...person, phone: '+79000000055', email: 'new@example.com' } : person)),
  );
  expect(outcome.readBack).toMatchObject({
    tourists: expect.arrayContaining([expect.objectContaining({ phone: '+79000000055' })]),
  });
});

test('null clears a phone', async () => {
  const held = await liveClaim(twin, (claim) => claim.peoples[0]?.phone !== null);
  await write('claim.tourists', held, { touristKey: held.peoples[0]?.key ?? '', phone: null });
  expect((await heldAs(held)).peoples[0]?.phone).toBeNull();
});

test('a value that is there already, however it is written, makes no call', async () => {
  const held = await family();
  const fields = { touristKey: held.peoples[1]?.key ?? '', phone: '+7 900 000-00-56' };
  await write('claim.tourists', held, fields);
  await write('claim.tourists', held, { ...fields, phone: '+79000000056' });
  expect((await twin.ledger()).filter((line) => line.operation === 'GET_CLAIM_SAVE')).toHaveLength(1);
});

test('what the rules of the installation forbid is refused before anything is sent', async () => {
  const held = await family();
  const touristKey = held.peoples[1]?.key ?? '';
  await expect(write('claim.tourists', held, { touristKey, phone: 'по вечерам' })).rejects.toMatchObject({
    kind: 'validation',
    code: 'SAMO_TOURIST_RULE',
  });
  await twin.act('configure', { contactsReadOnly: true });
  await expect(write('claim.tourists', held, { touristKey, phone: '+79000000057' })).rejects.toMatchObject({
    code: 'SAMO_TOURIST_RULE',
  });
  expect(await twin.ledger()).toEqual([]);
});

test('a tourist who is not on the claim is refused', async () => {
  await expect(write('claim.tourists', await family(), { touristKey: '1', phone: '+79000000057' })).rejects.toMatchObject({
    kind: 'validation',
    code: 'SAMO_NO_TOURIST',
  });
});

test('a save that cannot be looked at has an open outcome, and is found later', async () => {
  const held = await family();
  const fields = { number: String(held.number), touristKey: held.peoples[1]?.key ?? '', phone: '+79000000058' };
  const input = { entity: 'claim', id: held.guid, mark: 'link-1', fields };
  await twin.faults({ operation: 'GET_CLAIM_SAVE', kind: 'html', share: 1 });
  await expect(port.perform('claim.tourists', input, 'key-1')).rejects.toMatchObject({ kind: 'unknown_outcome' });
  await twin.faults();
  expect(await port.find('claim.tourists', input, 'key-1')).toBeNull();
  await port.perform('claim.tourists', input, 'key-1');
  expect(await port.find('claim.tourists', input, 'key-1')).not.toBeNull();
});
