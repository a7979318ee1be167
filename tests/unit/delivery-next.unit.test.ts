import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Next, nextOf, resultOf, type SendResult, type Standing } from '../../domain/delivery/next.ts';
import type { HubErrorKind } from '../../domain/errors.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const POLICY = { downMs: 10 * MINUTE };
const fresh: Standing = { left: 1, tries: 0, since: NOW, open: false, expiresAt: NOW + 24 * HOUR };
const last: Standing = { ...fresh, left: 0 };

test('a refused address goes on by its next way at once, and fails on the last', () => {
  expect(nextOf(fresh, { kind: 'refused' }, POLICY, NOW)).toEqual({ state: 'onward' });
  expect(nextOf(last, { kind: 'refused' }, POLICY, NOW)).toEqual({ state: 'failed' });
});

test('a channel that asks to wait is waited for, and left once it has been down for longer than the policy allows', () => {
  const later = { kind: 'later' } as const;
  expect(nextOf(fresh, later, POLICY, NOW)).toEqual({ state: 'queued', tries: 1, open: false, dueAt: NOW + 5_000 });
  expect(nextOf(fresh, { kind: 'later', untilMs: NOW + HOUR }, POLICY, NOW)).toEqual({ state: 'onward' });
  expect(nextOf({ ...fresh, tries: 6 }, later, POLICY, NOW + 9 * MINUTE)).toEqual({ state: 'onward' });
  expect(nextOf({ ...last, tries: 9 }, later, POLICY, NOW + HOUR)).toMatchObject({ state: 'queued', tries: 10 });
});

test('an account that a person must mend is left at once where there is another way, and waited for where there is none', () => {
  expect(nextOf(fresh, { kind: 'blocked' }, POLICY, NOW)).toEqual({ state: 'onward' });
  expect(nextOf(last, { kind: 'blocked' }, POLICY, NOW)).toMatchObject({ state: 'queued', dueAt: NOW + MINUTE });
});

test('a message that may have arrived never takes another way, whatever follows', () => {
  const open = { ...fresh, open: true };
  for (const kind of ['refused', 'blocked', 'later'] as const)
    expect(nextOf(open, { kind }, POLICY, NOW + HOUR).state).not.toBe('onward');
  for (const by of ['repeat', 'look', 'ask'] as const)
    expect(nextOf(fresh, { kind: 'open', by }, POLICY, NOW).state).not.toBe('onward');
});

test('a message that is of no use any more expires; one that may have arrived is asked about instead', () => {
  const late = { ...last, expiresAt: NOW + 1_000 };
  expect(nextOf(late, { kind: 'later' }, POLICY, NOW)).toEqual({ state: 'expired' });
  expect(nextOf({ ...late, open: true }, { kind: 'later' }, POLICY, NOW)).toEqual({ state: 'unknown' });
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

test('promise 2: whatever the wire does, a message arrives at most once over all its ways, is not lost, and what is said of it is true', () => {
  fc.assert(
    fc.property(
      fc.array(wire, { minLength: 1, maxLength: 40 }),
      fc.array(fc.constantFrom('repeat' as const, 'look' as const, 'ask' as const), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 60 }),
      (script, channels, downMinutes) => {
        // A channel that knows a repeated key again takes a message once, however often it comes.
        const arrived = channels.map(() => 0);
        const refused = channels.map(() => false);
        let way = 0;
        let standing: Standing = { ...fresh, left: channels.length - 1 };
        let now = NOW;
        let end: Next['state'] = 'queued';
        for (const { arrives, learns } of script) {
          const by = channels[way] ?? 'ask';
          if (arrives) arrived[way] = by === 'repeat' ? 1 : (arrived[way] ?? 0) + 1;
          if (learns === 'refused') refused[way] = true;
          const policy = { downMs: downMinutes * MINUTE };
          const next = nextOf(standing, learns === 'open' ? { kind: 'open', by } : { kind: learns }, policy, now);
          end = next.state;
          if (next.state === 'onward') {
            way += 1;
            standing = { ...fresh, left: standing.left - 1, since: now };
            continue;
          }
          // Looking, and a person's answer, both tell the truth; what proved absent goes out again.
          if (next.state === 'sending' || next.state === 'unknown') {
            if ((arrived[way] ?? 0) > 0) end = 'sent';
            else standing = { ...standing, open: false, tries: 0 };
            if (end === 'sent') break;
            continue;
          }
          if (next.state !== 'queued') break;
          standing = { ...standing, tries: next.tries, open: next.open };
          now = Math.max(now, next.dueAt);
        }
        const total = arrived.reduce((sum, n) => sum + n, 0);
        expect(total).toBeLessThanOrEqual(1);
        expect(way).toBeLessThan(channels.length);
        if (end === 'sent') expect(total).toBe(1);
        if (end === 'failed' || end === 'expired') expect(total).toBe(0);
        // Given up for good only by the last way, and only where that one said no.
        if (end === 'failed') expect([way, refused[way]]).toEqual([channels.length - 1, true]);
      },
    ),
    { numRuns: 2_000 },
  );
});
