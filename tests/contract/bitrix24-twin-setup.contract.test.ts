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

const handler = () => `${portal.url}/handler`;
const last = () => portal.received.at(-1)?.body as { event: string; data: object; auth: { [key: string]: string } };

describe('an application comes and goes', () => {
  test('its installation brings a token pair that works', async () => {
    const { application_token: token } = await portal.act('install_app', { handler: handler() });
    await portal.events();
    expect(last()).toMatchObject({
      event: 'ONAPPINSTALL',
      data: { VERSION: '1', ACTIVE: 'Y', INSTALLED: 'Y', LANGUAGE_ID: 'ru' },
    });
    const { auth } = last();
    expect(auth).toMatchObject({ application_token: token, domain: new URL(portal.url).host, status: 'L' });
    expect((await portal.callAs(auth['access_token'] ?? '', 'app.info')).body['result']).toMatchObject({ INSTALLED: true });
    const refreshed = await portal.token({ grant_type: 'refresh_token', refresh_token: auth['refresh_token'] ?? '' });
    expect(refreshed.status).toBe(200);
  });

  test('its end ends tokens and bindings, and is told without a token', async () => {
    const { access_token: token } = await portal.authorise();
    await portal.callAs(token, 'event.bind', { event: 'ONCRMDEALADD', handler: handler() });
    await portal.act('uninstall_app', { handler: handler(), clean: true });
    await portal.events();
    expect(last()).toMatchObject({ event: 'ONAPPUNINSTALL', data: { CLEAN: '1' } });
    expect(Object.keys(last().auth).sort()).toEqual(
      ['application_token', 'client_endpoint', 'domain', 'member_id', 'server_endpoint'].sort(),
    );
    expect((await portal.callAs(token, 'app.info')).status).toBe(401);
    expect(portal.twin.state('subscriptions')).toEqual([]);
  });

  test('of two refreshes with one token the second is refused', async () => {
    const { refresh_token: token } = await portal.authorise();
    const refresh = () => portal.token({ grant_type: 'refresh_token', refresh_token: token });
    const answers = await Promise.all([refresh(), refresh()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(answers.find(({ status }) => status === 400)?.body).toEqual({ error: 'invalid_grant' });
  });

  test('a refresh whose answer is lost has used up its token', async () => {
    const { refresh_token: token } = await portal.authorise();
    portal.faults({ operation: 'oauth.token', kind: 'commit_then_drop', share: 1 });
    await expect(portal.token({ grant_type: 'refresh_token', refresh_token: token })).rejects.toThrow();
    portal.faults();
    expect((await portal.token({ grant_type: 'refresh_token', refresh_token: token })).body).toEqual({ error: 'invalid_grant' });
  });
});

describe('rights can be taken away', () => {
  test('each family of methods refuses in its own words', async () => {
    const deal = await portal.add(2, { title: 'Турция' });
    for (const entity of ['deal', 'comment', 'payment', 'document']) await portal.act('forbid', { entity });
    const { access_token: token } = await portal.authorise();
    const refusals = await Promise.all([
      portal.call('crm.item.get', { entityTypeId: 2, id: deal['id'] }),
      portal.call('crm.deal.get', { id: deal['id'] }),
      portal.call('crm.timeline.comment.add', { fields: { ENTITY_ID: deal['id'], ENTITY_TYPE: 'deal', COMMENT: 'Нет' } }),
      portal.call('crm.item.payment.add', { entityTypeId: 2, entityId: deal['id'] }),
      portal.call('crm.documentgenerator.template.list'),
      portal.callAs(token, 'sale.payment.add', { fields: {} }),
    ]);
    expect(refusals.map(({ body }) => body['error'])).toEqual([
      'ACCESS_DENIED',
      '',
      'ACCESS_DENIED',
      0,
      'DOCGEN_ACCESS_ERROR',
      200040300020,
    ]);
    await portal.act('allow');
    expect((await portal.call('crm.deal.get', { id: deal['id'] })).status).toBe(200);
  });

  test('one action can be forbidden without the others', async () => {
    const deal = await portal.add(2, { title: 'Турция' });
    await portal.act('forbid', { entity: 'deal', actions: ['update'] });
    const change = await portal.call('crm.item.update', { entityTypeId: 2, id: deal['id'], fields: { title: 'Египет' } });
    expect(change.body['error']).toBe('ACCESS_DENIED');
    expect((await portal.get(2, deal['id']))['title']).toBe('Турция');
  });
});

describe('portals differ', () => {
  test('a bare portal has neither the tour funnel nor its fields', async () => {
    await portal.act('strip');
    const { body } = await portal.call('crm.category.list', { entityTypeId: 2 });
    expect(body['result']).toMatchObject({ categories: [{ id: 0 }] });
    const fields = (await portal.call('crm.item.fields', { entityTypeId: 2 })).body['result'] as { fields: object };
    expect(Object.keys(fields.fields).filter((name) => name.startsWith('ufCrm'))).toEqual([]);
    expect((await portal.call('crm.item.add', { entityTypeId: 2, fields: { title: 'Тур', categoryId: 7 } })).status).toBe(400);
  });

  test('a portal with deals in the tour funnel is not stripped', async () => {
    await portal.add(2, { title: 'Турция', categoryId: 7 });
    await expect(portal.act('strip')).rejects.toThrow('tour funnel');
  });

  test('the running total is counted, stands still or is absent', async () => {
    const time = async () =>
      (await portal.call('crm.status.list')).body['time'] as { operating?: number; operating_reset_at?: number };
    await time();
    expect((await time()).operating).toBeGreaterThan(0);
    await portal.act('switch', { stillOperating: true });
    const still = await time();
    expect(await time()).toMatchObject({ operating: still.operating });
    await portal.act('switch', { noOperating: true });
    expect(Object.keys(await time())).not.toContain('operating');
  });

  test('in simple CRM mode a lead of the legacy methods becomes a deal too', async () => {
    await portal.act('switch', { crmMode: 2 });
    const { body } = await portal.call('crm.lead.add', { fields: { TITLE: 'Заявка', ORIGIN_ID: '7', OPPORTUNITY: 1000 } });
    expect(await portal.get(1, body['result'])).toMatchObject({ stageId: 'CONVERTED', stageSemanticId: 'S' });
    expect(await portal.list(2)).toMatchObject([{ title: 'Заявка', originId: '7', opportunity: 1000, leadId: body['result'] }]);
  });

  test('an error may have an empty code or the number 0', async () => {
    portal.faults({ operation: 'crm.item.get', kind: 'error', share: 1, code: '' });
    expect((await portal.call('crm.item.get', { entityTypeId: 2, id: 1 })).body).toHaveProperty('error', '');
    portal.faults({ operation: 'crm.item.get', kind: 'error', share: 1, code: '0' });
    expect((await portal.call('crm.item.get', { entityTypeId: 2, id: 1 })).body).toHaveProperty('error', 0);
  });
});

describe('a request lives a minute', () => {
  test('a write that takes longer is done, its caller hears the proxy', async () => {
    await portal.act('slow', { operation: 'crm.item.add', seconds: 61 });
    const answer = await portal.call('crm.item.add', { entityTypeId: 2, fields: { title: 'Турция', originId: '7' } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([504, 'text/html']);
    expect(await portal.list(2, { filter: { '=originId': '7' } })).toHaveLength(1);
  });

  test('a batch has one minute for all of its commands: those that it reached are done', async () => {
    await portal.act('slow', { operation: 'crm.item.add', seconds: 25 });
    const add = (index: number) => `crm.item.add?entityTypeId=2&fields[title]=Тур ${index}`;
    const cmd = Object.fromEntries([1, 2, 3, 4, 5].map((index) => [`c${index}`, add(index)]));
    expect((await portal.call('batch', { halt: 0, cmd })).status).toBe(504);
    expect(await portal.list(2)).toHaveLength(3);
  });

  test('a method blocked for its running time is an entry among the errors of a batch', async () => {
    const fresh = await startPortal({ limitScale: 1 });
    await fresh.act('slow', { operation: 'crm.item.add', seconds: 50 });
    for (let index = 0; index < 10; index += 1) await fresh.add(2, { title: 'Тур' });
    const { status, body } = await fresh.call('batch', {
      halt: 0,
      cmd: ['crm.item.add?entityTypeId=2&fields[title]=Тур', 'crm.status.list'],
    });
    await fresh.stop();
    expect(status).toBe(200);
    // Keys 0…n-1 come back as a list: which command failed cannot be told.
    expect(body['result']).toMatchObject({ result_error: [{ error: 'OPERATION_TIME_LIMIT' }] });
  });
});
