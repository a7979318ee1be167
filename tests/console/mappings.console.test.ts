import { expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { consoleForFile, settled } from '../support/console.ts';
import { bookedKnown } from '../support/console-records.ts';
import { until } from '../support/deals.ts';

const hub = await consoleForFile();
const visitor = await hub.visit({ roles: ['crm_admin'] });
const { page, open } = visitor;
const DEAL = '/mappings/spec/samo-claim--bitrix24-deal';

/** A field as an admin makes it in the CRM's own settings. */
async function customField(name: string, title: string, type: string): Promise<void> {
  const { options } = (await hub.bitrix24.connection()) as {
    options: { portal: string; webhookUserId: string; webhookSecret: string };
  };
  const { portal, webhookUserId, webhookSecret } = options;
  const answer = await fetch(`${portal.replace(/\/$/, '')}/rest/${webhookUserId}/${webhookSecret}/crm.deal.userfield.add`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fields: { FIELD_NAME: name, USER_TYPE_ID: type, EDIT_FORM_LABEL: { ru: title, en: title } } }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

test('an admin adds a custom field, sees it on a real claim, publishes it, finds it in the deal, and rolls back', {
  timeout: 180_000,
}, async () => {
  const known = await bookedKnown(hub);
  await customField('BOOKED_ON', 'Дата бронирования', 'date');

  await open('/mappings');
  await page.getByText('Заявка → сделка').click();
  await settled(page);
  await page.getByRole('button', { name: 'Добавить поле' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Откуда взять значение' }).fill('Создана');
  await page.getByRole('option', { name: 'Создана · dates.created' }).click();
  await dialog.getByRole('button', { name: 'Обновить поля' }).click();
  const target = dialog.getByRole('combobox', { name: 'Куда записать' });
  await until('the new field', async () => {
    await target.fill('BOOKED_ON');
    return (await page.getByRole('option', { name: /BOOKED_ON/ }).count()) > 0;
  });
  await page.getByRole('option', { name: /BOOKED_ON/ }).click();
  await dialog.getByText('Правило подходит.').waitFor({ timeout: 20_000 });
  expect(await dialog.locator('pre').textContent()).toContain('via: [date]');
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Вставить правило' }).click();

  await page.getByRole('tab', { name: 'На настоящей записи' }).click();
  await page.getByRole('combobox', { name: 'Запись' }).fill(String(known.claim));
  await page.getByRole('option', { name: new RegExp(String(known.claim)) }).click();
  const written = page.getByRole('region', { name: 'Что было бы записано' });
  await written.getByText('UF_CRM_BOOKED_ON').first().waitFor({ timeout: 20_000 });
  expect(await written.getByRole('row').count()).toBe(2);
  expect(await seriousFindings(page)).toEqual([]);

  await page.getByRole('tab', { name: 'Что изменится за период' }).click();
  await page.getByRole('button', { name: 'Посчитать' }).click();
  await page.getByRole('region', { name: 'Что изменилось бы' }).getByText('UF_CRM_BOOKED_ON').first().waitFor();
  expect(await seriousFindings(page)).toEqual([]);

  await page.getByRole('button', { name: 'Опубликовать' }).click();
  await dialog.getByText('UF_CRM_BOOKED_ON').waitFor();
  await dialog.getByLabel('Причина').fill('Менеджеры просят дату бронирования');
  await dialog.getByRole('button', { name: 'Опубликовать' }).click();
  await page.getByText(/Версия \d+ опубликована/).waitFor();

  const deal = await until('the value in the deal', async () => {
    await hub.api.post(`/api/links/${known.deal}/sync`, { reason: 'Новое поле' });
    await page.waitForTimeout(1_000);
    const deals = await hub.bitrix24.state<{ ufCrm_UZEL_CLAIM: string; ufCrm_BOOKED_ON?: string | null }>('deals');
    return deals.find((one) => String(one.ufCrm_UZEL_CLAIM) === String(known.claim) && one.ufCrm_BOOKED_ON);
  });
  expect(deal.ufCrm_BOOKED_ON).toMatch(/^\d{4}-\d\d-\d\d/);

  await page.getByRole('tab', { name: 'Версии' }).click();
  const rows = page.getByRole('row');
  await rows.filter({ hasText: 'Менеджеры просят дату бронирования' }).filter({ hasText: 'действует' }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page
    .getByRole('button', { name: /^Вернуть версию/ })
    .first()
    .click();
  await dialog.getByText('UF_CRM_BOOKED_ON').waitFor();
  await dialog.getByLabel('Причина').fill('Передумали');
  await dialog.getByRole('button', { name: 'Вернуть', exact: true }).click();
  await rows.filter({ hasText: 'Передумали' }).filter({ hasText: 'действует' }).waitFor();
  expect(visitor.complaints()).toEqual([]);
});

test('a mistake is shown at its line while it is typed, and words are completed by keyboard', { timeout: 90_000 }, async () => {
  await open(DEAL);
  const text = page.getByRole('textbox', { name: /^Текст / });
  await text.evaluate((area: HTMLTextAreaElement) => {
    const end = area.value.indexOf('\n', area.value.indexOf('id: town-from'));
    area.focus();
    area.setSelectionRange(end, end);
  });
  await page.keyboard.type('\n  - { id: nights, from: ноче');
  await page.getByRole('option', { name: /Ночей/ }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.keyboard.type(', to: noSuchField, owner: left }');
  expect(await text.inputValue()).toContain('{ id: nights, from: nights, to: noSuchField, owner: left }');
  const findings = page.getByRole('region', { name: 'Проверка' });
  await findings.getByText('MAP-201').waitFor({ timeout: 20_000 });
  expect(await page.getByRole('button', { name: 'Опубликовать' }).isDisabled()).toBe(true);
  expect(await seriousFindings(page)).toEqual([]);
  await text.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(0, 0));
  await findings
    .getByRole('button', { name: /^строка/ })
    .first()
    .click();
  const line = await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(0, area.selectionStart).split('\n').length);
  expect((await text.inputValue()).split('\n')[line - 1]).toContain('noSuchField');
  await page.getByRole('button', { name: 'Отбросить черновик' }).click();
  expect(await text.inputValue()).not.toContain('noSuchField');
  expect(visitor.complaints()).toEqual([]);
});

test('reports say what traffic brought', async () => {
  await open(`${DEAL}?tab=coverage`);
  await page.getByText(/Через сопоставление прош/).waitFor();
  await page.getByRole('region', { name: 'Приходит, но никуда не попадает' }).getByText('dates.created').first().waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('link', { name: 'Подтверждение' }).click();
  await page.getByRole('region', { name: 'Пришли' }).getByRole('row').nth(1).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  expect(visitor.complaints()).toEqual([]);
});
