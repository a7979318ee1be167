import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
let deal: unknown;
beforeEach(async () => {
  portal = await startPortal();
  deal = (await portal.add(2, { title: 'Тур', opportunity: 10 }))['id'];
});
afterEach(() => portal.stop());

const hotel = { productName: 'Отель', price: 70_000, quantity: 1, sort: 10 };
const flight = { productName: 'Перелёт', price: '15000.25', quantity: 2, sort: 20 };

const set = (productRows: unknown[], ownerId = deal) =>
  portal.call('crm.item.productrow.set', { ownerType: 'D', ownerId, productRows });
async function rows(): Promise<{ productName: string }[]> {
  const { body } = await portal.call('crm.item.productrow.list', { filter: { '=ownerType': 'D', '=ownerId': deal } });
  return (body['result'] as { productRows: { productName: string }[] }).productRows;
}

test('a set replaces all rows and recomputes the amount', async () => {
  await set([hotel, flight]);
  expect(await portal.get(2, deal)).toMatchObject({ opportunity: 100_000.5 });
  await set([flight]);
  expect((await rows()).map((row) => row.productName)).toEqual(['Перелёт']);
  expect(await portal.get(2, deal)).toMatchObject({ opportunity: 30_000.5 });
});

test('an amount set by hand stays', async () => {
  await portal.update(2, deal, { isManualOpportunity: 'Y', opportunity: 99 });
  await set([hotel]);
  expect(await portal.get(2, deal)).toMatchObject({ opportunity: 99 });
});

test('an amount written against the rows is put right again', async () => {
  await set([hotel]);
  expect(await portal.update(2, deal, { opportunity: 5 })).toMatchObject({ opportunity: 70_000 });
  expect(portal.writes().at(-1)).toMatchObject({ changed: false });
});

test('the same rows again alter nothing', async () => {
  await portal.subscribe();
  await set([hotel, flight]);
  const before = await portal.get(2, deal);
  portal.clock.advance(9_000);
  await set([hotel, flight]);
  expect((await portal.get(2, deal))['updatedTime']).toBe(before['updatedTime']);
  const lines = portal.writes().filter((write) => write.entity === 'productrow');
  expect(lines.map(({ operation, id, changed }) => ({ operation, id, changed }))).toEqual([
    { operation: 'crm.item.productrow.set', id: String(deal), changed: true },
    { operation: 'crm.item.productrow.set', id: String(deal), changed: false },
  ]);
  expect(await portal.events()).toEqual(['ONCRMDEALUPDATE']);
});

test('one bad row leaves the whole set as it was', async () => {
  await set([hotel]);
  for (const bad of [{ price: 5 }, { productId: 42, price: 5 }, { productName: 'x', price: 'дорого' }]) {
    expect((await set([flight, bad])).body['error']).toBe('INVALID_ARG_VALUE');
  }
  expect(await rows()).toHaveLength(1);
});

test('prices before tax and discount are worked out from the final price', async () => {
  await set([
    { productName: 'Тур', price: 90_000, quantity: 3, discountTypeId: 2, discountRate: 10, taxRate: 10, taxIncluded: 'Y' },
  ]);
  const [row] = await rows();
  expect(row).toMatchObject({ priceExclusive: 81_818.18, priceNetto: 90_909.09, priceBrutto: 100_000, discountSum: 9_090.91 });
});

test('a form-encoded list of maps without indices is broken rows', async () => {
  await set([hotel]);
  const form = `ownerType=D&ownerId=${deal}&productRows[][productName]=x&productRows[][price]=1`;
  expect((await portal.callForm('crm.item.productrow.set', form)).body['error']).toBe('INVALID_ARG_VALUE');
});

test('the list needs its owner, ignores conditions it has no index for, and an unknown owner is refused', async () => {
  await set([hotel, flight]);
  expect((await portal.call('crm.item.productrow.list', { filter: { ownerId: deal } })).body['error']).toBe(
    'REQUIRED_ARG_MISSING',
  );
  const filter = { '=ownerType': 'D', '=ownerId': deal, '>price': 1_000_000 };
  expect((await portal.call('crm.item.productrow.list', { filter })).body['total']).toBe(2);
  expect((await set([hotel], 404)).body['error']).toBe('OWNER_NOT_FOUND');
});
