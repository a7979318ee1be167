import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OnlineAnswer } from '../../connectors/samo/export/online.ts';
import { type SamoInstallation, startSamo } from '../support/samo-installation.ts';

let samo: SamoInstallation;
beforeAll(async () => {
  samo = await startSamo();
});
afterAll(() => samo.stop());
beforeEach(() => samo.twin.reset());

function ask(action: string, parameters: { [name: string]: string } = {}, options: object = {}): Promise<OnlineAnswer> {
  const { online } = samo.connect(options);
  if (!online) throw new Error('the connection has no Online API');
  return online.call(action, parameters);
}

const NO_HOTELS = { TOWNFROMINC: '2', STATEINC: '999' };
const ENVELOPES = ['coded', 'plain', 'field', 'tag'];
const VERSIONS = ['1.0', '2.0'];
const METHODS = ['get', 'post'];

test.each(METHODS.flatMap((method) => VERSIONS.map((version) => [method, version])))(
  'requirement 14: rows come by %s in version %s, numbers as they were written',
  async (onlineMethod, onlineVersion) => {
    const answer = await ask('Currency_RATES', {}, { onlineMethod, onlineVersion });
    if (answer.kind !== 'payload' || !Array.isArray(answer.payload)) throw new Error('no rows came');
    expect(answer.payload.length).toBeGreaterThan(0);
    for (const row of answer.payload) expect(row).toMatchObject({ rate: expect.any(String), currencyKey: expect.any(String) });
  },
);

test.each(['array', 'object', 'null', 'false', 'text'])(
  'requirement 6: an empty payload as %s is nothing',
  async (emptyPayload) => {
    await samo.twin.act('configure', { emptyPayload });
    expect(await ask('SearchTour_HOTELS', NO_HOTELS)).toEqual({ kind: 'nothing' });
  },
);

test.each(ENVELOPES.flatMap((style) => VERSIONS.map((version) => [style, version])))(
  'requirement 7: an unknown method is a matter of settings in the envelope %s of version %s',
  async (onlineErrors, onlineVersion) => {
    await samo.twin.act('configure', { onlineErrors });
    await expect(ask('SearchTour_NOWHERE', {}, { onlineVersion })).rejects.toMatchObject({
      kind: 'config',
      code: 'SAMO_NO_METHOD',
    });
  },
);

const ACCESS = ['envelope', 'oauth', 'forbidden'];
test.each(ENVELOPES.flatMap((style) => ACCESS.map((access) => [style, access])))(
  'requirement 7: a refused token and a refused address stop the connection (%s, %s)',
  async (onlineErrors, onlineAccessErrors) => {
    await samo.twin.act('configure', { onlineErrors, onlineAccessErrors });
    await expect(ask('Currency_CURRENCIES', {}, { onlineToken: 'wrong-token' })).rejects.toMatchObject({ kind: 'auth' });
    await samo.twin.faults({ operation: 'Currency_CURRENCIES', kind: 'error', code: 'address', share: 1 });
    const refused = await ask('Currency_CURRENCIES').catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind: 'auth', code: 'SAMO_ADDRESS_REFUSED' });
  },
);

test('a token without the right says so where the installation does', async () => {
  await samo.twin.act('configure', { onlineAccessErrors: 'oauth' });
  await samo.twin.faults({ operation: 'Currency_CURRENCIES', kind: 'error', code: 'scope', share: 1 });
  await expect(ask('Currency_CURRENCIES')).rejects.toMatchObject({ kind: 'permission', code: 'SAMO_TOKEN_SCOPE' });
});

test.each(ENVELOPES)('requirement 6: an error with HTTP 200 is a failure in the envelope %s', async (onlineErrors) => {
  await samo.twin.act('configure', { onlineErrors });
  await samo.twin.faults({ operation: 'Currency_CURRENCIES', kind: 'error', share: 1 });
  await expect(ask('Currency_CURRENCIES')).rejects.toMatchObject({ kind: 'transient' });
});

test.each(['html', 'truncate', 'drop'])('requirement 6: %s is an outage, never nothing', async (kind) => {
  await samo.twin.faults({ operation: 'Currency_CURRENCIES', kind, share: 1 });
  await expect(ask('Currency_CURRENCIES')).rejects.toMatchObject({ kind: 'transient' });
});

test('requirement 14: an installation that fails at POST is asked by GET', async () => {
  await samo.twin.act('configure', { onlinePost: 'error500' });
  await expect(ask('Currency_CURRENCIES', {}, { onlineMethod: 'post' })).rejects.toMatchObject({ kind: 'transient' });
  expect(await ask('Currency_CURRENCIES')).toMatchObject({ kind: 'payload' });
});

test.each(['windows-1251', 'windows-1251-mislabelled'])('requirement 15: rows in %s read like any other', async (charset) => {
  const plain = await ask('SearchTour_TOWNFROMS');
  await samo.twin.act('configure', { charset });
  expect(await ask('SearchTour_TOWNFROMS')).toEqual(plain);
  expect(JSON.stringify(plain)).toMatch(/Москва/);
});
