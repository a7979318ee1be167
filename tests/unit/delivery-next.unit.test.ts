import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Next, nextOf, resultOf, type SendResult, type Standing } from '../../domain/delivery/next.ts';
import { POLICIES, routeOf } from '../../domain/delivery/policy.ts';
import type { HubErrorKind } from '../../domain/errors.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const HOUR = 3_600_000;
const fresh: Standing = { legs: 2, step: 0, tries: 0, open: false, expiresAt: NOW + 24 * HOUR };

test('a message goes by the channels of its class on which the recipient can be reached, by accounts that work', () => {
  const accounts = [
    { connection: 'mail-a', channel: 'email' as const, ready: false },
    { connection: 'mail-b', channel: 'email' as const, ready: true },
    { connection: 'hook', channel: 'webhook' as const, ready: true },
  ];
  const both = { email: 'duty@example.com', webhook: 'hook' };
  expect(routeOf(POLICIES.alert, both, accounts)).toEqual([
    { channel: 'email', connection: 'mail-b' },
    { channel: 'webhook', connection: 'hook' },
  ]);
  expect(routeOf(POLICIES.alert, { webhook: 'elsewhere' }, accounts)).toEqual([]);
  expect(routeOf(POLICIES.document, both, accounts)).toEqual([{ channel: 'email', connection: 'mail-b' }]);
  expect(routeOf(POLICIES.document, both, accounts.slice(0, 1))).toEqual([{ channel: 'email', connection: 'mail-a' }]);
});

test('a refused address falls back at once, and fails on the last channel', () => {
  expect(nextOf(fresh, { kind: 'refused' }, { tries: 3 }, NOW)).toMatchObject({ state: 'queued', step: 1, dueAt: NOW });
  expect(nextOf({ ...fresh, step: 1 }, { kind: 'refused' }, { tries: 3 }, NOW)).toEqual({ state: 'failed' });
});

test('a system that asks to wait is waited for, and given up for the next channel after the tries of the class', () => {
  const until = NOW + HOUR;
  expect(nextOf(fresh, { kind: 'later', untilMs: until }, { tries: 3 }, NOW)).toMatchObject({ step: 0, dueAt: until });
  expect(nextOf({ ...fresh, tries: 2 }, { kind: 'later' }, { tries: 3 }, NOW)).toMatchObject({ step: 1, tries: 0 });
  expect(nextOf({ ...fresh, step: 1, tries: 9 }, { kind: 'later' }, { tries: 3 }, NOW)).toMatchObject({ step: 1, tries: 10 });
});

test('a message that is of no use any more expires; one that may have arrived is asked about instead', () => {
  const late = { ...fresh, legs: 1, expiresAt: NOW + 1_000 };
  expect(nextOf(late, { kind: 'later' }, { tries: 3 }, NOW)).toEqual({ state: 'expired' });
  expect(nextOf({ ...late, open: true }, { kind: 'later' }, { tries: 3 }, NOW)).toEqual({ state: 'unknown' });
});

test('every kind of error proves something about a message', () => {
  const kinds: [HubErrorKind, SendResult['kind']][] = [
    ['transient', 'later'],
    ['rate_limited', 'later'],
    ['conflict', 'later'],
    ['auth', 'blocked'],
    ['permission', 'blocked'],
    ['config', 'blocked'],
    ['validation', 'refused'],
    ['not_found', 'refused'],
    ['business_refusal', 'refused'],
    ['bug', 'refused'],
    ['unknown_outcome', 'open'],
  ];
  for (const [kind, proved] of kinds) expect(resultOf(kind, undefined, 'ask').kind).toBe(proved);
});

/** What happens on the wire in one attempt, and what the hub learns of it. */
const wire = fc.oneof(
  fc.constant({ arrives: true, learns: 'sent' as const }),
  fc.constant({ arrives: false, learns: 'later' as const }),
  fc.constant({ arrives: false, learns: 'blocked' as const }),
  fc.constant({ arrives: false, learns: 'refused' as const }),
  fc.boolean().map((arrives) => ({ arrives, learns: 'open' as const })),
);

test('promise 2: whatever the wire does, a message arrives at most once, and what is said of it is true', () => {
  fc.assert(
    fc.property(
      fc.array(wire, { minLength: 1, maxLength: 40 }),
      fc.array(fc.constantFrom('repeat' as const, 'look' as const, 'ask' as const), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 4 }),
      (script, channels, tries) => {
        // A channel that knows a repeated key again takes a message once, however often it comes.
        const arrived = channels.map(() => 0);
        let standing: Standing = { ...fresh, legs: channels.length };
        let now = NOW;
        let end: Next['state'] = 'queued';
        for (const { arrives, learns } of script) {
          const by = channels[standing.step] ?? 'ask';
          if (arrives) arrived[standing.step] = by === 'repeat' ? 1 : (arrived[standing.step] ?? 0) + 1;
          const next = nextOf(standing, learns === 'open' ? { kind: 'open', by } : { kind: learns }, { tries }, now);
          end = next.state;
          // Looking, and a person's answer, both tell the truth; what proved absent goes out again.
          if (next.state === 'sending' || next.state === 'unknown') {
            if ((arrived[standing.step] ?? 0) > 0) end = 'sent';
            else standing = { ...standing, open: false, tries: 0 };
            if (end === 'sent') break;
            continue;
          }
          if (next.state !== 'queued') break;
          standing = { ...standing, step: next.step, tries: next.tries, open: next.open };
          now = Math.max(now, next.dueAt);
        }
        const total = arrived.reduce((sum, n) => sum + n, 0);
        expect(total).toBeLessThanOrEqual(1);
        if (end === 'sent') expect(total).toBe(1);
        if (end === 'failed' || end === 'expired') expect(total).toBe(0);
      },
    ),
    { numRuns: 2_000 },
  );
});
