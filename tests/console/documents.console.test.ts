import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { consoleForFile, settled } from '../support/console.ts';
import { type SentPack, sentPack } from '../support/console-documents.ts';

const hub = await consoleForFile();
const NOW = 'Ваучер, страховка и памятка';
let pack: SentPack;

beforeAll(async () => {
  pack = await sentPack(hub);
}, 60_000);

interface Letter {
  to: string[];
  attachments: { name: string }[];
}

const lettersTo = async (address: string) =>
  (await hub.mail.state<Letter>('letters')).filter(({ to }) => to.some((one) => one.toLowerCase() === address));

const part = (page: Page, title: string) => page.getByRole('region', { name: new RegExp(`^${title}`) });

/** Somebody else sends a part again, and the claim's run sees it arrive. */
async function resendMeanwhile(name: string): Promise<void> {
  const order = { parts: [{ part: name, recipient: 'payer' }] };
  const plan = (await hub.api.post(`/api/documents/${pack.deal}/resend/plan`, order)) as {
    hash: string;
    items: { name: string; documents: { id: string }[] }[];
  };
  await hub.api.post(`/api/documents/${pack.deal}/resend`, {
    ...order,
    hash: plan.hash,
    documents: plan.items.flatMap(({ documents }) => documents.map(({ id }) => id)),
    acknowledge: plan.items.map((item) => item.name),
    reason: 'Звонок другому сотруднику',
  });
  const last = "select delivery_state as state from document_sends where link_id = $1 and reason = 'Звонок другому сотруднику'";
  await expect.poll(async () => (await hub.db.query(last, [pack.deal])).rows[0]?.state, { timeout: 30_000 }).toBe('sent');
}

test('finance finds a pack by payer, sees why a part has not gone, and resends the voucher to a corrected address', {
  timeout: 60_000,
}, async () => {
  const { page, open, context, complaints } = await hub.visit({ roles: ['finance'] });
  await open('/documents');
  await page.getByLabel('Покупатель').fill(pack.buyer);
  await page.getByRole('button', { name: 'Поиск' }).click();
  await page
    .getByRole('row')
    .filter({ hasText: String(pack.claim) })
    .click();
  await settled(page);
  expect(new URL(page.url()).pathname).toBe(`/documents/${pack.deal}`);
  await part(page, 'Билеты')
    .getByText(/выдаётся за 3 дня до начала тура/)
    .waitFor();
  expect(await seriousFindings(page)).toEqual([]);

  const voucher = part(page, NOW).getByRole('link', { name: 'Ваучер', exact: true });
  const file = await context.request.get((await voucher.getAttribute('href')) ?? '');
  expect(file.status()).toBe(200);
  expect((await file.body()).length).toBeGreaterThan(100);

  await page.getByRole('tab', { name: 'Оплаты' }).click();
  await page.getByRole('table', { name: 'Оплаты' }).getByText('оплачено', { exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Части' }).click();

  await part(page, NOW)
    .getByRole('button', { name: /^Отправить повторно/ })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('На другой адрес').check();
  await dialog.getByLabel('Адрес почты').fill('corrected@example.com');
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Что произойдёт' }).click();
  await dialog.getByText(/Этого адреса нет в заявке/).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByLabel('Причина').fill('Клиент ошибся в адресе');
  const send = dialog.getByRole('button', { name: 'Отправить', exact: true });
  expect(await send.isDisabled()).toBe(true);
  await dialog.getByLabel(new RegExp(`^Да, «${NOW}» уйдёт на`)).check();
  await send.click();
  await page.getByText(/Заказана 1 отправка/).waitFor();
  await expect.poll(async () => (await lettersTo('corrected@example.com')).length, { timeout: 30_000 }).toBe(1);
  expect((await lettersTo('corrected@example.com'))[0]?.attachments.length).toBeGreaterThan(0);

  await page.getByRole('tab', { name: 'Отправки' }).click();
  const again = page.getByRole('row').filter({ hasText: 'Клиент ошибся в адресе' });
  await again.getByText('на другой адрес').waitFor();
  await again.getByText('отправлено').waitFor({ timeout: 30_000 });
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('tab', { name: 'История' }).click();
  await page.getByText('Заказана повторная отправка').waitFor();
  expect(complaints()).toEqual([]);
});

test('an agent resends at night what has gone out before, and is refused the rest and what a colleague has just sent', {
  timeout: 60_000,
}, async () => {
  const { page, open, complaints } = await hub.visit({ roles: ['agent'] });
  await open(`/documents/${pack.deal}`);
  const before = (await lettersTo(pack.email)).length;
  await page.getByRole('button', { name: 'Отправить повторно', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Договор/).check();
  await dialog.getByLabel(/^Билеты/).check();
  await dialog.getByRole('button', { name: 'Что произойдёт' }).click();
  await dialog.getByText(/ещё не отправлялась/).waitFor();
  expect(await dialog.getByRole('button', { name: 'Отправить', exact: true }).isDisabled()).toBe(true);
  await dialog.getByRole('button', { name: 'Изменить выбор' }).click();
  await dialog.getByLabel(/^Билеты/).uncheck();
  await dialog.getByLabel('На другой адрес').check();
  await dialog.getByLabel('Адрес почты').fill('foreign@example.com');
  await dialog.getByRole('button', { name: 'Что произойдёт' }).click();
  await dialog.getByText('на него отправляют только финансы').waitFor();
  await dialog.getByRole('button', { name: 'Изменить выбор' }).click();
  await dialog.getByLabel('На адрес получателя из заявки').check();
  await dialog.getByRole('button', { name: 'Что произойдёт' }).click();
  await dialog.getByLabel(/^Да, «Договор/).check();
  await dialog.getByLabel('Причина').fill('Клиент в аэропорту, письмо потерял');
  await resendMeanwhile('contract');
  await dialog.getByRole('button', { name: 'Отправить', exact: true }).click();
  await dialog.getByText(/Это уже отправил повторно другой сотрудник/).waitFor();
  expect((await lettersTo(pack.email)).length).toBe(before + 1);
  await dialog.getByRole('button', { name: 'Изменить выбор' }).click();
  await dialog.getByRole('button', { name: 'Что произойдёт' }).click();
  await dialog.getByText('повторяли 1 раз').waitFor();
  await dialog.getByLabel(/^Да, «Договор/).check();
  await dialog.getByLabel('Причина').fill('Клиент в аэропорту, письма всё нет');
  await dialog.getByRole('button', { name: 'Отправить', exact: true }).click();
  await page.getByText(/Заказана 1 отправка/).waitFor();
  await expect.poll(async () => (await lettersTo(pack.email)).length, { timeout: 30_000 }).toBe(before + 2);
  expect(await lettersTo('foreign@example.com')).toEqual([]);
  // The browser itself tells of the refused order.
  expect(complaints()).toEqual([expect.stringContaining('409')]);
});

test('a marketer is refused, and told by which right', async () => {
  const { page, open } = await hub.visit({ roles: ['marketer'] });
  await open(`/documents/${pack.deal}`);
  const text = await page.locator('main').textContent();
  expect(text).toContain('Нет доступа');
  expect(text).toContain('documents.read');
  expect(await page.getByRole('navigation').getByRole('link', { name: 'Документы' }).count()).toBe(0);
});

test('many parts are sent again by filter once a second person has agreed', { timeout: 60_000 }, async () => {
  const alone = { act: 'documents.resend', role: 'finance', alone: 0 };
  await hub.api.put('/api/approval-limits', { ...alone, reason: 'Проверка' });
  const finance = await hub.visit({ roles: ['finance'] });
  const { page } = finance;
  await finance.open('/documents');
  await page.getByRole('button', { name: 'Отправить повторно многим' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Последнее письмо части' }).click();
  await page.getByRole('option', { name: 'отправлено', exact: true }).click();
  await dialog.getByRole('combobox', { name: 'Какая часть' }).click();
  await page.getByRole('option', { name: 'Договор и подтверждение' }).click();
  await dialog.getByText('нужно согласие второго человека').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByLabel('Причина').fill('Почта клиента теряла письма');
  await dialog.getByRole('button', { name: 'Попросить согласия' }).click();
  await dialog.getByText('Нужен второй человек').waitFor();

  const head = await hub.visit({ roles: ['head'] });
  await head.open('/approvals?state=open');
  await head.page.getByText('Почта клиента теряла письма').click();
  await head.page.getByText(/част[ьи] документов/).waitFor();
  await head.page.getByRole('button', { name: 'Согласовать' }).click();
  const deciding = head.page.getByRole('dialog', { name: 'Согласовать' });
  await deciding.getByRole('textbox', { name: 'Причина' }).fill('Проверил');
  await deciding.getByRole('button', { name: 'Согласовать' }).click();
  await head.page.getByText('«Проверил»').waitFor();

  await dialog.getByRole('link', { name: 'К согласованиям' }).click();
  await page.getByText('Почта клиента теряла письма').click();
  await page.getByRole('button', { name: 'Выполнить' }).click();
  await page.getByRole('link', { name: 'К массовым отправкам' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Почта клиента теряла письма' });
  await row.getByText('закончена').waitFor({ timeout: 30_000 });
  expect(await seriousFindings(page)).toEqual([]);
  await hub.api.put('/api/approval-limits', { ...alone, alone: 50, reason: 'Проверка окончена' });
  expect([...finance.complaints(), ...head.complaints()]).toEqual([]);
});
