import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST_BYTES } from '../../domain/delivery/attachments.ts';
import { POLICIES } from '../../domain/delivery/policy.ts';
import { type Account, CHANNELS, type Channel } from '../../domain/delivery/types.ts';
import { type Travelling, waysLeft, waysOf } from '../../domain/delivery/ways.ts';
import { outside } from '../../domain/time/quiet.ts';

const accounts: Account[] = [
  { connection: 'mail-a', channel: 'email', ready: false },
  { connection: 'mail-b', channel: 'email', ready: true },
  { connection: 'sms', channel: 'sms', ready: true },
  { connection: 'hook', channel: 'webhook', ready: true },
];
const message = (change: Partial<Travelling> = {}): Travelling => ({
  to: { email: 'client@example.com', phone: '+79000000001', conversation: 'cnv_1' },
  files: [],
  short: true,
  blocked: {},
  ...change,
});

describe('a message goes by the channels of its class, by accounts that work, and says of every other channel why not', () => {
  test('the order is the policy’s; a messenger that nothing serves is passed over and says so', () => {
    expect(waysOf(POLICIES.document, message(), accounts)).toEqual({
      route: [
        { channel: 'email', connection: 'mail-b' },
        { channel: 'sms', connection: 'sms' },
      ],
      passed: [{ channel: 'messenger', reason: 'no_account' }],
    });
    expect(waysOf(POLICIES.document, message(), accounts.slice(0, 1)).route).toEqual([
      { channel: 'email', connection: 'mail-a' },
    ]);
  });

  test.each([
    ['no address', { to: { phone: '+79000000001' } }, 'no_address'],
    ['an empty address', { to: { email: '', phone: '+79000000001' } }, 'no_address'],
    ['mail that came back', { blocked: { email: 'bounced' } }, 'bounced'],
    ['a wish not to be written to', { blocked: { email: 'opted_out' } }, 'opted_out'],
    ['files that are too large', { files: [{ size: MOST_BYTES.email + 1 }] }, 'too_large'],
  ] as const)('%s: the next channel', (_, change, reason) => {
    const { route, passed } = waysOf(POLICIES.document, message(change), accounts);
    expect(route).toEqual([{ channel: 'sms', connection: 'sms' }]);
    expect(passed).toContainEqual({ channel: 'email', reason });
  });

  test('an SMS needs a text of its own: what was written for a letter is not cut up into parts', () => {
    expect(waysOf(POLICIES.document, message({ short: false }), accounts).passed).toContainEqual({
      channel: 'sms',
      reason: 'no_text',
    });
  });

  test('an endpoint is reached by its own connection alone, and carries no files', () => {
    const to = { webhook: 'hook' };
    expect(waysOf(POLICIES.alert, message({ to }), accounts).route).toEqual([{ channel: 'webhook', connection: 'hook' }]);
    expect(waysOf(POLICIES.alert, message({ to: { webhook: 'elsewhere' } }), accounts).route).toEqual([]);
    expect(waysOf(POLICIES.alert, message({ to, files: [{ size: 1 }] }), accounts).passed).toContainEqual({
      channel: 'webhook',
      reason: 'too_large',
    });
  });

  test('every channel of a policy is either a way or says why it is none, and none is both', () => {
    const order = fc.uniqueArray(fc.constantFrom<Channel>(...CHANNELS), { minLength: 1 });
    const served = fc.subarray(accounts);
    const blocked = fc.dictionary(
      fc.constantFrom<Channel>(...CHANNELS),
      fc.constantFrom('bounced' as const, 'opted_out' as const),
    );
    fc.assert(
      fc.property(order, served, blocked, fc.boolean(), (channels, some, barred, short) => {
        const { route, passed } = waysOf({ order: channels }, message({ blocked: barred, short }), some);
        expect([...route, ...passed].map(({ channel }) => channel).sort()).toEqual([...channels].sort());
        for (const { channel, connection } of route) {
          expect(barred[channel]).toBeUndefined();
          expect(some.find((one) => one.connection === connection)?.channel).toBe(channel);
        }
      }),
    );
  });
});

test('what is left of the ways begins with one that works now, and never with the one given up', () => {
  const route = [
    { channel: 'email', connection: 'a' },
    { channel: 'messenger', connection: 'b' },
    { channel: 'sms', connection: 'c' },
  ] as const;
  expect(waysLeft(route, () => true)).toEqual(route.slice(1));
  expect(waysLeft(route, (connection) => connection === 'c')).toEqual(route.slice(2));
  expect(waysLeft(route, () => false)).toEqual(route.slice(1));
  expect(waysLeft(route.slice(2), () => true)).toEqual([]);
});

describe('quiet hours', () => {
  const night = { from: '21:00', to: '09:00' };
  const at = (text: string) => Date.parse(text);

  test.each([
    ['in the afternoon nothing waits', 'Europe/Moscow', '2026-11-23T12:00:00+03:00', '2026-11-23T12:00:00+03:00'],
    ['late in the evening until the next morning', 'Europe/Moscow', '2026-11-23T23:10:00+03:00', '2026-11-24T09:00:00+03:00'],
    ['early in the morning until nine', 'Europe/Moscow', '2026-11-23T06:00:00+03:00', '2026-11-23T09:00:00+03:00'],
    ['at nine sharp nothing waits', 'Europe/Moscow', '2026-11-23T09:00:00+03:00', '2026-11-23T09:00:00+03:00'],
    [
      'by the clock of the recipient, not of the hub',
      'Asia/Vladivostok',
      '2026-11-23T15:00:00+03:00',
      '2026-11-24T09:00:00+10:00',
    ],
    ['over the night when clocks go back', 'Europe/Berlin', '2026-10-24T23:00:00+02:00', '2026-10-25T09:00:00+01:00'],
    ['over the night when clocks go forward', 'Europe/Berlin', '2027-03-27T23:00:00+01:00', '2027-03-28T09:00:00+02:00'],
  ])('%s', (_, zone, from, until) => {
    expect(outside(night, zone, at(from))).toBe(at(until));
  });

  test('hours within one day, and none at all', () => {
    const noon = at('2026-11-23T13:00:00Z');
    expect(outside({ from: '12:00', to: '14:00' }, 'UTC', noon)).toBe(at('2026-11-23T14:00:00Z'));
    expect(outside({ from: '12:00', to: '12:00' }, 'UTC', noon)).toBe(noon);
  });

  test('a message is never brought forward, waits less than a day, and leaves outside the hours', () => {
    const clock = fc
      .integer({ min: 0, max: 1439 })
      .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
    const zones = fc.constantFrom(
      'Europe/Moscow',
      'Asia/Vladivostok',
      'America/New_York',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
    );
    fc.assert(
      fc.property(
        clock,
        clock,
        zones,
        fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z') }),
        (from, to, zone, moment) => {
          const free = outside({ from, to }, zone, moment);
          expect(free).toBeGreaterThanOrEqual(moment);
          expect(free - moment).toBeLessThanOrEqual(25 * 3_600_000);
          expect(outside({ from, to }, zone, free)).toBe(free);
        },
      ),
    );
  });
});
