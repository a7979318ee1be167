import { expect, test } from 'vitest';
import type { SamoClient } from '../../connectors/samo/client.ts';
import { samoOptions } from '../../connectors/samo/options.ts';
import { pullClaims } from '../../connectors/samo/pulls.ts';
import type { ClaimListQuery } from '../../domain/deals/ports.ts';
import { HubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';

const NOW = Date.parse('2026-06-15T22:30:00Z');

interface Held {
  number: number;
  start: string;
}

/** An installation in memory that lists in the order it is given. */
function installation(claims: Held[], statuses: 'told' | 'unsupported' = 'told') {
  const asked: ClaimListQuery[] = [];
  const client = {
    options: samoOptions.parse({
      url: 'https://samo.example/service.php',
      clientSecret: 's',
      login: 'l',
      password: 'p',
      lookBackDays: 10,
      lookAheadDays: 10,
    }),
    clock: { now: () => NOW },
    async listClaims(query: ClaimListQuery) {
      asked.push(query);
      const { tourStart, numbers, page, pageSize } = query;
      const matching = claims.filter(
        ({ number, start }) =>
          (!tourStart || (start >= tourStart.from && start <= tourStart.to)) &&
          (!numbers || BigInt(number) >= BigInt(numbers.from)),
      );
      const items = matching.slice((page - 1) * pageSize, page * pageSize);
      return {
        items: items.map(({ number }) => ({ ref: { guid: `g${number}`, number: String(number) }, fingerprint: `f${number}` })),
        pageCount: Math.ceil(matching.length / pageSize),
      };
    },
    async getStatuses(guids: readonly string[]) {
      if (statuses === 'told') return guids.map((guid) => ({ guid, fingerprint: 's' }));
      throw new HubError({ code: 'SAMO_1299', kind: 'config', userMessage: { ru: '-', en: '-' } });
    },
  } as unknown as SamoClient;
  return { client, asked };
}

async function scan(
  client: SamoClient,
  cursor: Json | null,
  between: () => void = () => {},
): Promise<{ ids: string[]; cursor: Json }> {
  const ids: string[] = [];
  let at = cursor;
  for (;;) {
    const step = await pullClaims(client, at);
    ids.push(...step.events.map((event) => event.id));
    at = step.cursor;
    if (step.complete) return { ids, cursor: at };
    between();
  }
}

const many = (count: number, start = '2026-06-16'): Held[] =>
  Array.from({ length: count }, (_, index) => ({ number: index + 1, start }));

test('the first scan walks the window of tour starts, in the zone of the installation', async () => {
  const { client, asked } = installation([...many(250), { number: 900, start: '2027-01-01' }]);
  expect((await scan(client, null)).ids).toHaveLength(250);
  // 22:30 UTC is already the 16th in Moscow.
  expect(asked[0]?.tourStart).toEqual({ from: '2026-06-06', to: '2026-06-26' });
});

test('requirement 4: a later scan also finds a new claim far outside the window', async () => {
  const claims = many(3);
  const { client } = installation(claims);
  const first = await scan(client, null);
  claims.push({ number: 4, start: '2027-01-01' });
  expect((await scan(client, first.cursor)).ids).toEqual(['g4', 'g1', 'g2', 'g3']);
});

test('requirement 4: claims that leave in mid-scan hide no other claim', async () => {
  const claims = many(250);
  const { client } = installation(claims);
  const { ids } = await scan(client, null, () => claims.splice(0, 20));
  expect(new Set(ids).size).toBe(250);
});

test('a list in another order is walked by page number', async () => {
  const { client, asked } = installation(many(250).reverse());
  expect(new Set((await scan(client, null)).ids).size).toBe(250);
  expect(asked.map(({ page }) => page)).toEqual([1, 2, 3]);
});

test('an empty installation completes', async () => {
  const { client } = installation([]);
  const first = await scan(client, null);
  expect(first.ids).toEqual([]);
  expect((await scan(client, first.cursor)).ids).toEqual([]);
});

test('a window stays the same for the whole scan', async () => {
  const { client, asked } = installation(many(250));
  await scan(client, null);
  expect(new Set(asked.map(({ tourStart }) => JSON.stringify(tourStart))).size).toBe(1);
});

test('requirement 4: where statuses cannot be read in bulk the list alone makes the fingerprint', async () => {
  const told = await pullClaims(installation(many(1)).client, null);
  const untold = await pullClaims(installation(many(1), 'unsupported').client, null);
  expect(untold.events[0]).toMatchObject({ kind: 'hint', entity: 'claim', id: 'g1', number: '1' });
  expect(untold.events[0]).not.toEqual(told.events[0]);
});
