import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';
import { departures, haveSamples, sample } from '../support/samples.ts';

const present = haveSamples('the Bitrix24 twin');

/** User and parent fields belong to each portal; the run's timing is compared on its own. */
const ownFields = ['$.time', '$.result.item.ufCrm_1721244707107', '$.result.item.parentId1220', '$.result.items[].fm'];

describe.skipIf(!present)('answers have the shape of the official samples', () => {
  let portal: Portal;
  let deal: string;

  beforeAll(async () => {
    portal = await startPortal();
    const company = await portal.add(4, { title: 'ООО «Северный ветер»' });
    const contact = await portal.add(3, { name: 'Анна', lastName: 'Ветрова' });
    const added = await portal.add(2, {
      title: 'Турция, Ветрова',
      companyId: company['id'],
      contactIds: [contact['id']],
      observers: [11, 12],
      opportunity: 1000.5,
      utmSource: 'site',
    });
    deal = String(added['id']);
  });
  afterAll(() => portal.stop());

  async function compare(page: string, method: string, params: unknown, ignore: string[] = []): Promise<string[]> {
    const { body } = await portal.call(method, params);
    const uzel = (path: string) => /\.(ufCrm_UZEL|UF_)/.test(path);
    return departures(body, sample(page).successes[0], [...ownFields, ...ignore]).filter((line) => !uzel(line));
  }

  test('crm.item.add', async () => {
    const params = {
      entityTypeId: 2,
      fields: { title: 'Египет', contactIds: [1], companyId: 1, observers: [11], categoryId: 7 },
    };
    expect(await compare('crm__universal__crm-item-add', 'crm.item.add', params)).toEqual([]);
  });

  test('crm.item.update', async () => {
    const params = { entityTypeId: 2, id: deal, fields: { title: 'Египет, Ветрова' } };
    const links = ['$.result.item.contactIds'];
    expect(await compare('crm__universal__crm-item-update', 'crm.item.update', params, links)).toEqual([]);
  });

  test('crm.item.get of a lead', async () => {
    const fm = [{ typeId: 'PHONE', valueType: 'WORK', value: '+79000000011' }];
    const lead = await portal.add(1, { title: 'Заявка с сайта', name: 'Анна', fm });
    const parents = [1222, 1226, 1228, 1236, 1238, 1240, 1244, 1246, 1254, 1256].map((id) => `$.result.item.parentId${id}`);
    const params = { entityTypeId: 1, id: lead['id'] };
    const own = ['$.result.item.ufCrm_1720019876534', ...parents];
    expect(await compare('crm__universal__crm-item-get', 'crm.item.get', params, own)).toEqual([]);
  });

  test('crm.item.list', async () => {
    const select = [
      'id',
      'title',
      'lastName',
      'name',
      'stageId',
      'sourceId',
      'assignedById',
      'opportunity',
      'isManualOpportunity',
    ];
    const params = { entityTypeId: 1, select, filter: { '>id': 0 } };
    expect(await compare('crm__universal__crm-item-list', 'crm.item.list', params)).toEqual([]);
  });

  test('crm.item.delete', async () => {
    const spare = await portal.add(4, { title: 'Лишняя' });
    expect(await compare('crm__universal__crm-item-delete', 'crm.item.delete', { entityTypeId: 4, id: spare['id'] })).toEqual([]);
  });

  test('crm.item.productrow.set and list', async () => {
    const rows = { ownerType: 'D', ownerId: deal, productRows: [{ productName: 'Тур', price: 100, quantity: 2, taxRate: 10 }] };
    expect(await compare('crm__universal__product-rows__crm-item-productrow-set', 'crm.item.productrow.set', rows)).toEqual([]);
    const filter = { '=ownerType': 'D', '=ownerId': deal };
    const page = 'crm__universal__product-rows__crm-item-productrow-list';
    expect(await compare(page, 'crm.item.productrow.list', { filter })).toEqual([]);
  });

  test('crm.category.list, crm.status.list and crm.status.entity.items', async () => {
    expect(await compare('crm__universal__category__crm-category-list', 'crm.category.list', { entityTypeId: 2 })).toEqual([]);
    const filter = { ENTITY_ID: 'DEAL_STAGE' };
    expect(await compare('crm__status__crm-status-list', 'crm.status.list', { filter })).toEqual([]);
    const entityId = 'DEAL_STAGE';
    expect(await compare('crm__status__crm-status-entity-items', 'crm.status.entity.items', { entityId })).toEqual([]);
  });

  test('crm.stagehistory.list, but for ids that real portals give as strings', async () => {
    expect(await compare('crm__crm-stage-history-list', 'crm.stagehistory.list', { entityTypeId: 2 })).toEqual(
      ['ID', 'TYPE_ID', 'OWNER_ID', 'CATEGORY_ID'].map((name) => `$.result.items[].${name} is string, sample has number`),
    );
  });

  test('crm.duplicate.findbycomm', async () => {
    await portal.add(3, { name: 'Иван', fm: [{ typeId: 'PHONE', valueType: 'WORK', value: '+79000000012' }] });
    const params = { type: 'PHONE', values: ['+79000000012'] };
    expect(await compare('crm__duplicates__crm-duplicate-find-by-comm', 'crm.duplicate.findbycomm', params)).toEqual([]);
  });

  test('crm.timeline.comment.add and list', async () => {
    const fields = { ENTITY_ID: deal, ENTITY_TYPE: 'deal', COMMENT: 'Звонили', FILES: [['1.gif', 'R0lGODlhAQABAIAAAP']] };
    expect(await compare('crm__timeline__comments__crm-timeline-comment-add', 'crm.timeline.comment.add', { fields })).toEqual(
      [],
    );
    const filter = { ENTITY_ID: deal, ENTITY_TYPE: 'deal' };
    const page = 'crm__timeline__comments__crm-timeline-comment-list';
    const files = ['$.result[].FILES.1.image', '$.result[].FILES.2'];
    expect(await compare(page, 'crm.timeline.comment.list', { filter }, files)).toEqual([]);
  });

  test('user.current, scope, method.get, feature.get and crm.settings.mode.get', async () => {
    expect(await compare('user__user-current', 'user.current', {})).toEqual([]);
    expect(await compare('common__system__scope', 'scope', {})).toEqual([]);
    expect(await compare('common__system__method-get', 'method.get', { name: 'user.get' })).toEqual([]);
    expect(await compare('common__system__feature-get', 'feature.get', { CODE: 'rest_auth_connector' })).toEqual([]);
    expect(await compare('crm__crm-settings-mode-get', 'crm.settings.mode.get', {})).toEqual([]);
  });

  test('app.info and event.bind of an application', async () => {
    const { access_token: token } = await portal.authorise();
    const info = await portal.callAs(token, 'app.info');
    expect(departures(info.body, sample('common__system__app-info').successes[0], ['$.time'])).toEqual([]);
    const bound = await portal.callAs(token, 'event.bind', { event: 'OnCrmDealAdd', handler: `${portal.url}/handler` });
    expect(departures(bound.body, sample('events__event-bind').successes[0], ['$.time'])).toEqual([]);
  });

  test('event.offline.get and list, but for the record id without which a row would say nothing', async () => {
    const { access_token: token } = await portal.authorise();
    await portal.callAs(token, 'event.bind', { event: 'ONCRMCOMPANYADD', event_type: 'offline' });
    await portal.add(4, { title: 'Новая' });
    const list = await portal.callAs(token, 'event.offline.list');
    const data = '[].EVENT_DATA';
    expect(departures(list.body, sample('events__event-offline-list').successes[0], ['$.time', `$.result${data}`])).toEqual([]);
    const get = await portal.callAs(token, 'event.offline.get');
    const ignore = ['$.time', `$.result.events${data}`];
    expect(departures(get.body, sample('events__event-offline-get').successes[0], ignore)).toEqual([]);
  });

  test('the timing of every answer', async () => {
    const { body } = await portal.call('crm.status.list', {});
    const official = sample('crm__status__crm-status-list').successes[0];
    expect(departures(body['time'], official?.['time'])).toEqual([]);
  });

  test('errors are a code and a text', async () => {
    const refused = [
      ['crm__universal__crm-item-get', await portal.call('crm.item.get', { entityTypeId: 2, id: 999_999 })],
      ['crm__universal__crm-item-add', await portal.call('crm.item.add', { entityTypeId: 1268, fields: {} })],
      [
        'crm__universal__product-rows__crm-item-productrow-set',
        await portal.call('crm.item.productrow.set', { ownerType: 'D', ownerId: 999_999, productRows: [] }),
      ],
      ['crm__universal__crm-item-list', await portal.call('crm.item.list', { entityTypeId: 2, filter: { FIELD: 1 } })],
      ['common__system__app-info', await portal.call('app.info')],
      ['common__system__feature-get', await portal.call('feature.get')],
    ] as const;
    for (const [page, { body }] of refused) {
      const official = sample(page).errors[0];
      expect(departures(body, official)).toEqual([]);
      expect(body['error']).toBe(official?.['error']);
    }
  });

  test('an event of an outgoing webhook has the keys of the samples that it can have', async () => {
    await portal.subscribe(['ONCRMCONTACTADD']);
    await portal.add(3, { name: 'Вера' });
    await portal.events();
    const official = sample('crm__contacts__events__on-crm-contact-add').events[0];
    const tokens = ['access_token', 'expires_in', 'scope', 'status', 'refresh_token'].map((name) => `$.auth.${name} is missing`);
    expect(departures(portal.received.at(-1)?.body, official).sort()).toEqual(tokens.sort());
  });
});
