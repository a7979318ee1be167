import { type SamoClient, samo } from '../../connectors/samo/index.ts';
import { connectedForTest } from '../support/connected.ts';
import { day, type HeldClaim, heldClaims, liveClaim } from '../support/samo-claims.ts';
import { allTransports } from '../support/samo-options.ts';
import type { ExpectedFailure, TwinControl } from '../support/twin-control.ts';
import { describeConformance } from './conformance.ts';

const LIST = 'GET_CLAIM_LIST';
const CANCEL = 'GET_CLAIM_CANCEL';

function fault(call: ExpectedFailure['call'], code: string, kind: ExpectedFailure['kind'], when: string): ExpectedFailure {
  return { call, kind, when, rule: { operation: call === 'read' ? LIST : CANCEL, kind: 'error', share: 1, code } };
}

function broken(call: ExpectedFailure['call'], how: string, kind: ExpectedFailure['kind'], when: string): ExpectedFailure {
  return { call, kind, when, rule: { operation: call === 'read' ? LIST : CANCEL, kind: how, share: 1 } };
}

/** A confirmed claim of a person, paid in full if asked for. */
async function booked(twin: TwinControl, paid = false): Promise<HeldClaim> {
  const { guid } = await twin.act<{ guid: string }>('book', { buyer: 'person' });
  await twin.act('confirm', { claim: guid });
  const find = async () => {
    const held = (await heldClaims(twin)).find((claim) => claim.guid === guid);
    if (!held) throw new Error('the booking is gone');
    return held;
  };
  if (paid) await twin.act('pay', { claim: guid, amount: (await find()).moneys[1]?.debt });
  return find();
}

async function register(twin: TwinControl, held: HeldClaim, transactionId: string) {
  const client = samo.connect(connectedForTest(samo, allTransports(await twin.connection())));
  const fields = { number: String(held.number), transactionId, sum: '5000.00', currency: 'RUB' };
  const input = { entity: 'claim', id: held.guid, mark: 'link-1', fields };
  return { client, input };
}

describeConformance<(typeof samo)['options']['_output'], SamoClient>('samo', {
  twin: 'samo',
  connector: samo,
  configure: allTransports,
  prepare: (twin) => twin.seed(230),
  read: (client) => client.listClaims({ page: 1, pageSize: 10 }),
  failures: [
    fault('read', '2999', 'transient', 'is being updated'),
    fault('read', '1', 'transient', 'reports a database error'),
    fault('read', '1000', 'auth', 'does not accept the password'),
    fault('read', '3', 'auth', 'does not accept the digest'),
    fault('read', '1001', 'permission', 'forbids it'),
    fault('read', '1298', 'config', 'does not know the version'),
    fault('read', '1205', 'config', 'is set up otherwise'),
    fault('read', '102', 'bug', 'cannot read the request'),
    broken('read', 'drop', 'transient', 'drops the connection'),
    broken('read', 'html', 'transient', 'hides behind a gateway page'),
    broken('read', 'truncate', 'transient', 'cuts its answer'),
    broken('read', 'rate_limit', 'rate_limited', 'asks to slow down'),
    fault('write', '2999', 'transient', 'is being updated'),
    fault('write', '1114', 'business_refusal', 'forbids the cancellation'),
    fault('write', '1115', 'business_refusal', 'finds the tour too near'),
    fault('write', '1400', 'business_refusal', 'refuses'),
    fault('write', '1122', 'validation', 'does not accept the data'),
    fault('write', '1120', 'not_found', 'does not know the claim'),
    fault('write', '2000', 'conflict', 'has another price now'),
    fault('write', '1', 'unknown_outcome', 'reports a database error'),
    fault('write', '7777', 'unknown_outcome', 'reports an error nobody knows'),
    broken('write', 'html', 'unknown_outcome', 'hides behind a gateway page'),
    broken('write', 'truncate', 'unknown_outcome', 'cuts its answer'),
  ],
  writes: [
    {
      operation: 'claim.cancel',
      vendorOperation: CANCEL,
      async arrange(twin) {
        const { guid, number } = await liveClaim(twin);
        return { entity: 'claim', id: guid, mark: 'link-1', fields: { number: String(number), reason: 'Передумали' } };
      },
    },
    {
      operation: 'claim.tourists',
      vendorOperation: 'GET_CLAIM_SAVE',
      async arrange(twin) {
        const { guid, number, peoples } = await liveClaim(twin, (claim) => claim.peoples.length > 1);
        const touristKey = peoples[0]?.key ?? '';
        return {
          entity: 'claim',
          id: guid,
          mark: 'link-1',
          fields: { number: String(number), touristKey, phone: '+79000000077' },
        };
      },
    },
    {
      operation: 'payment.register',
      vendorOperation: 'payReservation',
      arrange: async (twin) => (await register(twin, await booked(twin), 'uzel-payment-1')).input,
    },
    {
      operation: 'payment.confirm',
      vendorOperation: 'confirmInvoice',
      async arrange(twin) {
        const { client, input } = await register(twin, await booked(twin), 'uzel-payment-1');
        const receipt = (await samo.writes['payment.register']?.perform(client, input, 'key-1'))?.externalId ?? '';
        return { ...input, fields: { number: input.fields.number, receipt } };
      },
    },
    {
      operation: 'document.fetch',
      vendorOperation: 'download',
      ledgerOperation: 'issue',
      async arrange(twin) {
        const held = await booked(twin, true);
        const client = samo.connect(connectedForTest(samo, allTransports(await twin.connection())));
        const ref = { guid: held.guid, number: String(held.number) };
        const voucher = (await client.listDocuments(ref)).find(({ category }) => category === 'voucher');
        const fields = { number: ref.number, documentId: voucher?.id ?? '', version: voucher?.version ?? '' };
        return { entity: 'claim', id: ref.guid, mark: 'link-1', fields };
      },
    },
  ],
  pull: {
    name: 'claims',
    expected: async (twin) => (await heldClaims(twin)).filter((claim) => claim.dateBeg > day(-59)).map((claim) => claim.guid),
    async change(twin) {
      const { guid, number } = await liveClaim(twin);
      await twin.act('pay', { claim: number, amount: '100.00' });
      return guid;
    },
  },
  hook: { skip: 'SAMO sends no webhooks: changes are found by scanning' },
  longIds: async (client, twin) => {
    const { guid, number, tour, state } = await liveClaim(twin);
    const claim = await client.getClaim({ guid, number: String(number) });
    return { held: [tour.key, state.key], read: [claim?.tour.key ?? '', claim?.country.key ?? ''] };
  },
  tokens: { skip: 'SAMO signs every call; there is no token to refresh' },
});
