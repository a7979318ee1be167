import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(() => portal.stop());

type Parts = { [part in 'result' | 'result_error' | 'result_total' | 'result_next' | 'result_time']: unknown };

async function batch(cmd: unknown, halt = 0): Promise<Parts> {
  const { status, body } = await portal.call('batch', { halt, cmd });
  expect(status).toBe(200);
  return body['result'] as Parts;
}

const missing = 'crm.item.get?entityTypeId=2&id=404';

test('each part is a map by command, and a list when it is empty', async () => {
  const parts = await batch({ c0: 'crm.item.list?entityTypeId=2', c1: 'scope' });
  expect(parts).toMatchObject({ result: { c0: { items: [] } }, result_error: [], result_total: { c0: 0 }, result_next: [] });
  expect(Object.keys(parts.result_time as object)).toEqual(['c0', 'c1']);
});

test('commands without names come back as lists, so their errors cannot be attributed', async () => {
  const parts = await batch([missing, missing]);
  expect(parts.result_error).toEqual([
    { error: 'NOT_FOUND', error_description: expect.any(String) },
    { error: 'NOT_FOUND', error_description: expect.any(String) },
  ]);
  expect((await batch(['scope', missing])).result_error).toEqual({ 1: expect.objectContaining({ error: 'NOT_FOUND' }) });
});

test('a parameter refers to an earlier result', async () => {
  const contact = encodeURIComponent('$result[new][item][id]');
  const parts = await batch({
    new: 'crm.item.add?entityTypeId=3&fields[name]=Анна',
    deal: `crm.item.add?entityTypeId=2&fields[contactId]=${contact}&fields[title]=${encodeURIComponent('Контакт $result[new][item][id]')}`,
  });
  expect(parts.result).toMatchObject({ deal: { item: { contactId: 1, title: 'Контакт 1' } } });
});

test('halt stops at the first failure, otherwise all run', async () => {
  const cmd = { c0: missing, c1: 'scope' };
  expect(await batch(cmd)).toMatchObject({ result: { c1: expect.any(Array) }, result_error: { c0: { error: 'NOT_FOUND' } } });
  expect(await batch(cmd, 1)).toMatchObject({ result: [], result_error: { c0: { error: 'NOT_FOUND' } } });
});

test('commands above 50 fail, a batch inside a batch is refused', async () => {
  const cmd = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`c${index}`, 'scope']));
  const parts = await batch(cmd);
  expect(Object.keys(parts.result as object)).toHaveLength(50);
  expect(parts.result_error).toMatchObject({ c50: { error: 'ERROR_BATCH_LENGTH_EXCEEDED' } });
  expect((await batch({ c0: 'batch?cmd[x]=scope' })).result_error).toMatchObject({
    c0: { error: 'ERROR_BATCH_METHOD_NOT_ALLOWED' },
  });
});

test('writes of a batch stand in the ledger under their own methods', async () => {
  await batch({ c0: 'crm.item.add?entityTypeId=2&fields[originId]=link-1' });
  expect(portal.writes()).toMatchObject([{ operation: 'crm.item.add', entity: 'deal', fields: { originId: 'link-1' } }]);
});

test('an error fault strikes single commands', async () => {
  portal.faults({ operation: 'crm.item.get', kind: 'error', share: 1, code: 'INTERNAL_SERVER_ERROR' });
  const parts = await batch({ c0: missing, c1: 'scope' });
  expect(parts).toMatchObject({ result: { c1: expect.any(Array) }, result_error: { c0: { error: 'INTERNAL_SERVER_ERROR' } } });
});

test('a broken connection that is meant for a command breaks the batch that carries it', async () => {
  const cmd = { c0: 'crm.item.add?entityTypeId=2&fields[originId]=link-1', c1: 'scope' };
  portal.faults({ operation: 'crm.item.add', kind: 'commit_then_drop', share: 1 });
  await expect(portal.call('batch', { cmd })).rejects.toThrow();
  expect(portal.writes()).toHaveLength(1);
  portal.faults({ operation: 'crm.item.add', kind: 'drop', share: 1 });
  await expect(portal.call('batch', { cmd })).rejects.toThrow();
  expect(portal.writes()).toHaveLength(1);
  expect(await batch({ c0: 'scope' })).toMatchObject({ result: { c0: expect.any(Array) } });
});
