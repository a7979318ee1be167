import { expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { consoleForFile } from '../support/console.ts';

const hub = await consoleForFile();

test('every tab of Access is free of serious findings, light and dark', async () => {
  for (const dark of [false, true]) {
    const visitor = await hub.visit({ dark });
    // The table of rights is long, and has no colours of its own.
    for (const tab of ['people', 'units', 'tokens', 'sessions', 'keys', ...(dark ? [] : ['rights'])]) {
      await visitor.open(`/access?tab=${tab}`);
      expect(await visitor.page.getByRole('tabpanel').count(), tab).toBe(1);
      expect(await seriousFindings(visitor.page), tab).toEqual([]);
    }
    expect(visitor.complaints()).toEqual([]);
  }
});

test('an admin makes a unit, invites a person into it, and takes the invitation back', async () => {
  const { page, open } = await hub.visit({ roles: ['crm_admin'] });
  await open('/access?tab=units');
  await page.getByRole('button', { name: 'Добавить подразделение' }).first().click();
  await page.getByLabel('Название').fill('Отдел 24/7');
  await page.getByRole('button', { name: 'Добавить', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('Отдел 24/7').waitFor();

  await open('/access?tab=people');
  await page.getByRole('button', { name: 'Пригласить' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Имя').fill('Лебедева Нина');
  await dialog.getByLabel('Почта').fill('nina@example.com');
  await dialog.getByLabel('Где').click();
  await page.getByRole('option', { name: 'Отдел 24/7' }).click();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Пригласить' }).click();
  await dialog.getByText(/\/invitation#/).waitFor();
  await dialog.getByRole('button', { name: 'Закрыть' }).last().click();
  await page.getByRole('button', { name: 'Отозвать приглашение: Лебедева Нина' }).click();
  await page.getByRole('button', { name: 'Отозвать приглашение: Лебедева Нина' }).waitFor({ state: 'detached' });

  await open('/access?tab=units');
  await page.getByRole('button', { name: 'Удалить: Отдел 24/7' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Удалить' }).click();
  await page.getByText('Отдел 24/7').first().waitFor({ state: 'detached' });
});

test('a token is shown once and stops working when it is taken back', async () => {
  const { page, open } = await hub.visit({ roles: ['crm_admin'] });
  await open('/access?tab=tokens');
  await page.getByRole('button', { name: 'Создать токен' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Для чего он').fill('Выгрузка в отчётность');
  await dialog.getByLabel('Что ему можно').click();
  await page.getByRole('option', { name: 'links.read' }).click();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Создать токен' }).click();
  const token = (await dialog.locator('pre').textContent()) ?? '';
  const ask = () => fetch(`${hub.url}/api/links?limit=1`, { headers: { authorization: `Bearer ${token}` } });
  expect((await ask()).status).toBe(200);
  await dialog.getByRole('button', { name: 'Закрыть' }).last().click();
  expect(await page.content()).not.toContain(token);

  await page.getByRole('button', { name: 'Отозвать токен: Выгрузка в отчётность' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Отозвать' }).click();
  await page.getByText('отозван').first().waitFor();
  expect((await ask()).status).toBe(401);
});

test('ending a session signs that person out', async () => {
  const admin = await hub.visit({ roles: ['crm_admin'] });
  const other = await hub.visit({ roles: ['viewer'] });
  const { name } = (await (await other.context.request.get('/api/me')).json()) as { name: string };
  expect(name).not.toBe('');
  await admin.open('/access?tab=sessions');
  // The latest one that is not the admin's own.
  await admin.page
    .getByRole('button', { name: /Завершить вход/ })
    .first()
    .click();
  await admin.page.getByRole('dialog').getByRole('button', { name: 'Завершить' }).click();
  await expect.poll(async () => (await other.context.request.get('/api/me')).status()).toBe(401);
});

test('keys are rotated for a reason while the hub works', async () => {
  const { page, open, complaints } = await hub.visit({ roles: ['crm_admin'] });
  await open('/access?tab=keys');
  await page.getByText('Все ключи данных читаются.').waitFor();
  await page.getByRole('button', { name: 'Сменить ключи' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Причина' }).fill('Ежегодная смена');
  await page.getByRole('dialog').getByRole('button', { name: 'Сменить ключи' }).click();
  await page.getByText('Закончена').waitFor({ timeout: 30_000 });
  expect(complaints()).toEqual([]);
});

test('an auditor finds who did what, and that the chain holds', async () => {
  const { page, open, complaints } = await hub.visit({ roles: ['auditor'] });
  await open('/audit?act=command&permission=access.manage');
  await page.getByText('/api/invitations').first().click();
  await page.getByRole('dialog').getByText('access.manage').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Проверить цепочку' }).click();
  await page.getByText(/Аудит цел: \d+/).waitFor({ timeout: 30_000 });
  await page.getByText(/Журнал цел: \d+/).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  expect(complaints()).toEqual([]);
});
