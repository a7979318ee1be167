import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(() => portal.stop());

async function ids(filter: object, more: { [key: string]: unknown } = {}): Promise<unknown[]> {
  return (await portal.list(2, { filter, select: ['id'], ...more })).map((item) => item['id']);
}

describe('filters', () => {
  beforeEach(async () => {
    await portal.add(2, { title: 'Турция', opportunity: 100, ufCrm_UZEL_TRIP_BEGIN: '2026-07-01', sourceId: 'WEB' });
    portal.clock.advance(10_000);
    await portal.add(2, { title: 'Египет', opportunity: 200, ufCrm_UZEL_TRIP_BEGIN: '2026-08-01', sourceId: 'CALL' });
    portal.clock.advance(10_000);
    await portal.add(2, { title: 'Турция, Кемер', opportunity: 300 });
  });

  test.each([
    [{ '>=opportunity': 200 }, [2, 3]],
    [{ '>opportunity': '200' }, [3]],
    [{ '<=opportunity': 200 }, [1, 2]],
    [{ '<opportunity': 200 }, [1]],
    [{ '@id': [1, 3] }, [1, 3]],
    [{ '!@id': [1, 3] }, [2]],
    [{ id: [2, 3] }, [2, 3]],
    [{ '%title': 'турция' }, [1, 3]],
    [{ '=%title': 'Турция%' }, [1, 3]],
    [{ '%=title': '%Кемер' }, [3]],
    [{ '!%title': 'Турция' }, [2]],
    [{ '!=%title': 'Турция%' }, [2]],
    [{ '!%=title': 'Турция%' }, [2]],
    [{ '=title': 'Турция' }, [1]],
    [{ title: 'Турция' }, [1]],
    [{ '!=title': 'Турция' }, [2, 3]],
    [{ '!title': 'Турция' }, [2, 3]],
    [{ '=sourceId': '' }, [3]],
    [{ '!=sourceId': '' }, [1, 2]],
    [{ '=companyId': 0 }, [1, 2, 3]],
    [{ '>=ufCrm_UZEL_TRIP_BEGIN': '2026-07-02' }, [2]],
    [{ '=ufCrm_UZEL_TRIP_BEGIN': '2026-07-01T03:00:00+03:00' }, [1]],
    [{ '>=updatedTime': '2026-03-05T12:00:10+03:00' }, [2, 3]],
    [{ '>updatedTime': '2026-03-05T09:00:10Z' }, [3]],
    [{ '<createdTime': '2026-03-05 12:00:10' }, [1]],
  ])('%j', async (filter, expected) => {
    expect(await ids(filter)).toEqual(expected);
  });

  test('groups nest, and logic OR joins the conditions of a group', async () => {
    const either = { logic: 'OR', 0: { '=title': 'Турция' }, 1: { '=title': 'Египет', '>opportunity': 150 } };
    expect(await ids({ 0: either })).toEqual([1, 2]);
    expect(await ids({ 0: either, '@sourceId': ['CALL'] })).toEqual([2]);
  });

  test('on some portals a nested condition on a moment matches in one notation only', async () => {
    await portal.act('switch', { nestedIsoFails: true });
    const since = (moment: string) => ids({ 0: { logic: 'OR', 0: { '>=createdTime': moment }, 1: { id: 404 } } });
    expect(await since('2026-03-05T12:00:10+03:00')).toEqual([]);
    expect(await since('2026-03-05 12:00:10')).toEqual([2, 3]);
  });

  test('a boolean user field is filtered by 1 and 0, not by Y and N', async () => {
    await portal.act('add_field', { entity: 'deal', field: 'UF_CRM_VISA', type: 'boolean' });
    await portal.update(2, 2, { ufCrm_VISA: 'Y' });
    expect(await ids({ '=ufCrm_VISA': 1 })).toEqual([2]);
    expect(await ids({ '=ufCrm_VISA': 'Y' })).toEqual([]);
    expect(await ids({ '=ufCrm_VISA': 0 })).toEqual([1, 3]);
  });

  test.each([
    [{ FIELD: 1 }, "Invalid filter: field 'FIELD' is not allowed in filter"],
    [{ '>=updatedTime': 'вчера' }, "Invalid filter: field 'updatedTime' has invalid value"],
  ])('%j is refused', async (filter, text) => {
    const { status, body } = await portal.call('crm.item.list', { entityTypeId: 2, filter });
    expect([status, body['error'], body['error_description']]).toEqual([400, 'INVALID_ARG_VALUE', text]);
  });
});

describe('paging and selection', () => {
  beforeEach(() => portal.twin.seed({ seed: 3, count: 120 }));

  test('pages have 50 rows; next appears only when more rows exist; total counts all', async () => {
    const page = async (start: number) => (await portal.call('crm.item.list', { entityTypeId: 2, start, select: ['id'] })).body;
    const [first, last] = [await page(0), await page(100)];
    expect([first['total'], first['next']]).toEqual([120, 50]);
    expect((last['result'] as { items: unknown[] }).items).toHaveLength(20);
    expect(last).not.toHaveProperty('next');
  });

  test('start -1 counts nothing', async () => {
    const { body } = await portal.call('crm.item.list', {
      entityTypeId: 2,
      start: -1,
      order: { id: 'ASC' },
      filter: { '>id': 100 },
    });
    expect((body['result'] as { items: unknown[] }).items).toHaveLength(20);
    expect(body).not.toHaveProperty('total');
    expect(body).not.toHaveProperty('next');
  });

  test('order is honoured, a wrong direction or field is refused', async () => {
    const rows = await portal.list(2, { order: { opportunity: 'DESC' }, select: ['opportunity'] });
    const amounts = rows.map((row) => Number(row['opportunity']));
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
    for (const order of [{ opportunity: 'DOWN' }, { FIELD: 'ASC' }]) {
      expect((await portal.call('crm.item.list', { entityTypeId: 2, order })).body['error']).toBe('INVALID_ARG_VALUE');
    }
  });

  test('fm comes with everything or not at all, and cannot be filtered', async () => {
    expect((await portal.list(3, { select: ['*'] }))[0]).toHaveProperty('fm');
    expect((await portal.list(3, { select: ['id', 'fm'] }))[0]).not.toHaveProperty('fm');
    expect((await portal.call('crm.item.list', { entityTypeId: 3, filter: { fm: 1 } })).body['error']).toBe('100');
  });

  test('the same seed makes the same portal', async () => {
    const [first] = await portal.list(2);
    portal.twin.reset();
    await portal.twin.seed({ seed: 3, count: 120 });
    expect((await portal.list(2))[0]).toEqual(first);
  });
});
