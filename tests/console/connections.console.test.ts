import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { type ConsoleHub, consoleForFile, settled, type Visitor } from '../support/console.ts';

const hub = await consoleForFile();
/** Connections of this file's own, so that the shared pair goes on undisturbed. */
const OWN = { samo: 'console-samo', bitrix24: 'console-portal' } as const;
let admin: Visitor;

beforeAll(async () => {
  admin = await hub.visit({ roles: ['crm_admin'] });
});

afterAll(() =>
  hub.db.query(`update connections set status = 'paused' where id = any($1)`, [Object.values(OWN)]).then(() => undefined),
);

type Options = { [name: string]: unknown };
const optionsOf = async (twin: ConsoleHub['samo']) => (await twin.connection()).options as Options;

async function fillAndConnect(system: string, id: string, fill: (page: Visitor['page']) => Promise<void>): Promise<void> {
  const { page } = admin;
  await admin.open('/connections');
  await page.getByRole('link', { name: 'Подключить систему' }).click();
  await page.getByRole('button', { name: new RegExp(system) }).click();
  await page.getByLabel('Код подключения').fill(id);
  await fill(page);
  await page.getByRole('button', { name: /Ещё \d+ настро/ }).click();
  await page.getByLabel('Разрешённые закрытые сети').first().fill('127.0.0.0/8');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Подключить и проверить' }).click();
  await page.getByRole('table', { name: 'Возможности' }).waitFor({ timeout: 60_000 });
}

test('an admin connects Bitrix24, and the test tells what it can do and why not the rest', async () => {
  const options = await optionsOf(hub.bitrix24);
  const { page } = admin;
  await fillAndConnect('Битрикс24', OWN.bitrix24, async () => {
    await page.getByLabel('Название').fill('Портал для проверки');
    await page.getByRole('combobox', { name: 'Способ входа' }).click();
    await page.getByRole('option', { name: 'Входящий вебхук' }).click();
    await page.getByLabel('Адрес портала').fill(String(options['portal']));
    await page.getByLabel('Номер пользователя вебхука').fill(String(options['webhookUserId']));
    await page.getByLabel('Код вебхука').fill(String(options['webhookSecret']));
  });
  const capabilities = page.getByRole('table', { name: 'Возможности' });
  expect(await capabilities.getByRole('row', { name: /Есть.*Вход/ }).count()).toBe(1);
  expect(await capabilities.getByRole('row', { name: /Нет.*Открытые линии.*нужно локальное приложение/ }).count()).toBe(1);
  expect(await seriousFindings(page)).toEqual([]);
});

test('a form that is not filled says at each field what is missing, in Russian', async () => {
  const { page } = admin;
  await admin.open('/connections/new?system=bitrix24');
  await page.getByRole('combobox', { name: 'Способ входа' }).click();
  await page.getByRole('option', { name: 'Входящий вебхук' }).click();
  await page.getByLabel('Адрес портала').fill('https://company.example.com');
  await page.getByRole('button', { name: 'Подключить и проверить' }).click();
  await page.getByText('укажите число, которое стоит после /rest/ в адресе вебхука').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  // The refusal itself is a line of the browser's console.
  admin.complaints();
});

test('an admin connects SAMO', async () => {
  const options = await optionsOf(hub.samo);
  const { page } = admin;
  await fillAndConnect('САМО', OWN.samo, async () => {
    await page.getByLabel('Адрес сервиса').fill(String(options['url']));
    await page.getByLabel('Секрет клиента').fill(String(options['clientSecret']));
    await page.getByLabel('Логин партнёра (NAME)').fill(String(options['login']));
    await page.getByLabel('Пароль партнёра (PSW)').fill(String(options['password']));
  });
  expect(await page.getByRole('table', { name: 'Возможности' }).getByRole('row', { name: /Есть/ }).count()).toBeGreaterThan(0);
});

test('no secret comes back into a form', async () => {
  const options = await optionsOf(hub.bitrix24);
  const { page } = admin;
  await admin.open(`/connections/${OWN.bitrix24}?tab=settings`);
  expect(await page.getByLabel('Код вебхука').inputValue()).toBe('');
  expect(await page.content()).not.toContain(String(options['webhookSecret']));
  const answer = await page.request.get(`/api/connections/${OWN.bitrix24}`);
  expect(await answer.text()).not.toContain(String(options['webhookSecret']));
});

test('an admin pauses a connection for a reason; the timeline names both, and resuming takes it back', async () => {
  const { page } = admin;
  await admin.open(`/connections/${OWN.bitrix24}`);
  await page.getByRole('button', { name: 'Остановить' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Остановить' }).click();
  await dialog.getByText('Напишите причину').waitFor();
  await dialog.getByRole('textbox', { name: 'Причина' }).fill('Портал обновляют до утра');
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Остановить' }).click();
  await page.getByText('На паузе').first().waitFor();

  await page.getByRole('tab', { name: 'История' }).click();
  await page.getByText('«Портал обновляют до утра»').waitFor();
  expect(await page.getByText('Проверкина Анна').count()).toBeGreaterThan(0);
  await settled(page);
  expect(await seriousFindings(page)).toEqual([]);

  await page.getByRole('button', { name: 'Возобновить' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Причина' }).fill('Портал обновлён');
  await page.getByRole('dialog').getByRole('button', { name: 'Возобновить' }).click();
  await page.getByText('Работает').first().waitFor();
});

test('a secret that proves the sender is replaced with an overlap', async () => {
  const { page } = admin;
  await admin.open(`/connections/${OWN.bitrix24}?tab=settings`);
  for (const reason of ['Первый секрет', 'Секрет видели посторонние']) {
    await page.getByRole('button', { name: 'Заменить: Токен приложения для событий' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Придумать' }).click();
    await dialog.getByRole('textbox', { name: 'Причина' }).fill(reason);
    await dialog.getByRole('button', { name: 'Заменить' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  await page.getByText('прежний действует до').waitFor();
});

test('the portal is compared with what the mappings need before anything is made there', async () => {
  const { page } = admin;
  await admin.open(`/connections/${OWN.bitrix24}?tab=prepare`);
  await page.getByRole('button', { name: 'Составить план' }).click();
  await page.getByRole('table', { name: 'Подготовка' }).waitFor({ timeout: 60_000 });
  await page.getByText('UF_CRM_UZEL_CLAIM').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

test('every tab of a connection is free of serious findings, light and dark', async () => {
  const dark = await hub.visit({ roles: ['crm_admin'], dark: true });
  for (const visitor of [admin, dark]) {
    for (const tab of ['health', 'capabilities', 'modes', 'timeline', 'settings']) {
      await visitor.open(`/connections/bitrix24?tab=${tab}`);
      expect(await seriousFindings(visitor.page), tab).toEqual([]);
    }
    expect(visitor.complaints()).toEqual([]);
  }
});

test('before going live an admin sees what would be written', async () => {
  const { page } = admin;
  await admin.open('/connections/bitrix24?tab=modes');
  await page
    .getByRole('radiogroup', { name: /Запись в «Битрикс24/ })
    .getByText('Наблюдение')
    .click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Причина' }).fill('Посмотреть, что изменится');
  await page.getByRole('dialog').getByRole('button', { name: 'Перевести в режим «Наблюдение»' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  try {
    await hub.samo.act('book', { buyer: 'person' });
    await expect
      .poll(async () => ((await hub.api.get('/api/connections/bitrix24/planned')) as { count: number }).count, {
        timeout: 40_000,
      })
      .toBeGreaterThan(0);
  } finally {
    await page
      .getByRole('radiogroup', { name: /Запись в «Битрикс24/ })
      .getByText('Работа')
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/Запланирован/).waitFor();
    await dialog.getByText('Отпечаток плана').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Причина' }).fill('Проверено');
    await dialog.getByRole('button', { name: 'Перевести в режим «Работа»' }).click();
    await dialog.waitFor({ state: 'detached', timeout: 20_000 }).catch(async () => {
      // More was planned meanwhile: the new plans are on screen, and are confirmed as they are.
      await dialog.getByRole('button', { name: 'Перевести в режим «Работа»' }).click();
      await dialog.waitFor({ state: 'detached' });
    });
  }
});
