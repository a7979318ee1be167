import { expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { consoleForFile } from '../support/console.ts';
import { bookedKnown, conflictOn } from '../support/console-records.ts';
import { until } from '../support/deals.ts';

const hub = await consoleForFile();

const digits = (text: unknown) =>
  String(text ?? '')
    .replace(/\D/g, '')
    .slice(-10);

test('operations find why a deal did not sync, mend the cause in the CRM, and replay', async () => {
  const known = await bookedKnown(hub);
  await hub.bitrix24.act('forbid', { entity: 'deal', actions: ['update'] });
  await hub.samo.act('confirm', { claim: known.guid });
  await until('the event parked', async () => {
    const { rows } = await hub.db.query("select 1 from inbox where state = 'dead' and subject = $1", [`deal:${known.deal}`]);
    return rows.length > 0;
  });

  const { page, open, complaints } = await hub.visit({ roles: ['operations'] });
  await open('/deals');
  await page.getByLabel('Заявка или сделка').fill(String(known.claim));
  await page.getByRole('link', { name: String(known.claim), exact: true }).click();
  await page.getByRole('heading', { name: `Заявка ${known.claim}` }).waitFor();
  const why = page.getByRole('region', { name: 'Что мешает' });
  expect(await why.textContent()).toContain('Событие не удалось обработать');
  expect(await why.textContent()).toContain('B24_ACCESS_DENIED');
  expect(await seriousFindings(page)).toEqual([]);

  await hub.bitrix24.act('allow', { entity: 'deal' });
  await why.getByRole('button', { name: /Запустить заново/ }).click();
  await page.getByText('Подтверждена').first().waitFor({ timeout: 20_000 });
  await why.waitFor({ state: 'detached', timeout: 20_000 });
  await until('the deal in the CRM confirmed', async () => {
    const deals = await hub.bitrix24.state<{ ufCrm_UZEL_CLAIM: string; stageId: string }>('deals');
    const deal = deals.find((one) => String(one.ufCrm_UZEL_CLAIM) === String(known.claim));
    return deal?.stageId.endsWith('CONFIRMED') === true;
  });
  expect(complaints()).toEqual([]);
});

test('the passport tells of every value whose it is, what made it and when, and reveals personal ones for a reason', async () => {
  const known = await bookedKnown(hub);
  const { page, open, complaints } = await hub.visit({ roles: ['agent'] });
  await open(`/deals/${known.deal}`);
  const row = page.getByRole('row').filter({ hasText: 'UF_CRM_UZEL_CLAIM' });
  expect(await row.textContent()).toContain(String(known.claim));
  expect(await row.textContent()).toContain('система бронирования');
  expect(await row.textContent()).toContain('правило claim-number');
  expect(await row.textContent()).toContain('версия');

  const person = page.getByRole('region', { name: 'Покупатель' });
  expect(await person.textContent()).not.toContain(known.buyer);
  await person.getByRole('button', { name: 'Показать' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Причина').fill('Клиент на линии, сверяем имя');
  await dialog.getByRole('button', { name: 'Показать' }).click();
  await person.getByText(known.buyer).waitFor();
  const { rows } = await hub.db.query("select 1 from audit where act = 'revealed' and reason = 'Клиент на линии, сверяем имя'");
  expect(rows).toHaveLength(1);

  await page.getByRole('tab', { name: 'История' }).click();
  await page.getByText('Показаны личные данные').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  expect(complaints()).toEqual([]);
});

test('a payer is found by name; the name is kept neither in the address nor in the audit', async () => {
  const known = await bookedKnown(hub);
  const [surname = ''] = known.buyer.split(' ');
  const { page, open, complaints } = await hub.visit({ roles: ['agent'] });
  await open('/deals');
  await page.getByLabel('Покупатель').fill(surname.toLowerCase());
  await page.keyboard.press('Enter');
  await page.getByText(/По покупателю найден/).waitFor();
  await page.getByRole('link', { name: String(known.claim), exact: true }).waitFor();
  expect(await page.locator('main').textContent()).not.toContain(surname);
  expect(decodeURIComponent(page.url())).not.toContain(surname.toLowerCase());
  const { rows } = await hub.db.query<{ line: string }>(
    "select row_to_json(audit)::text as line from audit where permission = 'people.search'",
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ line }) => line.toLowerCase().includes(surname.toLowerCase()))).toEqual([]);
  expect(complaints()).toEqual([]);
});

test('a record is paused and let go with a reason', async () => {
  const known = await bookedKnown(hub);
  const { page, open } = await hub.visit({ roles: ['operations'] });
  await open(`/deals/${known.deal}`);
  await page.getByRole('button', { name: 'Пауза', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Причина').fill('Клиент просил не менять');
  await dialog.getByRole('button', { name: 'Пауза' }).click();
  await page.getByText('Клиент просил не менять').first().waitFor();
  await page.getByRole('button', { name: 'Возобновить', exact: true }).first().click();
  await dialog.getByRole('button', { name: 'Возобновить' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Пауза', exact: true }).waitFor();
});

test('a conflict is resolved by one click', async () => {
  const known = await bookedKnown(hub);
  const phones = { left: '+7 900 000-82-01', right: '+7 900 000-82-02' };
  const { task } = await conflictOn(hub, known, phones);

  const { page, open, complaints } = await hub.visit({ roles: ['operations'] });
  await open('/tasks?kind=conflict');
  await page
    .getByRole('link', { name: /изменили с обеих сторон/ })
    .first()
    .waitFor();
  await open(`/tasks/${task}`);
  const crm = page.getByRole('region', { name: /Битрикс24/ });
  expect(await crm.textContent()).toContain('***8202');
  expect(await crm.textContent()).toContain('пользователь');
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: /^Взять: Битрикс24/ }).click();
  await page.getByText(/Решено|Задача закрыта/).waitFor();
  await until('the phone carried to the booking system', async () => {
    const claims = await hub.samo.state<{ guid: string; buyer: { phone: string | null; mobile: string | null } }>('claims');
    const buyer = claims.find(({ guid }) => guid === known.guid)?.buyer;
    return digits(buyer?.mobile ?? buyer?.phone) === digits(phones.right);
  });
  await page.getByText('Задача закрыта').waitFor({ timeout: 15_000 });
  expect(complaints()).toEqual([]);
});
