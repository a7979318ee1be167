import { expect, test } from 'vitest';
import type { Connector, InboundEvent } from '../../connectors/sdk/contract.ts';
import { isHubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { HookCase, PullCase } from '../support/conformance-harness.ts';
import type { TwinControl } from '../support/twin-control.ts';

const MOST_STEPS = 500;

/** Feeds: nothing is missed, whatever interrupts the reading. */
export function pullCases<Options, Client>(
  connector: Connector<Options, Client>,
  pull: PullCase,
  connect: () => Client,
  twin: () => TwinControl,
): void {
  const step = connector.pulls[pull.name];
  if (!step) throw new Error(`${connector.system} has no pull ${pull.name}`);

  async function scan(client: Client, from: Json | null, twice = false): Promise<{ events: InboundEvent[]; cursor: Json }> {
    const events: InboundEvent[] = [];
    let cursor = from;
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      if (twice) await step?.(client, copy(cursor));
      const result = await step?.(client, copy(cursor));
      if (!result) break;
      events.push(...result.events);
      cursor = result.cursor;
      if (result.complete) return { events, cursor };
    }
    throw new Error('the pull never completed');
  }

  test('a pull brings every record, also when each page is read twice from its stored cursor', async () => {
    const client = connect();
    const expected = await pull.expected(twin());
    const once = await scan(client, null);
    const again = await scan(client, null, true);
    expect(idsOf(once.events)).toEqual(expect.arrayContaining(expected));
    expect(fingerprintsOf(again.events)).toEqual(fingerprintsOf(once.events));
  });

  test('a pull that failed in the middle goes on from its cursor', async () => {
    const client = connect();
    const expected = await pull.expected(twin());
    const events: InboundEvent[] = [];
    let cursor: Json | null = null;
    await twin().faults({ operation: '*', kind: 'error', share: 0.4 });
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const result: Awaited<ReturnType<typeof step>> | null = await step(client, copy(cursor)).catch((error: unknown) => {
        if (isHubError(error)) return null;
        throw error;
      });
      if (!result) continue;
      events.push(...result.events);
      cursor = result.cursor;
      if (result.complete) break;
    }
    await twin().faults();
    expect(idsOf(events)).toEqual(expect.arrayContaining(expected));
  });

  test('a changed record is told again, under another fingerprint if it has one', async () => {
    const client = connect();
    const first = await scan(client, null);
    const id = await pull.change(twin());
    const second = await scan(client, first.cursor);
    expect(idsOf(second.events)).toContain(id);
    const before = fingerprintsOf(first.events).get(id);
    if (before !== undefined) expect(fingerprintsOf(second.events).get(id)).not.toBe(before);
  });
}

/** The inbound door: who is let in, and what is read of what they bring. */
export function hookCases<Options, Client>(connector: Connector<Options, Client>, hook: HookCase<Options>): void {
  const door = connector.hook;
  if (!door) throw new Error(`${connector.system} has no hook`);

  test('a hook lets in its sender alone', () => {
    expect(door.verify(hook.valid, hook.options)).toBe(true);
    expect(door.verify(hook.wrongSignature, hook.options)).toBe(false);
    expect(door.verify(hook.noSignature, hook.options)).toBe(false);
  });

  test('a hook without a secret refuses everybody', () => {
    expect(door.verify(hook.valid, hook.withoutSecret)).toBe(false);
    expect(door.verify(hook.noSignature, hook.withoutSecret)).toBe(false);
  });

  test('a redelivered body is read as the same events', () => {
    expect(door.parse(hook.valid, hook.options).length).toBeGreaterThan(0);
    expect(door.parse(hook.valid, hook.options)).toEqual(door.parse(hook.valid, hook.options));
  });

  test('a body that cannot be read is a validation error', () => {
    expect(() => door.parse(hook.malformed, hook.options)).toThrow(expect.objectContaining({ kind: 'validation' }));
  });
}

function idsOf(events: readonly InboundEvent[]): string[] {
  return [...new Set(events.map((event) => event.id))];
}

function fingerprintsOf(events: readonly InboundEvent[]): Map<string, string | undefined> {
  return new Map(events.map((event) => [event.id, event.kind === 'hint' ? event.fingerprint : event.key]));
}

/** Cursors travel through the store. */
function copy(cursor: Json | null): Json | null {
  return JSON.parse(JSON.stringify(cursor)) as Json | null;
}
