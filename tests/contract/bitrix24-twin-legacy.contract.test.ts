import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.stop());
beforeEach(() => {
  portal.twin.reset();
  portal.received.length = 0;
  portal.clock.advance(60_000);
});

type Row = { [name: string]: unknown };
async function result<T = Row>(method: string, params: Row): Promise<T> {
  const { body } = await portal.call(method, params);
  if ('error' in body) throw new Error(`${method}: ${JSON.stringify(body)}`);
  return body['result'] as T;
}
const list = (params: Row) => result<Row[]>('crm.deal.list', params);

describe('a legacy record', () => {
  test('is strings and nulls, and the same record as the universal one', async () => {
    const id = await result<number>('crm.deal.add', { fields: { TITLE: 'Турция', OPPORTUNITY: 1000, UF_CRM_UZEL_CLAIM: '77' } });
    expect(await result('crm.deal.get', { id })).toMatchObject({
      ID: String(id),
      OPPORTUNITY: '1000.00',
      COMPANY_ID: null,
      CATEGORY_ID: '0',
      STAGE_ID: 'NEW',
      UF_CRM_UZEL_CLAIM: '77',
    });
    expect(await portal.get(2, id)).toMatchObject({ id, opportunity: 1000, companyId: 0, ufCrm_UZEL_CLAIM: '77' });
  });

  test('cannot change its funnel, and a stage of another funnel is ignored in silence', async () => {
    const id = await result<number>('crm.deal.add', { fields: { TITLE: 'Турция', CATEGORY_ID: 7 } });
    expect(await result<boolean>('crm.deal.update', { id, fields: { CATEGORY_ID: 0, STAGE_ID: 'WON', TITLE: 'Египет' } })).toBe(
      true,
    );
    expect(await result('crm.deal.get', { id })).toMatchObject({ CATEGORY_ID: '7', STAGE_ID: 'C7:NEW', TITLE: 'Египет' });
  });

  test('its update is told like any other, and one that changes nothing is not', async () => {
    const id = await result<number>('crm.deal.add', { fields: { TITLE: 'Турция' } });
    await portal.subscribe(['ONCRMDEALUPDATE']);
    await result('crm.deal.update', { id, fields: { TITLE: 'Турция' } });
    await result('crm.deal.update', { id, FIELDS: { TITLE: 'Египет' } });
    expect(await portal.events()).toEqual(['ONCRMDEALUPDATE']);
  });

  test('phones are added without an id, changed by it, deleted by a mark', async () => {
    const phones = [{ VALUE: '+79000000051' }, { VALUE: '+79000000052', VALUE_TYPE: 'MOBILE' }];
    const id = await result<number>('crm.contact.add', { fields: { NAME: 'Анна', PHONE: phones } });
    const read = async () => (await result<{ PHONE: { ID: string; VALUE: string }[] }>('crm.contact.get', { id })).PHONE;
    const [first, second] = await read();
    const changes = [{ ID: first?.ID, DELETE: 'Y' }, { ID: second?.ID, VALUE: '+79000000053' }, { VALUE: '+79000000054' }];
    await result('crm.contact.update', { id, fields: { PHONE: changes } });
    expect((await read()).map(({ VALUE }) => VALUE)).toEqual(['+79000000053', '+79000000054']);
  });
});

describe('a legacy list', () => {
  beforeEach(async () => {
    for (const [index, title] of ['Турция', 'Египет', 'Тунис'].entries()) {
      await result('crm.deal.add', {
        fields: { TITLE: title, OPPORTUNITY: (index + 1) * 100, SOURCE_ID: index === 0 ? 'WEB' : 'CALL' },
      });
    }
  });

  test('is narrowed by prefixes, ordered, and shows what was selected', async () => {
    const rows = await list({ filter: { '>OPPORTUNITY': 100 }, order: { OPPORTUNITY: 'DESC' }, select: ['TITLE'] });
    expect(rows).toEqual([
      { ID: '3', TITLE: 'Тунис' },
      { ID: '2', TITLE: 'Египет' },
    ]);
  });

  test('passes over what it does not know: groups, columns, likeness of a dictionary code', async () => {
    expect(await list({ filter: { logic: 'OR', 0: { TITLE: 'Тунис' }, NOTHING: 1, '%SOURCE_ID': 'WE' } })).toHaveLength(3);
    expect(await list({ filter: { '%TITLE': 'ту' } })).toHaveLength(2);
  });

  test('brings user fields only when they are asked for', async () => {
    const [plain] = await list({ select: ['*'] });
    const [whole] = await list({ select: ['*', 'UF_*'] });
    expect(plain).not.toHaveProperty('UF_CRM_UZEL_CLAIM');
    expect(whole).toHaveProperty('UF_CRM_UZEL_CLAIM');
  });

  test('finds a deal by its primary contact alone', async () => {
    const anna = await portal.add(3, { name: 'Анна' });
    const boris = await portal.add(3, { name: 'Борис' });
    await portal.add(2, { title: 'Двое', contactIds: [anna['id'], boris['id']] });
    expect(await list({ filter: { CONTACT_ID: anna['id'] } })).toHaveLength(1);
    expect(await list({ filter: { CONTACT_ID: boris['id'] } })).toHaveLength(0);
  });
});

describe('user fields', () => {
  test('a field made by one way is there for the other, and takes part in records at once', async () => {
    const fields = { FIELD_NAME: 'VISA', USER_TYPE_ID: 'enumeration', LIST: [{ VALUE: 'Нужна' }, { VALUE: 'Есть' }] };
    const id = await result<number>('crm.deal.userfield.add', { fields });
    const { field } = await result<{ field: { fieldName: string; enum: { id: string }[] } }>('userfieldconfig.get', {
      moduleId: 'crm',
      id,
    });
    expect(field.fieldName).toBe('UF_CRM_VISA');
    const deal = await portal.add(2, { title: 'Турция', ufCrm_VISA: field.enum[1]?.id });
    expect(deal['ufCrm_VISA']).toBe(Number(field.enum[1]?.id));
    await result('crm.deal.userfield.delete', { id });
    expect(await portal.get(2, deal['id'])).not.toHaveProperty('ufCrm_VISA');
  });

  test('the name is limited and taken once', async () => {
    const add = async (name: string) =>
      (await portal.call('crm.deal.userfield.add', { fields: { FIELD_NAME: name, USER_TYPE_ID: 'string' } })).status;
    expect([await add('HOBBY'), await add('HOBBY'), await add('X'.repeat(44))]).toEqual([200, 400, 400]);
  });
});

describe('payments', () => {
  test('a paid payment is told by its own event, not as a change of the deal', async () => {
    const { access_token: token } = await portal.authorise();
    const deal = await portal.add(2, { title: 'Турция' });
    for (const event of ['ONPAYMENTENTITYSAVED', 'ONCRMDEALUPDATE']) {
      await portal.callAs(token, 'event.bind', { event, handler: `${portal.url}/handler` });
    }
    const id = await result<number>('crm.item.payment.add', { entityTypeId: 2, entityId: deal['id'] });
    await result('crm.item.payment.pay', { id });
    expect(await portal.events()).toEqual(['ONPAYMENTENTITYSAVED', 'ONPAYMENTENTITYSAVED']);
    expect(await result<Row[]>('crm.item.payment.list', { entityTypeId: 2, entityId: deal['id'] })).toMatchObject([
      { id, paid: 'Y' },
    ]);
  });
});
