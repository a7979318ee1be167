import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(() => portal.stop());

describe('values', () => {
  test('numbers are numbers, empty links are 0 or null as the vendor mixes them', async () => {
    const deal = await portal.add(2, { title: 'Тур', opportunity: '1250.50' });
    expect(deal).toMatchObject({ opportunity: 1250.5, companyId: 0, contactId: 0, contactIds: [], leadId: null, quoteId: null });
    expect(deal['webformId']).toBeNull();
    expect((await portal.get(2, deal['id']))['webformId']).toBe(0);
  });

  test('moments have one-second resolution and the portal offset', async () => {
    portal.clock.advance(1_234);
    expect((await portal.add(2, {}))['createdTime']).toBe('2026-03-05T12:00:01+03:00');
  });

  test('a date is stored as UTC midnight and shown three hours later', async () => {
    const deal = await portal.add(2, { ufCrm_UZEL_TRIP_BEGIN: '2026-07-01', closedate: '2026-07-10T23:30:00+03:00' });
    expect(deal['ufCrm_UZEL_TRIP_BEGIN']).toBe('2026-07-01T03:00:00+03:00');
    expect(deal['closedate']).toBe('2026-07-10T03:00:00+03:00');
  });

  test('money is amount and currency; a bare amount gets roubles, no amount is empty', async () => {
    const deal = await portal.add(2, { ufCrm_UZEL_PAID: '300.50', ufCrm_UZEL_DEBT: '12|EUR', ufCrm_UZEL_PENALTY: '|RUB' });
    expect(deal).toMatchObject({ ufCrm_UZEL_PAID: '300.50|RUB', ufCrm_UZEL_DEBT: '12|EUR', ufCrm_UZEL_PENALTY: null });
  });

  test('unknown keys and read-only fields are ignored in silence', async () => {
    const deal = await portal.add(2, {
      TITLE: 'мимо',
      nonsense: 1,
      isReturnCustomer: 'Y',
      createdTime: '2020-01-01',
      title: 'Тур',
    });
    expect(deal).toMatchObject({ title: 'Тур', isReturnCustomer: 'N', createdTime: '2026-03-05T12:00:00+03:00' });
    expect(deal).not.toHaveProperty('nonsense');
  });

  test('an option outside the list is dropped with a success answer', async () => {
    const { body } = await portal.call('crm.item.fields', { entityTypeId: 2 });
    const { fields } = body['result'] as {
      fields: Record<string, { items?: { ID: string; VALUE: string }[]; upperName: string }>;
    };
    const option = fields['ufCrm_UZEL_PAYMENT']?.items?.find((item) => item.VALUE === 'Оплачена');
    const deal = await portal.add(2, { ufCrm_UZEL_PAYMENT: option?.ID });
    expect(deal['ufCrm_UZEL_PAYMENT']).toBe(Number(option?.ID));
    const after = await portal.update(2, deal['id'], { ufCrm_UZEL_PAYMENT: '999', title: 'Дальше' });
    expect(after).toMatchObject({ ufCrm_UZEL_PAYMENT: Number(option?.ID), title: 'Дальше' });
  });

  test('a dictionary code, a user or a linked record that does not exist is refused', async () => {
    for (const fields of [{ sourceId: 'NOWHERE' }, { assignedById: 404 }, { contactId: 404 }, { begindate: 'вчера' }]) {
      const { status, body } = await portal.call('crm.item.add', { entityTypeId: 2, fields });
      expect([status, body['error']]).toEqual([400, 'CRM_FIELD_ERROR_VALUE_NOT_VALID']);
    }
    expect(portal.writes()).toEqual([]);
  });

  test('the primary contact follows the list of contacts', async () => {
    const [a, b] = [await portal.add(3, { name: 'Анна' }), await portal.add(3, { name: 'Борис' })];
    const deal = await portal.add(2, { contactId: b['id'], contactIds: [a['id'], b['id']] });
    expect(deal).toMatchObject({ contactId: b['id'], contactIds: [b['id'], a['id']] });
    expect(await portal.update(2, deal['id'], { contactId: a['id'] })).toMatchObject({ contactIds: [a['id']] });
    await portal.call('crm.item.delete', { entityTypeId: 3, id: a['id'] });
    expect(await portal.get(2, deal['id'])).toMatchObject({ contactId: 0, contactIds: [] });
  });

  test('a contact without a name gets one, and cannot lose both names later', async () => {
    const contact = await portal.add(3, {});
    expect(contact['lastName']).toBe('Контакт #1');
    const { body } = await portal.call('crm.item.update', { entityTypeId: 3, id: contact['id'], fields: { lastName: '' } });
    expect(body['error']).toBe('CRM_FIELD_ERROR_REQUIRED');
  });
});

describe('names of user fields', () => {
  test('without an object number only the prefix is converted; metadata tells the original name', async () => {
    const { body } = await portal.call('crm.item.fields', { entityTypeId: 2 });
    const { fields } = body['result'] as { fields: Record<string, { upperName: string; isDynamic: boolean }> };
    expect(fields['ufCrm_UZEL_CLAIM']).toMatchObject({ upperName: 'UF_CRM_UZEL_CLAIM', isDynamic: true });
    expect(fields['stageId']).toMatchObject({ upperName: 'STAGE_ID', isDynamic: false });
  });

  test('an object number makes regular names, mixed endings do not', async () => {
    const names = ['UF_CRM_3_DIGIT', 'UF_CRM_3_1747309727', 'UF_CRM_3_DIGIT10', 'UF_CRM_1747309879'];
    const made = await Promise.all(names.map((field) => portal.act('add_field', { entity: 'deal', field })));
    expect(made.map(({ name }) => name)).toEqual(['ufCrm3Digit', 'ufCrm3_1747309727', 'ufCrm_3_DIGIT10', 'ufCrm_1747309879']);
  });

  test('a clash of names leaves the later one upper-case', async () => {
    await portal.act('add_field', { entity: 'deal', field: 'UF_CRM_3_AB_C' });
    expect((await portal.act('add_field', { entity: 'deal', field: 'UF_CRM_3_AB_C' }))['name']).toBe('UF_CRM_3_AB_C');
  });

  test('useOriginalUfNames shows and takes original names; with a selection it empties the items', async () => {
    const params = { entityTypeId: 2, useOriginalUfNames: 'Y' };
    const deal = await portal.item('crm.item.add', { ...params, fields: { UF_CRM_UZEL_CLAIM: '1001' } });
    expect(deal['UF_CRM_UZEL_CLAIM']).toBe('1001');
    expect(await portal.list(2, { useOriginalUfNames: 'Y', filter: { UF_CRM_UZEL_CLAIM: '1001' } })).toHaveLength(1);
    expect(await portal.list(2, { useOriginalUfNames: 'Y', select: ['id', 'title'] })).toEqual([[]]);
  });
});

describe('writes', () => {
  test('an update that changes nothing is not saved: same updatedTime, no event, ledger says so', async () => {
    await portal.subscribe();
    const deal = await portal.add(2, { title: 'Тур', opportunity: 10, comments: '' });
    portal.clock.advance(60_000);
    const same = { title: 'Тур', opportunity: '10.00', comments: null, isRecurring: 'N', sourceId: '', contactIds: [] };
    const after = await portal.update(2, deal['id'], same);
    expect(after['updatedTime']).toBe(deal['updatedTime']);
    expect(await portal.events()).toEqual(['ONCRMDEALADD']);
    expect(portal.writes().map(({ changed }) => changed)).toEqual([true, false]);
  });

  test('origin marks can be filtered and are not unique', async () => {
    const fields = { originatorId: 'uzel', originId: 'link-1' };
    const [first, second] = [await portal.add(2, fields), await portal.add(2, fields)];
    const found = await portal.list(2, { filter: { '=originatorId': 'uzel', '=originId': 'link-1' }, select: ['id'] });
    expect(found).toEqual([{ id: first['id'] }, { id: second['id'] }]);
    expect(portal.writes()[1]).toMatchObject({ operation: 'crm.item.add', entity: 'deal', changed: true, by: 'api', fields });
  });

  test('an id inside the fields of an update interrupts it', async () => {
    const deal = await portal.add(2, {});
    const { status, body } = await portal.call('crm.item.update', { entityTypeId: 2, id: deal['id'], fields: { id: 7 } });
    expect([status, body['error']]).toEqual([400, '0']);
  });

  test('a deleted record is gone, its deletion is told once', async () => {
    await portal.subscribe();
    const deal = await portal.add(2, {});
    const { body } = await portal.call('crm.item.delete', { entityTypeId: 2, id: deal['id'] });
    expect(body['result']).toEqual([]);
    const again = await portal.call('crm.item.delete', { entityTypeId: 2, id: deal['id'] });
    expect([again.status, again.body['error']]).toEqual([400, 'NOT_FOUND']);
    expect(await portal.events()).toEqual(['ONCRMDEALADD', 'ONCRMDEALDELETE']);
  });

  test('old types are refused, unknown ones are not found, missing parameters are named', async () => {
    const errors = await Promise.all(
      [{ entityTypeId: 5 }, { entityTypeId: 1268 }, {}, { entityTypeId: 2 }].map((params) => portal.call('crm.item.get', params)),
    );
    expect(errors.map(({ body }) => body['error'])).toEqual(['ENTITY_TYPE_NOT_SUPPORTED', 'NOT_FOUND', '100', '100']);
  });

  test('in simple CRM mode a new lead becomes a deal at once', async () => {
    await portal.act('switch', { crmMode: 2 });
    const lead = await portal.add(1, { title: 'Заявка с сайта' });
    expect(await portal.get(1, lead['id'])).toMatchObject({ stageId: 'CONVERTED', stageSemanticId: 'S' });
    expect(await portal.list(2, { select: ['title', 'leadId'] })).toMatchObject([
      { title: 'Заявка с сайта', leadId: lead['id'] },
    ]);
  });
});

describe('timeline comments', () => {
  test('a comment moves the last activity and nothing else', async () => {
    await portal.subscribe();
    const deal = await portal.add(2, {});
    portal.clock.advance(5_000);
    const fields = { ENTITY_ID: deal['id'], ENTITY_TYPE: 'deal', COMMENT: 'Документы отправлены' };
    const { body } = await portal.call('crm.timeline.comment.add', { fields });
    expect(body['result']).toBe(1);
    const after = await portal.get(2, deal['id']);
    expect(after['updatedTime']).toBe(deal['updatedTime']);
    expect(after['lastActivityTime']).toBe('2026-03-05T12:00:05+03:00');
    expect(await portal.events()).toEqual(['ONCRMDEALADD']);
  });

  test('the list needs its owner, the text is required, upper-case FIELDS are not read', async () => {
    const deal = await portal.add(2, {});
    const without = await portal.call('crm.timeline.comment.list', { filter: {} });
    expect([without.status, 'error' in without.body, without.body['error']]).toEqual([400, true, '']);
    const owner = { ENTITY_ID: deal['id'], ENTITY_TYPE: 'deal' };
    expect((await portal.call('crm.timeline.comment.add', { fields: owner })).status).toBe(400);
    expect((await portal.call('crm.timeline.comment.add', { FIELDS: { ...owner, COMMENT: 'x' } })).status).toBe(400);
  });
});

describe('search by phone or e-mail', () => {
  test('whole numbers without their extension; nothing found is a list', async () => {
    const fm = [{ typeId: 'PHONE', valueType: 'WORK', value: '+7 (900) 000-00-01 доб. 15' }];
    const contact = await portal.add(3, { name: 'Анна', fm });
    const find = async (value: string) =>
      (await portal.call('crm.duplicate.findbycomm', { type: 'PHONE', values: [value] })).body['result'];
    expect(await find('+79000000001')).toEqual({ CONTACT: [contact['id']] });
    expect(await find('89000000001')).toEqual([]);
    expect(await find('79000000')).toEqual([]);
  });

  test('twenty hits of one type suppress the types after it', async () => {
    const fm = [{ typeId: 'EMAIL', valueType: 'WORK', value: 'shared@example.com' }];
    for (let index = 0; index < 20; index += 1) await portal.add(3, { name: `Контакт ${index}`, fm });
    await portal.add(4, { title: 'Агентство', fm });
    const { body } = await portal.call('crm.duplicate.findbycomm', { type: 'EMAIL', values: ['Shared@example.com'] });
    expect(Object.keys(body['result'] as object)).toEqual(['CONTACT']);
  });

  test('a missing type is an error with an empty code', async () => {
    const { status, body } = await portal.call('crm.duplicate.findbycomm', { values: ['+79000000001'] });
    expect([status, body['error'], body['error_description']]).toEqual([400, '', 'Communication type is not defined.']);
  });
});
