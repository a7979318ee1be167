import { expect, test } from 'vitest';
import type { Bitrix24 } from '../../connectors/bitrix24/client.ts';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { fingerprint } from '../../connectors/bitrix24/pulls/changes.ts';
import type { CrmRecord } from '../../domain/deals/ports.ts';
import type { Json } from '../../domain/json.ts';
import { bitrix24Options, connected } from '../support/bitrix24.ts';
import { ok, scriptedPortal } from '../support/bitrix24-script.ts';

interface Deal {
  id: number;
  title: string;
  updatedTime: string;
}

/** A portal with these deals that filters as Bitrix24 does; `onPage` may change them between pages. */
async function portalWith(deals: Deal[], portalNow: () => string, onPage: (page: number) => void = () => undefined) {
  const fields = { title: { type: 'string' }, updatedTime: { type: 'datetime' }, lastActivityTime: { type: 'datetime' } };
  const { url, requests } = await scriptedPortal({
    'crm.item.fields': () => ok({ fields }),
    'crm.item.list': (params, page) => {
      const filter = (params['filter'] ?? {}) as { '>id'?: number | string; '>=updatedTime'?: string };
      const since = Date.parse(filter['>=updatedTime'] ?? '1970-01-01');
      const found = deals.filter((deal) => deal.id > Number(filter['>id'] ?? 0) && Date.parse(deal.updatedTime) >= since);
      const answer = ok({ items: found.slice(0, 50) }, { time: { date_start: portalNow() } });
      onPage(page);
      return answer;
    },
  });
  const options = bitrix24Options({ portal: url, privateNetworks: ['127.0.0.0/8'] });
  return { client: bitrix24.connect(connected(options)), requests };
}

/** Reads until the feed has no more, from a cursor; the cursor goes through JSON as it does in the store. */
async function drain(client: Bitrix24, from: Json | null): Promise<{ ids: string[]; cursor: Json; pages: number }> {
  const ids: string[] = [];
  let cursor = from;
  for (let pages = 1; ; pages++) {
    const page = await bitrix24.pulls['deals']?.(client, cursor);
    if (!page) throw new Error('no such pull');
    ids.push(...page.events.map((event) => event.id));
    cursor = JSON.parse(JSON.stringify(page.cursor)) as Json;
    if (page.complete) return { ids, cursor, pages };
  }
}

function manyDeals(count: number, updatedTime: string): Deal[] {
  return Array.from({ length: count }, (_, at) => ({ id: at + 1, title: `Заявка ${at + 1}`, updatedTime }));
}

test('the first reading takes 500 deals a request and resumes after its last one', async () => {
  const portal = await portalWith(manyDeals(620, '2026-05-01T12:00:00+03:00'), () => '2026-05-01T13:00:00+03:00');
  const first = await bitrix24.pulls['deals']?.(portal.client, null);
  expect(first).toMatchObject({ complete: false, cursor: { afterId: '500' } });
  expect(first?.events).toHaveLength(500);
  expect(portal.requests.filter((method) => method !== 'crm.item.fields')).toEqual(['batch']);
  const rest = await drain(portal.client, first?.cursor ?? null);
  expect([rest.ids.length, rest.ids[0], rest.ids.at(-1)]).toEqual([120, '501', '620']);
});

test('later readings take 50 a request', async () => {
  const deals = manyDeals(120, '2026-05-01T12:00:00+03:00');
  let now = '2026-05-01T12:30:00+03:00';
  const portal = await portalWith(deals, () => now);
  const { cursor } = await drain(portal.client, null);
  now = '2026-05-01T14:00:00+03:00';
  for (const deal of deals) deal.updatedTime = '2026-05-01T13:00:00+03:00';
  expect(await drain(portal.client, cursor)).toMatchObject({ ids: deals.map((deal) => String(deal.id)), pages: 3 });
});

test('a quiet feed costs one request', async () => {
  const portal = await portalWith(manyDeals(120, '2026-05-01T12:00:00+03:00'), () => '2026-05-01T13:00:00+03:00');
  const { cursor } = await drain(portal.client, null);
  expect(await drain(portal.client, cursor)).toMatchObject({ ids: [], pages: 1 });
});

test('a deal that changes behind the reader during a long pass is met by the next pass', async () => {
  const deals = manyDeals(120, '2026-05-01T12:00:00+03:00');
  let now = '2026-05-01T13:00:00+03:00';
  const portal = await portalWith(
    deals,
    () => now,
    (page) => {
      if (page === 1) deals[0] = { id: 1, title: 'Изменена', updatedTime: '2026-05-01T13:01:00+03:00' };
      if (page === 2) {
        now = '2026-05-01T14:00:00+03:00';
        deals[119] = { id: 120, title: 'Изменена позже', updatedTime: '2026-05-01T14:00:00+03:00' };
      }
    },
  );
  const { cursor } = await drain(portal.client, null);
  expect((await drain(portal.client, cursor)).ids).toContain('1');
});

test('a deal that became visible late, within the overlap, is still told', async () => {
  const deals = manyDeals(1, '2026-05-01T12:00:00+03:00');
  const portal = await portalWith(deals, () => '2026-05-01T13:00:00+03:00');
  const { cursor } = await drain(portal.client, null);
  deals.push({ id: 2, title: 'Поздняя', updatedTime: '2026-05-01T12:59:00+03:00' });
  expect((await drain(portal.client, cursor)).ids).toEqual(['2']);
});

test('a damaged cursor is refused rather than read as a fresh start', async () => {
  const portal = await portalWith([], () => '2026-05-01T13:00:00+03:00');
  await expect(drain(portal.client, { since: 5 })).rejects.toMatchObject({ code: 'B24_BAD_CURSOR' });
});

test('a fingerprint moves with any field within one second, and not with calls and messages', () => {
  const record: CrmRecord = {
    id: '1',
    mark: null,
    revision: '2026-05-01T12:00:00+03:00',
    fields: { title: 'Заявка 1', stage: 'NEW', lastActivityTime: '2026-05-01T12:00:00+03:00' },
  };
  const same = { ...record, fields: { lastActivityTime: '2026-05-02T09:00:00+03:00', stage: 'NEW', title: 'Заявка 1' } };
  const moved = { ...record, fields: { ...record.fields, stage: 'WON' } };
  expect(fingerprint(same)).toBe(fingerprint(record));
  expect(fingerprint(moved)).not.toBe(fingerprint(record));
});
