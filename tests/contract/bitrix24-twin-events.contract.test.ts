import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Portal, settled, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(() => portal.stop());

describe('outgoing webhook', () => {
  test('the body is a form in bracket notation, every value a string, keys in the order of the wire', async () => {
    const { application_token } = await portal.subscribe();
    await portal.add(2, {});
    await portal.events();
    const [event] = portal.received;
    expect(event?.contentType).toBe('application/x-www-form-urlencoded');
    expect([...new URLSearchParams(event?.raw).keys()]).toEqual([
      'event',
      'event_handler_id',
      'data[FIELDS][ID]',
      'ts',
      'auth[domain]',
      'auth[client_endpoint]',
      'auth[server_endpoint]',
      'auth[member_id]',
      'auth[application_token]',
    ]);
    const connection = portal.twin.connection().options as { applicationToken: string };
    expect(event?.body).toMatchObject({
      event: 'ONCRMDEALADD',
      data: { FIELDS: { ID: '1' } },
      ts: '1772701200',
      auth: { application_token },
    });
    expect(application_token).toBe(connection.applicationToken);
  });

  test('changes of deals, contacts and companies are told, by people too', async () => {
    await portal.subscribe();
    const [deal, contact, company] = [await portal.add(2, {}), await portal.add(3, {}), await portal.add(4, {})];
    await portal.act('edit', { deal: deal['id'], fields: { TITLE: 'Поправил менеджер' } });
    await portal.act('edit', { contact: contact['id'], fields: { lastName: 'Лугова' } });
    await portal.act('edit', { company: company['id'], fields: { UF_CRM_UZEL_INN: '7700000000' } });
    await portal.act('delete', { deal: deal['id'] });
    expect((await portal.events()).sort()).toEqual(
      ['DEALADD', 'CONTACTADD', 'COMPANYADD', 'DEALUPDATE', 'CONTACTUPDATE', 'COMPANYUPDATE', 'DEALDELETE']
        .map((name) => `ONCRM${name}`)
        .sort(),
    );
    expect(portal.writes().at(-2)).toMatchObject({ operation: 'edit', by: 'person', fields: { ufCrm_UZEL_INN: '7700000000' } });
  });

  test('a handler that fails gets no second attempt', async () => {
    portal.answerEventsWith(500);
    await portal.subscribe();
    await portal.add(2, {});
    await settled(200);
    expect(portal.received).toHaveLength(1);
    expect(portal.twin.state('events')).toMatchObject([{ event: 'ONCRMDEALADD', outcome: 'refused', status: 500 }]);
  });

  test('a slow handler is demoted: its next event waits', async () => {
    await portal.stop();
    portal = await startPortal({ limitScale: 20 });
    portal.answerEventsWith(200, 300);
    await portal.subscribe();
    await portal.add(2, {});
    await settled(400);
    await portal.add(3, {});
    expect(await portal.events()).toEqual(['ONCRMDEALADD']);
    await settled(200);
    expect(portal.received).toHaveLength(2);
  });

  test('the same subscription twice tells once; unsubscribing ends it', async () => {
    await portal.subscribe();
    await portal.subscribe();
    await portal.add(2, {});
    expect(await portal.events()).toHaveLength(1);
    await portal.act('unsubscribe');
    await portal.add(2, {});
    expect(await portal.events()).toHaveLength(1);
  });

  test('a reset forgets records and keeps subscriptions', async () => {
    await portal.subscribe(['ONCRMDEALADD']);
    portal.twin.reset();
    await portal.add(2, {});
    expect(await portal.events()).toEqual(['ONCRMDEALADD']);
    expect(portal.writes()).toHaveLength(1);
  });
});

describe('faults of delivery', () => {
  const rule = (kind: 'lose_event' | 'duplicate_event' | 'delay_event' | 'reorder_events', operation = '*', ms = 150) =>
    portal.faults({ kind, operation, share: 1, ms });

  test('a lost event never arrives', async () => {
    await portal.subscribe();
    rule('lose_event', 'ONCRMDEALADD');
    await portal.add(2, {});
    await portal.add(3, {});
    expect(await portal.events()).toEqual(['ONCRMCONTACTADD']);
    expect(portal.twin.state('events')?.[0]).toMatchObject({ outcome: 'lost', fault: 'lose_event' });
  });

  test('a duplicated event arrives twice', async () => {
    await portal.subscribe();
    rule('duplicate_event');
    await portal.add(2, {});
    expect(await portal.events()).toEqual(['ONCRMDEALADD', 'ONCRMDEALADD']);
  });

  test('a delayed event arrives late', async () => {
    await portal.subscribe();
    rule('delay_event');
    await portal.add(2, {});
    expect(await portal.events()).toEqual([]);
    await settled(200);
    expect(portal.received).toHaveLength(1);
  });

  test('a reordered event arrives after the next one', async () => {
    await portal.subscribe();
    rule('reorder_events', 'ONCRMDEALADD');
    await portal.add(2, {});
    await portal.add(3, {});
    expect(await portal.events()).toEqual(['ONCRMCONTACTADD', 'ONCRMDEALADD']);
  });

  test('an event overtakes the answer of the write that caused it', async () => {
    await portal.subscribe();
    portal.faults({ kind: 'delay', operation: 'crm.item.add', share: 1, ms: 1500 });
    let answered = false;
    const answer = portal.add(2, {}).finally(() => {
      answered = true;
    });
    await vi.waitFor(() => expect(portal.received).toHaveLength(1), { timeout: 5000 });
    expect(answered).toBe(false);
    expect(await answer).toMatchObject({ id: 1 });
  });
});

describe('robots', () => {
  test('a robot touches each new deal once; an application hears of it without tokens', async () => {
    await portal.act('robot', { on: true });
    const { access_token: token } = await portal.authorise();
    const handler = `${portal.url}/handler`;
    for (const event of ['ONCRMDEALADD', 'ONCRMDEALUPDATE']) await portal.callAs(token, 'event.bind', { event, handler });
    const deal = await portal.add(2, {});
    await settled(100);
    expect(await portal.events()).toEqual(['ONCRMDEALADD', 'ONCRMDEALUPDATE']);
    const [added, touched] = portal.received.map(({ body }) => body['auth'] as { [key: string]: string });
    expect(Object.keys(added ?? {})).toEqual(
      [
        'access_token',
        'expires',
        'expires_in',
        'scope',
        'domain',
        'server_endpoint',
        'status',
        'client_endpoint',
        'member_id',
        'user_id',
      ].concat('application_token'),
    );
    expect(touched).not.toHaveProperty('access_token');
    expect(touched?.['application_token']).toBe(added?.['application_token']);
    expect(await portal.get(2, deal['id'])).toMatchObject({ additionalInfo: 'Проверено роботом' });
  });
});

describe('bindings and the offline queue', () => {
  async function application() {
    const { access_token: token } = await portal.authorise();
    return (method: string, params: { [key: string]: unknown } = {}) => portal.callAs(token, method, params);
  }

  test('a binding is made once, listed, and removed with a count', async () => {
    const app = await application();
    const binding = { event: 'ONCRMDEALADD', handler: `${portal.url}/handler` };
    expect((await app('event.bind', binding)).body['result']).toBe(true);
    expect((await app('event.bind', binding)).body['error']).toBe('ERROR_CORE');
    expect((await app('event.bind', { ...binding, event: 'ONNOTHING' })).body['error']).toBe('ERROR_EVENT_NOT_FOUND');
    expect((await app('event.get')).body['result']).toMatchObject([{ event: 'ONCRMDEALADD', offline: 0 }]);
    expect((await app('event.unbind', binding)).body['result']).toEqual({ count: 1 });
  });

  test('event.test comes back to its handler', async () => {
    const app = await application();
    await app('event.bind', { event: 'ONAPPTEST', handler: `${portal.url}/handler` });
    await app('event.test', { any: 'data' });
    await portal.events();
    expect(portal.received[0]?.body).toMatchObject({ event: 'ONAPPTEST', data: { QUERY: { any: 'data' } } });
  });

  test('the queue keeps one row per object and event, and clears by default', async () => {
    const app = await application();
    await app('event.bind', { event: 'ONCRMDEALUPDATE', event_type: 'offline' });
    const deal = await portal.add(2, {});
    await portal.update(2, deal['id'], { title: 'раз' });
    await portal.update(2, deal['id'], { title: 'два' });
    const first = (await app('event.offline.get')).body['result'];
    expect(first).toMatchObject({
      process_id: null,
      events: [{ EVENT_NAME: 'ONCRMDEALUPDATE', EVENT_DATA: { FIELDS: { ID: '1' } } }],
    });
    expect((await app('event.offline.get')).body['result']).toMatchObject({ events: [] });
  });

  test('clear=0 reserves rows until they are confirmed', async () => {
    const app = await application();
    await app('event.bind', { event: 'ONCRMDEALADD', event_type: 'offline' });
    await portal.add(2, {});
    const { process_id, events } = (await app('event.offline.get', { clear: 0 })).body['result'] as {
      process_id: string;
      events: { ID: string }[];
    };
    expect((await app('event.offline.get', { clear: 0 })).body['result']).toMatchObject({ events: [] });
    expect((await app('event.offline.get', { process_id })).body['result']).toMatchObject({ events });
    await app('event.offline.clear', { process_id, id: events.map((event) => event.ID) });
    expect((await app('event.offline.list')).body['result']).toEqual([]);
  });

  test('auth_connector parts the queue and swallows the echo of its own writes', async () => {
    const app = await application();
    await app('event.bind', { event: 'ONCRMDEALADD', event_type: 'offline', auth_connector: 'uzel' });
    await app('crm.item.add', { entityTypeId: 2, fields: {}, auth_connector: 'uzel' });
    await app('crm.item.add', { entityTypeId: 2, fields: {} });
    expect((await app('event.offline.get')).body['result']).toMatchObject({ events: [] });
    const { events } = (await app('event.offline.get', { auth_connector: 'uzel' })).body['result'] as { events: object[] };
    expect(events).toMatchObject([{ EVENT_DATA: { FIELDS: { ID: '2' } } }]);
  });
});
