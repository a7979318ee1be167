import { expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { consoleForFile, settled } from '../support/console.ts';

const hub = await consoleForFile();

test('an invited person sets a password, comes in, goes out, and comes back to the page they wanted', async () => {
  const { link, email } = await hub.invite(['operations'], 'Соколова Вера');
  const { page, open, complaints } = await hub.visit({ roles: null });
  const password = 'корабли лавировали да не вылавировали';
  await open(new URL(link).pathname + new URL(link).hash);
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByLabel('Пароль', { exact: false }).first().fill('коротко');
  await page.getByRole('button', { name: 'Принять и войти' }).click();
  await page.getByText('Пароли не совпадают').waitFor();
  await page.getByLabel('Пароль', { exact: false }).first().fill(password);
  await page.getByLabel('Пароль ещё раз').fill(password);
  await page.getByRole('button', { name: 'Принять и войти' }).click();
  await page.getByRole('heading', { name: 'Что горит' }).first().waitFor();

  await page.getByRole('button', { name: /Учётная запись/ }).click();
  await page.getByRole('menuitem', { name: 'Выйти' }).click();
  await page.getByRole('heading', { name: 'Вход' }).waitFor();
  expect(complaints()).toEqual([]);

  await open('/schedules?state=paused');
  expect(new URL(page.url()).searchParams.get('to')).toBe('/schedules?state=paused');
  await page.getByLabel('Почта').fill(email);
  await page.getByLabel('Пароль', { exact: false }).first().fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/schedules?state=paused');
});

test('a wrong password is refused in words that do not tell whether the e-mail is known', async () => {
  const { page, open } = await hub.visit({ roles: null });
  await open('/sign-in');
  await page.getByLabel('Почта').fill('nobody@example.com');
  await page.getByLabel('Пароль', { exact: false }).first().fill('не тот пароль');
  await page.getByRole('button', { name: 'Войти' }).click();
  await page.getByText('Почта или пароль не подошли').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

test('a link to another site is not followed after the sign-in', async () => {
  const { page, open } = await hub.visit();
  await open('/sign-in?to=//evil.example.com/');
  await page.getByRole('heading', { name: 'Что горит' }).first().waitFor();
  expect(new URL(page.url()).origin).toBe(hub.url);
});

test('a session that was ended elsewhere leads to the sign-in, and back', async () => {
  const { page, open, context } = await hub.visit();
  await open('/');
  await context.clearCookies();
  await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
  await open('/?from=here');
  await page.getByRole('heading', { name: 'Вход' }).waitFor();
  expect(page.url()).toContain('to=');
});

test('rows follow the hub by themselves', async () => {
  const { page, open } = await hub.visit();
  await open('/');
  await page.getByRole('status', { name: 'Обновляется само' }).waitFor();
  await hub.api.post('/api/connections/samo/pause', { reason: 'Проверка живого обновления' });
  const told = page.getByText('САМО, бронирования: на паузе').first();
  try {
    await told.waitFor({ timeout: 10_000 });
  } finally {
    await hub.api.post('/api/connections/samo/resume', { reason: 'Проверка закончена' });
  }
  await told.waitFor({ state: 'detached', timeout: 15_000 });
});

test('Ctrl+K goes to a screen without the mouse', async () => {
  const { page, open } = await hub.visit();
  await open('/sign-in');
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('что гор');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Что горит' }).first().waitFor();
});
