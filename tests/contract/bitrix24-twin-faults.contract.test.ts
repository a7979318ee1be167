import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(() => portal.stop());

const add = () => portal.call('crm.item.add', { entityTypeId: 2, fields: { originId: 'link-1' } });

describe('of the answer', () => {
  const strike = (rule: object) => portal.faults({ operation: 'crm.item.add', kind: 'error', share: 1, ...rule });

  test('drop does nothing and hangs up; commit_then_drop works and hangs up', async () => {
    strike({ kind: 'drop' });
    await expect(add()).rejects.toThrow('fetch failed');
    expect(portal.writes()).toEqual([]);
    strike({ kind: 'commit_then_drop' });
    await expect(add()).rejects.toThrow('fetch failed');
    expect(portal.writes()).toMatchObject([{ entity: 'deal', fields: { originId: 'link-1' } }]);
  });

  test('a 502 page comes before the work, a 504 page after it', async () => {
    strike({ kind: 'html' });
    const bad = await add();
    expect([bad.status, bad.headers.get('content-type'), portal.writes().length]).toEqual([502, 'text/html', 0]);
    strike({ kind: 'html', code: '504' });
    const late = await add();
    expect([late.status, late.text.includes('<html>'), portal.writes().length]).toEqual([504, true, 1]);
  });

  test.each([
    ['OPERATION_TIME_LIMIT', 429, 'OPERATION_TIME_LIMIT'],
    ['expired_token', 401, 'expired_token'],
    ['INTERNAL_SERVER_ERROR', 500, 'INTERNAL_SERVER_ERROR'],
    ['', 400, ''],
    ['0', 400, 0],
  ])('error %j has its own status', async (code, status, error) => {
    strike({ code });
    const answer = await add();
    expect([answer.status, answer.body['error']]).toEqual([status, error]);
  });

  test('rate_limit looks like the limiter but counts against nobody', async () => {
    strike({ kind: 'rate_limit' });
    const answer = await add();
    expect([answer.status, answer.body['error']]).toEqual([503, 'QUERY_LIMIT_EXCEEDED']);
    expect(portal.twin.state('violations')).toEqual([]);
  });
});

describe('of reads', () => {
  test('a stale read shows the version before the last change, in get and list', async () => {
    const deal = await portal.add(2, { title: 'Старое' });
    portal.clock.advance(2_000);
    await portal.update(2, deal['id'], { title: 'Новое' });
    portal.faults({ operation: '*', kind: 'stale_read', share: 1 });
    expect(await portal.get(2, deal['id'])).toMatchObject({ title: 'Старое', updatedTime: deal['updatedTime'] });
    expect(await portal.list(2, { filter: { '=title': 'Старое' }, select: ['title'] })).toMatchObject([{ title: 'Старое' }]);
    portal.faults();
    expect(await portal.get(2, deal['id'])).toMatchObject({ title: 'Новое' });
  });

  test('a lagging replica does not know a record that is younger than its lag', async () => {
    portal.faults({ operation: '*', kind: 'stale_read', share: 1, ms: 3_000 });
    await portal.add(2, { originId: 'link-1' });
    const find = () => portal.list(2, { filter: { '=originId': 'link-1' }, select: ['id'] });
    expect(await find()).toEqual([]);
    portal.clock.advance(3_000);
    expect(await find()).toEqual([{ id: 1 }]);
  });
});

test('people work with original names and option texts, and are told when the portal refuses', async () => {
  const deal = await portal.add(2, { categoryId: 7 });
  await portal.act('edit', { deal: deal['id'], fields: { UF_CRM_UZEL_CANCEL: 'Запрошена', assignedById: 12 }, user: 13 });
  expect(await portal.get(2, deal['id'])).toMatchObject({
    ufCrm_UZEL_CANCEL: expect.any(Number),
    assignedById: 12,
    updatedBy: 13,
  });
  await portal.act('comment', { deal: deal['id'], text: 'Клиент передумал' });
  expect(portal.twin.state('comments')).toMatchObject([{ entityId: deal['id'], text: 'Клиент передумал' }]);
  await expect(portal.act('edit', { deal: 404, fields: {} })).rejects.toThrow('NOT_FOUND');
  await expect(portal.act('edit', { deal: deal['id'], fields: { NONSENSE: 1 } })).rejects.toThrow('NONSENSE');
});

test('a new option can be chosen at once', async () => {
  const { id } = await portal.act('add_enum_value', { field: 'UF_CRM_UZEL_BOOKING', value: 'Лист ожидания' });
  expect((await portal.add(2, { ufCrm_UZEL_BOOKING: id }))['ufCrm_UZEL_BOOKING']).toBe(Number(id));
});

test('state tells what the portal holds', async () => {
  const deal = await portal.add(2, { title: 'Тур' });
  await portal.call('crm.item.productrow.set', {
    ownerType: 'D',
    ownerId: deal['id'],
    productRows: [{ productName: 'Отель', price: 5 }],
  });
  expect(portal.twin.state('deals')).toMatchObject([{ title: 'Тур', opportunity: 5, productRows: [{ productName: 'Отель' }] }]);
  expect(portal.twin.state('users')).toHaveLength(4);
  expect(portal.twin.state('nothing')).toBeNull();
  expect(portal.twin.entities.every((entity) => portal.twin.state(entity) !== null)).toBe(true);
});
