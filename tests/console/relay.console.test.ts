import { expect, test } from 'vitest';
import { consoleForFile, settled } from '../support/console.ts';
import { connectShop, sendOrder } from '../support/order-route.ts';

const hub = await consoleForFile();
const visitor = await hub.visit({ roles: ['crm_admin', 'operations'] });
const { page } = visitor;

test('an admin builds a route, tries it on a sample, turns it on, and an event arrives', { timeout: 90_000 }, async () => {
  await connectShop(hub);
  await visitor.open('/routes/new');
  await page.getByLabel('Название').fill('Заказы в учёт');
  await page.getByRole('combobox', { name: 'Откуда' }).click();
  await page.getByRole('option', { name: /Магазин/ }).click();
  await page.getByLabel('Вид события').fill('order');
  await page.getByRole('combobox', { name: 'Куда', exact: true }).click();
  await page.getByRole('option', { name: /Учётная система/ }).click();
  await page.getByRole('combobox', { name: 'Что записать' }).click();
  await page.getByRole('option', { name: 'item.create' }).click();
  await page.getByRole('combobox', { name: 'Режим' }).click();
  await page.getByRole('option', { name: 'Писать', exact: true }).click();

  await page.getByRole('button', { name: 'Добавить условие' }).click();
  const conditions = page.getByRole('region', { name: 'Условия', exact: true });
  await conditions.getByLabel('Поле события').fill('status');
  await conditions.getByLabel('Значение').fill('paid');
  const rules = page.getByRole('region', { name: 'Поля', exact: true });
  await rules.getByRole('textbox', { name: /^Поле события/ }).fill('customer.name');
  await rules.getByRole('textbox', { name: /^Поле записи/ }).fill('client.name');
  await rules.getByRole('textbox', { name: /^Преобразования/ }).fill('trim, nonsense');

  const trial = page.getByRole('region', { name: 'Проверка на примере' });
  await trial.getByLabel('Событие (JSON)').fill('{"id":"1","status":"paid","customer":{"name":" Анна "}}');
  await trial.getByRole('button', { name: 'Проверить' }).click();
  await trial.getByText('нет функции «nonsense»').waitFor();
  await rules.getByRole('textbox', { name: /^Преобразования/ }).fill('trim');
  await trial.getByRole('button', { name: 'Проверить' }).click();
  await trial.getByText('Событие подходит под условия').waitFor();
  await trial.getByText('"client":{"name":"Анна"}').waitFor();

  await page.getByRole('button', { name: 'Создать маршрут' }).click();
  await page.waitForURL(/\/routes\/rt_/);
  await settled(page);
  await page.getByRole('button', { name: 'Включить' }).click();
  await page.getByRole('button', { name: 'На паузу' }).waitFor();

  expect(await sendOrder(hub, { id: 'c-1', status: 'paid', customer: { name: ' Анна ' } })).toBe(200);
  expect(await sendOrder(hub, { id: 'c-2', status: 'draft', customer: { name: 'Олег' } })).toBe(200);
  await page.getByText('Записано', { exact: true }).waitFor({ timeout: 30_000 });
  await page.getByText('Не подошло под условия').waitFor();
  const items = await hub.http.state<{ body: unknown }>('items');
  expect(items.map(({ body }) => body)).toContainEqual({ client: { name: 'Анна' } });
  expect(visitor.complaints()).toEqual([]);

  await page.getByRole('button', { name: 'На паузу' }).click();
  await page.getByLabel('Причина').fill('Проверка окончена');
  await page.getByRole('dialog').getByRole('button', { name: 'На паузу' }).click();
  await page.getByRole('button', { name: 'Включить' }).waitFor();
});
