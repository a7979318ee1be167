import { expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { consoleForFile, settled } from '../support/console.ts';
import { bookedKnown } from '../support/console-records.ts';
import { docxFile } from '../support/docx.ts';

const hub = await consoleForFile();
const { page, open, complaints } = await hub.visit({ roles: ['crm_admin', 'agent'] });
const LETTER = 'Письмо, каким его увидит клиент';

test('an admin edits a letter by blocks, sees it as it is typed, publishes it with a reason, and rolls back', async () => {
  await open('/templates?kind=email');
  await page.getByRole('navigation', { name: 'Папки' }).getByText('Документы').click();
  await page.getByText('documents-visa').click();
  await settled(page);
  const letter = page.frameLocator(`iframe[title="${LETTER}"]`);
  await letter.getByText('Отдел обслуживания').waitFor();
  const block = page.getByRole('group', { name: /^2\. Текст/ });
  const text = block.getByRole('textbox', { name: 'Текст' });
  await text.fill('Виза готова. Номер заявки: ');
  await text.press('End');
  await page.getByRole('button', { name: /^Вставить: Номер заявки/ }).click();
  expect(await text.inputValue()).toBe('Виза готова. Номер заявки: {{ claim.number }}');
  await letter.getByText('Виза готова. Номер заявки: 123456').waitFor();

  await text.fill('Виза готова: {{ claim.nummer }}');
  await page.getByRole('button', { name: 'Блок 2, текст' }).waitFor();
  await page.getByText('поля «claim.nummer» нет').waitFor();
  expect(await page.getByRole('button', { name: 'Сохранить версию' }).isDisabled()).toBe(true);
  await text.fill('Виза готова, её номер пришлём отдельно.');
  await block.getByRole('button', { name: /^Ниже/ }).click();
  await letter.getByText('её номер пришлём отдельно').waitFor();
  await page.getByText('Телефон', { exact: true }).click();
  expect((await page.locator(`iframe[title="${LETTER}"]`).boundingBox())?.width).toBeLessThan(380);

  await page.getByRole('button', { name: 'Сохранить версию' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Сразу опубликовать').check();
  await dialog.getByLabel('Причина').fill('Номер визы шлём отдельно');
  await dialog.getByRole('button', { name: 'Сохранить и опубликовать' }).click();
  await page.getByText('Версия 2 сохранена и опубликована.').waitFor();
  await page.getByText('действует версия 2').waitFor();

  await page.getByRole('tab', { name: 'Версии' }).click();
  const difference = page.getByRole('list', { name: 'Сравнение версий' });
  await difference.getByText('Добавлено: Виза готова, её номер пришлём отдельно.').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Вернуть версию 1' }).click();
  await dialog.getByLabel('Причина').fill('Передумали');
  await dialog.getByRole('button', { name: 'Вернуть', exact: true }).click();
  await page.getByText('действует версия 1').waitFor();
  await page.getByRole('row').filter({ hasText: 'Передумали' }).waitFor();
  expect(complaints()).toEqual([]);
});

test('a letter is looked at with a real claim: people are masked until somebody says why', { timeout: 60_000 }, async () => {
  const { claim, deal, buyer } = await bookedKnown(hub);
  await hub.api.put('/api/templates/greeting-by-name', {
    kind: 'canned',
    folder: 'Проверки',
    topic: 'claim',
    title: { ru: 'Обращение по имени', en: 'By name' },
  });
  await hub.api.post('/api/templates/greeting-by-name/ru/versions', {
    body: { kind: 'canned', text: '{{ payer.name }}, заявка {{ claim.number }}' },
    reason: 'Проверка',
  });
  await open(`/templates/greeting-by-name?claim=${deal}`);
  const shown = page.getByRole('region', { name: 'Что получится' }).last();
  await shown.getByText(`заявка ${claim}`).waitFor();
  expect(await shown.textContent()).not.toContain(buyer);
  await page.getByRole('button', { name: 'Показать личные данные' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Причина').fill('Клиент просил обращаться иначе');
  await dialog.getByRole('button', { name: 'Показать', exact: true }).click();
  await shown.getByText(buyer).waitFor();
  await page.getByRole('textbox', { name: 'Текст' }).fill('Здравствуйте, {{ payer.name }}!');
  await shown.getByText('Здравствуйте').waitFor();
  expect(await shown.textContent()).not.toContain(buyer);
  expect(complaints()).toEqual([]);
});

test('a marketer makes a Word template and tests a letter, and leaves publishing to others; an agent only reads', async () => {
  const { page, open, complaints } = await hub.visit({ roles: ['marketer'] });
  await open('/templates');
  await page.getByRole('button', { name: 'Новый шаблон' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Название по-русски').fill('Памятка туриста');
  await dialog.getByLabel('Название по-английски').fill('Notes for the trip');
  await dialog.getByLabel('Имя латиницей').fill('trip-notes');
  await dialog.getByRole('combobox', { name: 'Вид' }).click();
  await page.getByRole('option', { name: 'Документ Word' }).click();
  await dialog.getByRole('combobox', { name: 'Папка' }).fill('Докум');
  await page.getByRole('option', { name: 'Документы' }).click();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Создать' }).click();
  await page.getByText('Документа пока нет.').waitFor();
  const put = async (tag: string) =>
    page.locator('input[type=file]').setInputFiles({
      name: 'Памятка.docx',
      mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      buffer: Buffer.from(docxFile([`Заявка ${tag}`]), 'base64'),
    });
  await put('{claim.nummer}');
  await page.getByText('поля «claim.nummer» нет').waitFor();
  await put('{claim.number}');
  await page.getByText('Документ заполнен.').waitFor();
  await page.getByRole('button', { name: 'Сохранить версию' }).click();
  expect(await dialog.getByLabel('Сразу опубликовать').count()).toBe(0);
  await dialog.getByLabel('Причина').fill('Первая памятка');
  await dialog.getByRole('button', { name: 'Сохранить версию' }).click();
  await page.getByText('версия 1 ждёт публикации').waitFor();
  expect(await page.getByRole('button', { name: /^Опубликовать/ }).count()).toBe(0);

  await open('/templates/documents-now');
  await page.getByRole('button', { name: 'Отправить на проверку' }).click();
  await dialog.getByRole('button', { name: 'Отправить', exact: true }).click();
  await page.getByText('Версия 1 отправлена на visitor-').waitFor();
  expect(complaints()).toEqual([]);

  const agent = await hub.visit({ roles: ['agent'] });
  await agent.open('/templates/documents-now');
  await agent.page.frameLocator(`iframe[title="${LETTER}"]`).getByText('Спасибо за оплату').waitFor();
  expect(await agent.page.getByRole('textbox', { name: 'Тема' }).isEditable()).toBe(false);
  expect(await agent.page.getByRole('button', { name: /^(?:Сохранить|Опубликовать|Отправить|Добавить)/ }).count()).toBe(0);
  expect(agent.complaints()).toEqual([]);
});
