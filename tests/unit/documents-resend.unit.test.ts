import { expect, test } from 'vitest';
import {
  movedSince,
  planResend,
  type RefusalCode,
  type ResendState,
  type StandingDocument,
  type StandingPart,
  unacknowledged,
} from '../../domain/documents/resend.ts';

const voucher: StandingDocument = { id: 'd1', externalId: 'v', no: 1, word: { ru: 'Ваучер', en: 'Voucher' }, readable: true };
const part = (patch: Partial<StandingPart> = {}): StandingPart => ({
  part: 'now',
  recipient: 'payer',
  title: { ru: 'Сейчас', en: 'Now' },
  state: 'sent',
  reasons: [],
  documents: [voucher],
  released: true,
  resends: 0,
  ...patch,
});
const state = (patch: Partial<StandingPart> = {}, more: Partial<ResendState> = {}): ResendState => ({
  number: '123456',
  cancel: null,
  parts: [part(patch)],
  addresses: [
    { recipient: 'payer', email: 'payer@example.com' },
    { recipient: 'tourist:501', email: 'one@example.com' },
  ],
  ...more,
});
const order = (address: string | null = null) => ({ parts: [{ part: 'now', recipient: 'payer' as const }], address });
const why = (code: 'no_address' | 'days_before') => [{ code, sentence: { ru: 'Причина', en: 'A reason' } }];

test('an agent may send again what went out before, to where it went', () => {
  expect(planResend(state(), order(), 'released')).toMatchObject({
    refusals: [],
    items: [{ name: 'email:now:payer', address: 'payer@example.com', warnings: [] }],
  });
});

test.each<[string, RefusalCode, Partial<StandingPart>, Partial<ResendState>]>([
  ['is being sent', 'BEING_SENT', { state: 'sending' }, {}],
  ['may have arrived', 'OUTCOME_UNKNOWN', { state: 'unknown' }, {}],
  ['has changed', 'DOCUMENT_CHANGED', { state: 'changed' }, {}],
  ['has not gone out', 'NOT_RELEASED', { state: 'not_yet', released: false, reasons: why('days_before') }, {}],
  [
    'belongs to a cancelled claim',
    'CLAIM_CANCELLED',
    {},
    { cancel: { code: 'cancelled', sentence: { ru: 'Отменена', en: 'Cancelled' } } },
  ],
  ['is erased', 'ERASED', { documents: [{ ...voucher, readable: false }] }, {}],
  ['has nobody to go to', 'NO_ADDRESS', {}, { addresses: [] }],
])('finance, too, is refused what %s', (_, code, patch, more) => {
  const plan = planResend(state(patch, more), order(), 'all');
  expect(plan.items).toEqual([]);
  expect(plan.refusals.map((refusal) => refusal.code)).toEqual([code]);
});

test('an address that is not of the claim is for finance, with a warning', () => {
  expect(planResend(state(), order('new@example.com'), 'released').refusals).toMatchObject([{ code: 'ADDRESS_FOREIGN' }]);
  expect(planResend(state(), order(' New@Example.com '), 'all').items).toMatchObject([
    { address: 'new@example.com', warnings: [{ code: 'foreign_address' }] },
  ]);
  expect(planResend(state(), order('one@example.com'), 'released').refusals).toMatchObject([{ code: 'ADDRESS_FOREIGN' }]);
});

test('whoever has no e-mail is served through the payer, and the plan knows that it is not their own', () => {
  const parts = [{ part: 'now', recipient: 'tourist:501' as const }];
  const one = state({ recipient: 'tourist:501' });
  expect(planResend(one, { parts, address: null }, 'released').items).toMatchObject([{ address: 'one@example.com', own: true }]);
  const none = {
    ...one,
    addresses: one.addresses.map((known) => (known.recipient === 'payer' ? known : { ...known, email: null })),
  };
  expect(planResend(none, { parts, address: null }, 'released').items).toMatchObject([
    { address: 'payer@example.com', own: false, warnings: [] },
  ]);
});

test('a part that only lacks an address is for finance', () => {
  const waiting = { state: 'waiting' as const, released: false, reasons: why('no_address') };
  expect(planResend(state(waiting), order('new@example.com'), 'all').items).toHaveLength(1);
  expect(planResend(state(waiting), order('new@example.com'), 'released').refusals).toMatchObject([{ code: 'NOT_ALLOWED' }]);
});

test('what never arrived may be sent again and says so', () => {
  expect(planResend(state({ state: 'failed' }), order(), 'released').items).toMatchObject([
    { warnings: [{ code: 'never_arrived' }] },
  ]);
});

test('a part that does not exist is refused', () => {
  expect(planResend(state(), { parts: [{ part: 'none', recipient: 'payer' }], address: null }, 'all').refusals).toMatchObject([
    { code: 'PART_UNKNOWN' },
  ]);
});

test('every effect must be acknowledged by name', () => {
  const plan = planResend(state(), order(), 'all');
  expect(unacknowledged(plan, [])).toEqual(['email:now:payer']);
  expect(unacknowledged(plan, ['email:now:payer'])).toEqual([]);
});

test('what has changed since the plan is named', () => {
  const second = { ...voucher, id: 'd2', no: 2 };
  expect(movedSince(['d1'], [second], [voucher, second])).toEqual([
    { id: 'd1', message: { ru: 'Ваучер: версия 2 вместо 1', en: 'Voucher: version 2 instead of 1' } },
  ]);
  expect(movedSince(['d1'], [voucher], [voucher])).toEqual([]);
  expect(movedSince(['d1'], [], [voucher])).toMatchObject([{ message: { en: 'The document is no longer in this part' } }]);
});
