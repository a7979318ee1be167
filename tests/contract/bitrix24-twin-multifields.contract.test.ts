import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
let contact: unknown;

beforeEach(async () => {
  portal = await startPortal();
  const fm = [
    { typeId: 'PHONE', valueType: 'MOBILE', value: '+79000000001' },
    { typeId: 'EMAIL', valueType: 'WORK', value: 'anna@example.com' },
    { valueType: 'WORK', value: '+79000000009' },
  ];
  contact = (await portal.add(3, { name: 'Анна', fm }))['id'];
});
afterEach(() => portal.stop());

async function after(fm: unknown): Promise<{ id: number; value: string }[]> {
  await portal.call('crm.item.update', { entityTypeId: 3, id: contact, fields: { fm } });
  return (await portal.get(3, contact))['fm'] as { id: number; value: string }[];
}

test('an add takes a list and passes over an entry without typeId', async () => {
  const item = await portal.get(3, contact);
  expect(item['fm']).toEqual([
    { id: 1, valueType: 'MOBILE', value: '+79000000001', typeId: 'PHONE' },
    { id: 2, valueType: 'WORK', value: 'anna@example.com', typeId: 'EMAIL' },
  ]);
  expect(item).toMatchObject({
    phone: '+79000000001',
    phoneMobile: '+79000000001',
    phoneWork: '',
    emailWork: 'anna@example.com',
  });
  expect(item).toMatchObject({ hasPhone: 'Y', hasEmail: 'Y', hasImol: 'N' });
});

test('on update a map adds by n0, changes by id, deletes by id with an empty value; what is not named stays', async () => {
  const added = await after({ n0: { typeId: 'PHONE', valueType: 'WORK', value: '+79000000002' } });
  expect(added.map(({ value }) => value)).toEqual(['+79000000001', 'anna@example.com', '+79000000002']);
  const changed = await after({ 1: { typeId: 'PHONE', valueType: 'MOBILE', value: '+79000000003' } });
  expect(changed.map(({ value }) => value)).toEqual(['+79000000003', 'anna@example.com', '+79000000002']);
  const deleted = await after({ 1: { typeId: 'PHONE', value: '' } });
  expect(deleted.map(({ id }) => id)).toEqual([2, 3]);
});

test('a list on update appends, so phones double', async () => {
  const values = (await after([{ typeId: 'PHONE', valueType: 'MOBILE', value: '+79000000001' }])).map(({ value }) => value);
  expect(values).toEqual(['+79000000001', 'anna@example.com', '+79000000001']);
});

test.each([
  ['an entry without typeId', { 1: { value: '+79000000005' } }],
  ['a string', '+79000000005'],
  ['the same value again', { 1: { typeId: 'PHONE', valueType: 'MOBILE', value: '+79000000001' } }],
])('%s changes nothing and is answered with success', async (_, fm) => {
  expect((await after(fm)).map(({ value }) => value)).toEqual(['+79000000001', 'anna@example.com']);
  expect(portal.writes().at(-1)).toMatchObject({ operation: 'crm.item.update', entity: 'contact', changed: false });
});

test('contacts can be found by phone in a list filter', async () => {
  expect(await portal.list(3, { filter: { '=phone': '+79000000001' }, select: ['id'] })).toEqual([{ id: contact }]);
});
