import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DocumentCategory } from '../../domain/booking/ports.ts';
import { decideDispatch } from '../../domain/documents/decide.ts';
import { planPack } from '../../domain/documents/plan.ts';
import { checkPolicy, HANDED_OUT, policyFor } from '../../domain/documents/policy.ts';
import { type ListedDocument, type SentPart, versionOf } from '../../domain/documents/types.ts';
import { sampleAgency, samplePerson, sampleService, sampleTourist } from '../support/claims.ts';
import { AFTER, document, PACK, paidClaim, policy, READY, rule, sent, TICKETS, VISA, waits } from '../support/documents.ts';

const CATEGORIES: readonly DocumentCategory[] = ['voucher', 'booklet', 'ticket', 'visa', 'act', 'confirmation'];
const KEYS = ['501', '502', '503'];

const availability = fc.constantFrom(READY, READY, waits('1000044'), waits('1000045', 5), {
  state: 'failure' as const,
  code: '1000038',
  message: { ru: 'Нет', en: 'No' },
  daysBefore: null,
});
const documents = fc.uniqueArray(
  fc
    .record({
      category: fc.constantFrom(...CATEGORIES),
      externalId: fc.integer({ min: 1, max: 9 }).map(String),
      version: fc.constantFrom('v1', 'v2', 'v3'),
      availability,
      state: fc.constantFrom('listed' as const, 'listed' as const, 'fetched' as const, 'lost' as const),
      touristKeys: fc.subarray(KEYS, { maxLength: 2 }),
    })
    .map(({ category, touristKeys, ...patch }) =>
      document(category, { ...patch, touristKeys, holder: touristKeys.length === 0 ? 'claim' : 'tourist' }),
    ),
  { selector: ({ externalId }) => externalId, maxLength: 7 },
);
const claims = fc
  .record({
    booking: fc.constantFrom('confirmed' as const, 'confirmed' as const, 'processing' as const, 'unknown' as const),
    payment: fc.constantFrom(
      'paid' as const,
      'paid' as const,
      'partially_paid' as const,
      'not_paid' as const,
      'unknown' as const,
    ),
    cancel: fc.constantFrom(
      'none' as const,
      'none' as const,
      'none' as const,
      'requested' as const,
      'cancelled' as const,
      'unknown' as const,
    ),
    keys: fc.subarray(KEYS, { minLength: 1 }),
    email: fc.constantFrom('payer@example.com', null),
    own: fc.boolean(),
  })
  .map(({ booking, payment, cancel, keys, email, own }) =>
    paidClaim({
      status: { booking, payment, cancel },
      tourists: keys.map((key) => sampleTourist({ key, email: own ? `t${key}@example.com` : null })),
      buyer: samplePerson({ email, phone: null }),
    }),
  );
const policies = fc.constantFrom(
  PACK,
  policy([rule('now', ['voucher', 'confirmation', 'ticket'], { to: 'tourist' }), VISA, AFTER]),
  policy([rule('early', ['confirmation', 'booklet'], { requires: { payment: 'partly', confirmed: false } }), TICKETS]),
);
const todays = fc.constantFrom('2026-12-05', '2027-03-09', '2027-03-13', '2027-03-25');
const histories = fc.array(
  fc.record({
    part: fc.constantFrom('now', 'tickets', 'visa', 'after', 'early'),
    recipient: fc.constantFrom('payer' as const, 'tourist:501' as const),
    versions: fc.uniqueArray(
      fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom('v1', 'v2')).map(([id, v]) => `${id}@${v}`),
    ),
    state: fc.constantFrom(
      'waiting' as const,
      'under_way' as const,
      'sent' as const,
      'unknown' as const,
      'failed' as const,
      'cancelled' as const,
    ),
    elsewhere: fc.boolean(),
  }),
  { maxLength: 4 },
);
const looks = fc
  .record({ claim: claims, documents, policy: policies, today: todays, questioned: fc.boolean(), history: histories })
  .map(({ history, ...look }) => ({ ...look, sent: history.map(({ part, ...patch }) => sent(part, [], patch)) }));

/** What the hub knows once everything that was decided has happened. */
function carriedOut(listed: readonly ListedDocument[], before: readonly SentPart[], look: Parameters<typeof planPack>[0]) {
  const { fetch, send, cancel } = decideDispatch(look.claim, planPack(look), before);
  const documents = listed.map((one) => (fetch.some(({ id }) => id === one.id) ? { ...one, state: 'fetched' as const } : one));
  const kept = before.map((one) => (cancel.includes(one) ? { ...one, state: 'cancelled' as const } : one));
  const made = send.map(({ rule: { part }, recipient, documents: files }) =>
    sent(part, files, { recipient, touristKeys: look.claim.tourists.map(({ key }) => key) }),
  );
  return { documents, sent: [...kept, ...made] };
}

test('a second look right after the first sends, fetches and takes back nothing', () => {
  fc.assert(
    fc.property(looks, (look) => {
      const after = { ...look, ...carriedOut(look.documents, look.sent, look) };
      expect(decideDispatch(after.claim, planPack(after), after.sent)).toMatchObject({ fetch: [], send: [], cancel: [] });
    }),
    { numRuns: 1_500 },
  );
});

test('nothing is fetched or sent unless the claim lives, is paid and confirmed as the rule asks, and all of it is there', () => {
  fc.assert(
    fc.property(looks, (look) => {
      const { fetch, send } = decideDispatch(look.claim, planPack(look), look.sent);
      for (const { rule: asked, documents: files } of send) {
        const { booking, payment, cancel } = look.claim.status;
        expect(cancel).toBe('none');
        expect(look.questioned).toBe(false);
        if (asked.requires.confirmed) expect(booking).toBe('confirmed');
        if (asked.requires.payment === 'fully') expect(payment).toBe('paid');
        if (asked.requires.payment === 'partly') expect(['paid', 'partially_paid']).toContain(payment);
        for (const file of files)
          expect(file.state === 'fetched' || (file.state === 'listed' && file.availability.state === 'ready')).toBe(true);
      }
      for (const file of fetch) expect(send.some(({ documents: files }) => files.some(({ id }) => id === file.id))).toBe(true);
      if (look.claim.status.payment !== 'paid') expect(fetch.filter(({ category }) => HANDED_OUT.includes(category))).toEqual([]);
    }),
    { numRuns: 1_500 },
  );
});

test("a tourist's own document reaches that tourist or the payer, and no document goes twice in one look", () => {
  fc.assert(
    fc.property(looks, (look) => {
      const { send } = decideDispatch(look.claim, planPack(look), look.sent);
      const gone = send.flatMap(({ documents: files, recipient }) => files.map((file) => ({ file, recipient })));
      for (const { file, recipient } of gone)
        if (recipient !== 'payer') expect(file.touristKeys.map((key) => `tourist:${key}`)).toEqual([recipient]);
      const names = gone.map(({ file }) => versionOf(file));
      expect(new Set(names).size).toBe(names.length);
    }),
    { numRuns: 1_500 },
  );
});

test('what does not go says why', () => {
  fc.assert(
    fc.property(looks, (look) => {
      for (const part of planPack(look))
        if (!['ready', 'sending', 'sent'].includes(part.state)) expect(part.reasons).not.toEqual([]);
    }),
    { numRuns: 1_500 },
  );
});

test('an unknown outcome and a message under way are never sent beside', () => {
  fc.assert(
    fc.property(looks, (look) => {
      const { send } = decideDispatch(look.claim, planPack(look), look.sent);
      for (const {
        rule: { part },
        recipient,
      } of send) {
        const same = look.sent.filter((one) => one.part === part && one.recipient === recipient && !one.elsewhere);
        expect(same.filter(({ state }) => state === 'under_way').length === 0 || same.some(({ state }) => state === 'sent')).toBe(
          true,
        );
      }
    }),
    { numRuns: 1_500 },
  );
});

test('a policy that takes what counts as handed out before full payment is a mistake', () => {
  const early = rule('early', ['voucher'], { requires: { payment: 'partly', confirmed: true } });
  expect(checkPolicy(policy([early])).map(({ path }) => path)).toEqual(['parts.0.requires']);
  expect(checkPolicy(policy([rule('a', ['booklet']), rule('b', ['booklet'])])).map(({ path }) => path)).toEqual([
    'parts.1.documents',
  ]);
  expect(checkPolicy(PACK)).toEqual([]);
});

test('the first policy that names the kind of tour and of buyer decides; where none does, nothing is sent', () => {
  const flights = policy([], { name: 'flights', tours: ['transport'] });
  const agencies = policy([], { name: 'agencies', buyers: ['agency'] });
  const chosen = (patch: Parameters<typeof paidClaim>[0]) => policyFor([flights, agencies], paidClaim(patch))?.name ?? null;
  expect(chosen({ services: [sampleService({ kind: 'transport' })] })).toBe('flights');
  expect(chosen({ buyer: sampleAgency() })).toBe('agencies');
  expect(chosen({})).toBeNull();
  expect(chosen({ services: [sampleService({ kind: 'service' })] })).toBeNull();
});
