import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(() => portal.stop());

const tour = (fields: object = {}) => portal.add(2, { categoryId: 7, ...fields });

test('a deal without a stage enters the first stage of its funnel', async () => {
  expect(await tour()).toMatchObject({ categoryId: 7, stageId: 'C7:NEW', stageSemanticId: 'P', isNew: 'Y', closed: 'N' });
  expect(await portal.add(2, {})).toMatchObject({ categoryId: 0, stageId: 'NEW' });
});

test('the dictionary of the tour funnel has the stages of a claim', async () => {
  const { body } = await portal.call('crm.status.list', { filter: { ENTITY_ID: 'DEAL_STAGE_7' } });
  const rows = body['result'] as { STATUS_ID: string; NAME: string; SEMANTICS: string | null }[];
  expect(rows.map((row) => row.STATUS_ID)).toEqual(
    ['NEW', 'CONFIRMED', 'PART_PAID', 'PAID', 'CANCEL_REQUEST', 'CHECK', 'WON', 'LOSE'].map((stage) => `C7:${stage}`),
  );
  expect(rows.at(-1)).toMatchObject({ NAME: 'Аннулирована', SEMANTICS: 'F', CATEGORY_ID: '7' });
});

test('a final stage closes the deal today', async () => {
  const deal = await tour();
  const lost = await portal.update(2, deal['id'], { stageId: 'C7:LOSE' });
  expect(lost).toMatchObject({ closed: 'Y', stageSemanticId: 'F', closedate: '2026-03-05T03:00:00+03:00', isNew: 'N' });
});

test('a stage of another funnel is refused unless the funnel moves along', async () => {
  const deal = await tour();
  const { status, body } = await portal.call('crm.item.update', {
    entityTypeId: 2,
    id: deal['id'],
    fields: { stageId: 'EXECUTING' },
  });
  expect([status, body['error']]).toEqual([400, 'CRM_FIELD_ERROR_VALUE_NOT_VALID']);
  const moved = await portal.update(2, deal['id'], { categoryId: 0, stageId: 'EXECUTING' });
  expect(moved).toMatchObject({ categoryId: 0, stageId: 'EXECUTING' });
});

test('moving to another funnel fires its own event alone, which only an application hears', async () => {
  const { access_token: token } = await portal.authorise();
  const handler = `${portal.url}/handler`;
  for (const event of ['ONCRMDEALUPDATE', 'ONCRMDEALMOVETOCATEGORY'])
    await portal.callAs(token, 'event.bind', { event, handler });
  const deal = await tour();
  await portal.act('move_category', { deal: deal['id'], category: 0 });
  expect(await portal.events()).toEqual(['ONCRMDEALMOVETOCATEGORY']);
  expect(portal.received[0]?.body['data']).toEqual({ FIELDS: { ID: String(deal['id']), CATEGORY_ID: '0', STAGE_ID: 'NEW' } });
  await expect(portal.subscribe(['ONCRMDEALMOVETOCATEGORY'])).rejects.toThrow('ONCRMDEALMOVETOCATEGORY');
});

test('the stage history tells creation, move, funnel change and end', async () => {
  const deal = await tour();
  await portal.update(2, deal['id'], { stageId: 'C7:PAID' });
  await portal.update(2, deal['id'], { title: 'Не стадия' });
  await portal.update(2, deal['id'], { categoryId: 0 });
  await portal.update(2, deal['id'], { stageId: 'WON' });
  const history = async (filter: object) => {
    const { body } = await portal.call('crm.stagehistory.list', { entityTypeId: 2, filter, order: { ID: 'ASC' } });
    return (body['result'] as { items: { ID: string; TYPE_ID: string; STAGE_ID: string }[] }).items;
  };
  const lines = await history({ OWNER_ID: deal['id'] });
  expect(lines.map(({ TYPE_ID, STAGE_ID }) => [TYPE_ID, STAGE_ID])).toEqual([
    ['1', 'C7:NEW'],
    ['2', 'C7:PAID'],
    ['5', 'NEW'],
    ['3', 'WON'],
  ]);
  expect(await history({ '>ID': 2 })).toEqual(lines.slice(2));
});

test('a field that a stage requires is checked on a move inside the funnel only', async () => {
  await portal.act('require_field', { field: 'UF_CRM_UZEL_CLAIM', stages: ['C7:PAID', 'EXECUTING'] });
  const deal = await tour();
  const paid = { entityTypeId: 2, id: deal['id'], fields: { stageId: 'C7:PAID' } };
  expect((await portal.call('crm.item.update', paid)).body['error']).toBe('CRM_FIELD_ERROR_REQUIRED');
  expect(await portal.update(2, deal['id'], { stageId: 'C7:PAID', ufCrm_UZEL_CLAIM: '1001' })).toMatchObject({
    stageId: 'C7:PAID',
  });
  const other = await tour();
  expect(await portal.update(2, other['id'], { categoryId: 0, stageId: 'EXECUTING' })).toMatchObject({ stageId: 'EXECUTING' });
});

test('a value of a dictionary goes by its number; a system one only by force, a stage not while deals stand in it', async () => {
  const statuses = async (dictionary: string) =>
    (await portal.call('crm.status.list', { filter: { ENTITY_ID: dictionary } })).body['result'] as {
      ID: string;
      STATUS_ID: string;
      SYSTEM: string;
    }[];
  const remove = async (id: unknown, params?: object) => {
    const { status, body } = await portal.call('crm.status.delete', { id, ...(params === undefined ? {} : { params }) });
    return status === 200 ? body['result'] : [status, body['error_description']];
  };
  const fields = { ENTITY_ID: 'SOURCE', STATUS_ID: 'SAMO', NAME: 'САМО-Тур' };
  const made = (await portal.call('crm.status.add', { fields })).body['result'];
  expect(await remove(made)).toBe(true);
  expect((await statuses('SOURCE')).map((row) => row.STATUS_ID)).not.toContain('SAMO');
  expect(await remove(made)).toEqual([400, 'Status is not found.']);
  expect(await remove('x')).toEqual([400, 'Invalid identifier.']);

  const system = (await statuses('DEAL_STAGE')).find((row) => row.SYSTEM === 'Y');
  expect(await remove(system?.ID)).toEqual([400, expect.stringContaining('FORCED')]);
  expect(await remove(system?.ID, { FORCED: 'Y' })).toBe(true);

  await tour({ stageId: 'C7:PAID' });
  const taken = (await statuses('DEAL_STAGE_7')).find((row) => row.STATUS_ID === 'C7:PAID');
  expect(await remove(taken?.ID, { FORCED: 'Y' })).toEqual([400, 'There are active items in this status.']);
});
