import { describe, expect, test } from 'vitest';
import { kept, REFUSING_REASONS, WAITING_REASONS } from '../../connectors/samo/documents/availability.ts';
import { decideDispatch } from '../../domain/documents/decide.ts';
import type { PartState } from '../../domain/documents/types.ts';
import { sampleAgency, samplePerson, sampleTourist } from '../support/claims.ts';
import {
  codes,
  document,
  type Look,
  PACK,
  paidClaim,
  partOf,
  plan,
  policy,
  rule,
  sent,
  TICKETS,
  TODAY,
  VOUCHER_NOW,
  waits,
} from '../support/documents.ts';

const voucher = document('voucher');
const booklet = document('booklet');
const ticket = document('ticket', { holder: 'tourist', touristKeys: ['501'] });

describe('what a part waits for', () => {
  const stateOf = (name: string, look: Partial<Look> = {}) => {
    const part = partOf(plan({ documents: [voucher, booklet, ticket], ...look }), name);
    return { state: part.state, codes: codes(part) };
  };
  const unpaid = paidClaim({ status: { booking: 'confirmed', payment: 'partially_paid', cancel: 'none' } });

  test.each<[string, string, Partial<Look>, PartState, string[]]>([
    ['goes at once when all is there', 'now', {}, 'ready', []],
    ['waits for its day', 'tickets', {}, 'not_yet', ['days_before']],
    ['goes on its day', 'tickets', { today: '2027-03-09' }, 'ready', []],
    ['waits for full payment', 'now', { claim: unpaid }, 'waiting', ['not_paid_fully']],
    [
      'waits for any payment',
      'now',
      { claim: paidClaim({ status: { booking: 'confirmed', payment: 'not_paid', cancel: 'none' } }) },
      'waiting',
      ['not_paid'],
    ],
    [
      'never takes an unclear payment for one',
      'now',
      { claim: paidClaim({ status: { booking: 'confirmed', payment: 'unknown', cancel: 'none' } }) },
      'waiting',
      ['payment_unknown'],
    ],
    [
      'waits for the confirmation',
      'now',
      { claim: paidClaim({ status: { booking: 'processing', payment: 'paid', cancel: 'none' } }) },
      'waiting',
      ['not_confirmed'],
    ],
    ['waits while finance looks into a payment', 'now', { questioned: true }, 'waiting', ['payment_question']],
    [
      'waits for an address',
      'now',
      { claim: paidClaim({ buyer: samplePerson({ email: null, phone: null }) }) },
      'waiting',
      ['no_address'],
    ],
    [
      'waits for its document',
      'now',
      { documents: [voucher, document('booklet', { availability: waits('1000044') })] },
      'waiting',
      ['document_waits'],
    ],
    ['waits while nothing is listed', 'now', { documents: [] }, 'waiting', ['list_empty']],
    ['is not needed where the claim has none', 'after', {}, 'unneeded', ['no_documents']],
    [
      'needs a person where a file is lost',
      'now',
      { documents: [document('voucher', { state: 'lost' })] },
      'failed',
      ['document_lost'],
    ],
    [
      'needs a person where a file is refused',
      'now',
      { documents: [document('voucher', { state: 'refused' })] },
      'failed',
      ['document_refused'],
    ],
    [
      'stops when a cancellation is asked for',
      'now',
      { claim: paidClaim({ status: { booking: 'confirmed', payment: 'paid', cancel: 'requested' } }) },
      'stopped',
      ['cancel_requested'],
    ],
    [
      'stops when the claim is cancelled',
      'tickets',
      { claim: paidClaim({ status: { booking: 'confirmed', payment: 'paid', cancel: 'cancelled' } }) },
      'stopped',
      ['cancelled'],
    ],
    [
      'stops while it is not clear whether it is cancelled',
      'now',
      { claim: paidClaim({ status: { booking: 'confirmed', payment: 'paid', cancel: 'unknown' } }) },
      'stopped',
      ['cancel_unknown'],
    ],
  ])('it %s', (_, name, look, state, expected) => {
    expect(stateOf(name, look)).toEqual({ state, codes: expected });
  });

  test('it says on which day tickets are given out, in words', () => {
    const [reason] = partOf(
      plan({ documents: [ticket], policy: policy([{ ...TICKETS, title: { ru: 'Билеты', en: 'Tickets' } }]) }),
      'tickets',
    ).reasons;
    expect(reason?.sentence).toEqual({
      ru: '«Билеты»: выдаётся за 3 дня до начала тура, 09.03.2027',
      en: '“Tickets” goes out 3 days before the tour, on 09/03/2027',
    });
  });

  test('what is collected at the office is left out and named; the rest goes', () => {
    const office = document('booklet', { availability: kept('1000052') });
    const part = partOf(plan({ documents: [voucher, office] }), 'now');
    expect(part).toMatchObject({ state: 'ready', sendable: 'first', documents: [voucher] });
    expect(codes(part)).toEqual(['document_final']);
  });

  test('visas are waited for until the last one is in', () => {
    const visas = [document('visa', { externalId: 'a' }), document('visa', { externalId: 'b', availability: waits('1000043') })];
    expect(partOf(plan({ documents: visas }), 'visa')).toMatchObject({ state: 'not_yet' });
    expect(partOf(plan({ documents: visas.map((one) => document('visa', { externalId: one.externalId })) }), 'visa').state).toBe(
      'ready',
    );
  });

  test('closing documents go the day after the tour', () => {
    const act = document('act', { availability: waits('1000042') });
    expect(partOf(plan({ documents: [act], today: '2027-03-19' }), 'after')).toMatchObject({ state: 'not_yet' });
    expect(partOf(plan({ documents: [document('act')], today: '2027-03-20' }), 'after').state).toBe('ready');
  });
});

describe('every reason of the booking system', () => {
  test.each(WAITING_REASONS)('%s is waited for, and says so', (code) => {
    const part = partOf(plan({ documents: [document('voucher', { availability: kept(code) })] }), 'now');
    expect(part.state).toBe('waiting');
    expect(part.reasons[0]).toMatchObject({ code: 'document_waits', detail: code });
    expect(decideDispatch(paidClaim(), [part], [])).toMatchObject({ fetch: [], send: [], tasks: [] });
  });

  test.each(REFUSING_REASONS)('%s is not waited for: the part fails or does without', (code) => {
    const availability = kept(code);
    const part = partOf(plan({ documents: [document('voucher', { availability })] }), 'now');
    expect(part.state).toBe(availability.state === 'failure' ? 'failed' : 'unneeded');
    expect(part.reasons[0]).toMatchObject({ detail: code });
    const { fetch, send, tasks } = decideDispatch(paidClaim(), [part], []);
    expect([fetch, send]).toEqual([[], []]);
    expect(tasks.map((task) => task.code)).toEqual(availability.state === 'failure' ? ['failed'] : []);
  });

  test('a reason that nobody knows needs a person', () => {
    const part = partOf(plan({ documents: [document('voucher', { availability: kept('4711') })] }), 'now');
    expect(part.state).toBe('failed');
  });
});

describe('who gets what', () => {
  const each = policy([rule('now', ['ticket', 'voucher'], { to: 'tourist' })]);
  const tickets = ['501', '502'].map((key) =>
    document('ticket', { externalId: `t${key}`, holder: 'tourist', touristKeys: [key] }),
  );

  test("a tourist's own document reaches that tourist; whoever has no address is served through the payer", () => {
    const claim = paidClaim({
      tourists: [sampleTourist({ key: '501', email: 'one@example.com' }), sampleTourist({ key: '502' })],
    });
    const parts = plan({ claim, documents: [...tickets, voucher], policy: each });
    expect(partOf(parts, 'now', 'tourist:501').documents.map(({ externalId }) => externalId)).toEqual(['t501']);
    expect(partOf(parts, 'now').documents.map(({ externalId }) => externalId)).toEqual(['t502', 'voucher-1']);
  });

  test('a part for agencies is none where a person pays', () => {
    const parts = policy([rule('now', ['voucher'], { to: 'agency' })]);
    expect(plan({ documents: [voucher], policy: parts })).toEqual([]);
    expect(plan({ documents: [voucher], policy: parts, claim: paidClaim({ buyer: sampleAgency() }) })).toHaveLength(1);
  });
});

describe('after it was sent', () => {
  const first = sent('now', [voucher, booklet]);
  const look = (more: Partial<Look> = {}) => plan({ documents: [voucher, booklet], sent: [first], ...more });
  const newer = document('voucher', { version: 'v2' });

  test('nothing goes again while nothing changes', () => {
    expect(partOf(look(), 'now')).toMatchObject({ state: 'sent', sendable: null });
  });

  test('a new version goes as an update that names what has changed', () => {
    const part = partOf(look({ documents: [newer, booklet] }), 'now');
    expect(part).toMatchObject({ state: 'changed', sendable: 'update', changed: [newer] });
    expect(part.reasons[0]?.sentence.ru).toBe('Ваучер: появилась новая версия');
  });

  test('a new version that cannot be had yet is waited for', () => {
    const part = partOf(look({ documents: [{ ...newer, availability: waits('1000044') }, booklet] }), 'now');
    expect(part).toMatchObject({ state: 'changed', sendable: null });
    expect(codes(part)).toEqual(['document_changed', 'document_waits']);
  });

  test('an update does not overtake what is under way', () => {
    const part = partOf(look({ documents: [newer, booklet], sent: [{ ...first, state: 'under_way' }] }), 'now');
    expect(part).toMatchObject({ state: 'sending', sendable: null });
  });

  test('what is queued with an old version is taken back, and the new one goes instead', () => {
    const queued: typeof first = { ...first, state: 'waiting' };
    const parts = look({ documents: [newer, booklet], sent: [queued] });
    expect(decideDispatch(paidClaim(), parts, [queued])).toMatchObject({
      cancel: [{ id: first.id }],
      send: [{ sendable: 'first' }],
    });
  });

  test.each(['requested', 'cancelled'] as const)('%s: what is queued is taken back; what has left asks a person', (cancel) => {
    const claim = paidClaim({ status: { booking: 'confirmed', payment: 'paid', cancel } });
    const queued: typeof first = { ...first, state: 'waiting' };
    expect(decideDispatch(claim, look({ claim, documents: [], sent: [queued] }), [queued])).toMatchObject({
      cancel: [{ id: first.id }],
      send: [],
    });
    const gone = decideDispatch(claim, look({ claim, documents: [] }), [first]);
    expect(gone).toMatchObject({ cancel: [], fetch: [], send: [], tasks: [{ code: 'recall', parts: ['now'] }] });
  });

  test('money that went back asks a person', () => {
    const claim = paidClaim({ status: { booking: 'confirmed', payment: 'partially_paid', cancel: 'none' } });
    expect(decideDispatch(claim, look({ claim }), [first]).tasks.map(({ code }) => code)).toEqual(['paid_back']);
  });

  test('another list of tourists asks a person, once for each list', () => {
    const claim = paidClaim({ tourists: [sampleTourist({ key: '501' }), sampleTourist({ key: '509' })] });
    expect(decideDispatch(claim, look({ claim }), [first]).tasks).toMatchObject([{ code: 'tourists', occasion: '501,509' }]);
  });

  test('a document that vanished asks a person', () => {
    expect(decideDispatch(paidClaim(), look({ documents: [voucher] }), [first]).tasks.map(({ code }) => code)).toEqual([
      'withdrawn',
    ]);
  });

  test.each([
    ['failed', 'failed'],
    ['unknown', 'unknown'],
    ['waiting', 'sending'],
    ['under_way', 'sending'],
  ] as const)('a message that is %s leaves the part %s and sends nothing', (state, expected) => {
    const parts = look({ sent: [{ ...first, state }] });
    expect(partOf(parts, 'now')).toMatchObject({ state: expected, sendable: null });
  });

  test('sent again to a corrected address, the part is sent', () => {
    const failed: typeof first = { ...first, state: 'failed' };
    expect(
      partOf(look({ sent: [failed, sent('now', [voucher, booklet], { kind: 'resend', elsewhere: true })] }), 'now').state,
    ).toBe('sent');
  });
});

test('documents that no part names are neither fetched nor sent', () => {
  const parts = plan({ documents: [document('invoice')], policy: policy([VOUCHER_NOW]), today: TODAY });
  expect(decideDispatch(paidClaim(), parts, [])).toMatchObject({ fetch: [], send: [] });
  expect(PACK.parts).toHaveLength(4);
});
