import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.stop());
beforeEach(() => {
  portal.twin.reset();
  portal.clock.advance(60_000);
});

const v3 = (method: string, body: unknown, headers: { [name: string]: string } = {}) =>
  portal.send(`${portal.hook.replace('/rest/', '/rest/api/')}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const titles = () => (portal.twin.state('tasks') ?? []).map((task) => (task as { title: string }).title);
const add = (title: string) => ({ fields: { title, creatorId: 1, responsibleId: 11 } });

describe('an Idempotency-Key', () => {
  test('makes a repeated request answer what the first one did', async () => {
    const key = { 'idempotency-key': 'appeal-1' };
    const first = await v3('tasks.task.add', add('Обращение'), key);
    const again = await v3('tasks.task.add', add('Обращение'), key);
    expect(again.body['result']).toEqual(first.body['result']);
    expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
    expect(titles()).toEqual(['Обращение']);
  });

  test('refuses another body, lives a day, and belongs to one method', async () => {
    const key = { 'idempotency-key': 'appeal-2' };
    const { body } = await v3('tasks.task.add', add('Обращение'), key);
    expect((await v3('tasks.task.add', add('Другое'), key)).status).toBe(422);
    const { id } = (body['result'] as { item: { id: number } }).item;
    expect((await v3('tasks.task.update', { id, fields: { title: 'Жалоба' } }, key)).status).toBe(200);
    portal.clock.advance(24 * 3_600_000 + 1);
    expect((await v3('tasks.task.add', add('Другое'), key)).status).toBe(200);
    expect(titles()).toEqual(['Жалоба', 'Другое']);
  });

  test('keeps no failure, and must be plain text', async () => {
    const key = { 'idempotency-key': 'appeal-3' };
    expect((await v3('tasks.task.add', { fields: {} }, key)).status).toBe(400);
    expect((await v3('tasks.task.add', add('Обращение'), key)).status).toBe(200);
    expect((await v3('tasks.task.add', add('Обращение'), { 'idempotency-key': 'x'.repeat(256) })).status).toBe(400);
  });
});

describe('REST 3.0', () => {
  test('refuses with a map and a real status', async () => {
    const refusals = await Promise.all([
      v3('tasks.task.get', { id: 7 }),
      v3('crm.item.add', {}),
      v3('tasks.task.add', { fields: { title: 'Обращение', deadline: 'завтра' } }),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual([404, 404, 400]);
    for (const { body } of refusals)
      expect(body['error']).toMatchObject({ code: expect.stringMatching(/^BITRIX_REST_V3_EXCEPTION_/) });
  });

  test('filters by triples and takes commands as a list', async () => {
    const commands = ['Первое', 'Второе'].map((title) => ({ method: 'tasks.task.add', query: add(title) }));
    await v3('batch', commands);
    const { body } = await v3('tasks.task.list', { filter: [['title', '=', 'Второе']], select: ['title'] });
    expect(body['result']).toEqual({ items: [{ id: expect.any(Number), title: 'Второе' }] });
  });
});

describe('the second version', () => {
  test('shows the task of a deal to whoever filters by it', async () => {
    const deal = await portal.add(2, { title: 'Турция' });
    const fields = { TITLE: 'Обращение', RESPONSIBLE_ID: 11, UF_CRM_TASK: [`D_${deal['id']}`] };
    await portal.call('tasks.task.add', { fields });
    await portal.call('tasks.task.add', { fields: { TITLE: 'Другое', RESPONSIBLE_ID: 11 } });
    const { body } = await portal.call('tasks.task.list', {
      filter: { UF_CRM_TASK: `D_${deal['id']}` },
      select: ['ID', 'TITLE'],
    });
    expect(body).toMatchObject({ total: 1, result: { tasks: [{ title: 'Обращение' }] } });
  });

  test('tells of a task before and after, with the word undefined for nothing', async () => {
    const { access_token: token } = await portal.authorise();
    await portal.callAs(token, 'event.bind', { event: 'ONTASKADD', handler: `${portal.url}/handler` });
    await portal.call('tasks.task.add', { fields: { TITLE: 'Обращение', RESPONSIBLE_ID: 11 } });
    await portal.events();
    expect(portal.received.at(-1)?.body).toMatchObject({ data: { FIELDS_BEFORE: 'undefined', FIELDS_AFTER: { ID: '1' } } });
  });

  test('counts the parameters of its oldest methods', async () => {
    const { body } = await portal.call('tasks.task.add', { fields: { TITLE: 'Обращение', RESPONSIBLE_ID: 11 } });
    const { id } = (body['result'] as { task: { id: string } }).task;
    const comment = { TASKID: id, FIELDS: { POST_MESSAGE: 'Проверено' } };
    expect((await portal.call('task.commentitem.add', comment)).status).toBe(200);
    expect((await portal.call('task.commentitem.add', { ...comment, bx24_request_id: '7' })).body['error']).toBe('ERROR_CORE');
  });
});
