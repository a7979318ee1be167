import { describe, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { consoleForFile } from '../support/console.ts';
import { addressOf, consoleRoutes } from './routes.ts';

const ALL_LOOKS = process.env['UZEL_TEST_LOOKS'] === 'all';

const hub = await consoleForFile();
const routes = await consoleRoutes();

/** Every route in the look that the desk works in; `npm run test:console` goes through the other one, too. */
const LOOKS = [{ language: 'ru' as const, dark: false }, ...(ALL_LOOKS ? [{ language: 'en' as const, dark: true }] : [])];

describe.each(LOOKS)('in $language, dark: $dark', async ({ language, dark }) => {
  const visitor = await hub.visit({ language, dark });

  test.each(routes)('/$path opens without an error or a serious finding of axe', async (route) => {
    await visitor.open(await addressOf(route, hub));
    expect(await visitor.page.title()).toContain(language === 'ru' ? 'Узел' : 'Uzel');
    expect(await visitor.page.locator('[data-problem]').allTextContents()).toEqual([]);
    expect(await seriousFindings(visitor.page)).toEqual([]);
    expect(visitor.complaints()).toEqual([]);
  });
});

test('a person without the right is told which right is missing, which roles give it, and who gives those', async () => {
  const visitor = await hub.visit({ roles: ['registrar'] });
  const closed = routes.find(({ permission, path }) => permission === 'connections.read' && !path.includes(':'));
  if (!closed) return;
  await visitor.open(await addressOf(closed, hub));
  const text = await visitor.page.locator('main').textContent();
  expect(text).toContain('Нет доступа');
  expect(text).toContain(closed.permission);
  expect(text).toContain('администратор CRM');
  expect(await visitor.page.getByRole('navigation').getByRole('link', { name: closed.title.ru }).count()).toBe(0);
  expect(await seriousFindings(visitor.page)).toEqual([]);
});

test('every "?" opens a page of the docs that is there, at a heading that is there', async () => {
  for (const { help } of routes) {
    const [page = '', anchor] = help.split('#');
    const answer = await fetch(`${hub.url}/help/${page}`);
    expect(answer.status, help).toBe(200);
    if (anchor !== undefined) expect(await answer.text(), help).toContain(`id="${anchor}"`);
  }
});
