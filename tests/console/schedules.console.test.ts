import { expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { consoleForFile } from '../support/console.ts';

const hub = await consoleForFile();
const FEED = 'pull:bitrix24:stages';

const standing = async () => {
  const { items } = (await hub.api.get('/api/schedules')) as {
    items: { id: string; pause: { reason: string } | null; next: string | null }[];
  };
  return items.find(({ id }) => id === FEED);
};

test('operations stop a feed with a reason, everybody sees it, and it goes on when resumed', async () => {
  const { page, open, complaints } = await hub.visit({ roles: ['operations'] });
  await open('/schedules?kind=pull');
  const row = page.getByRole('row').filter({ hasText: 'stages' });
  await row.getByRole('button', { name: /^Остановить/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('перестанет срабатывать').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Остановить' }).click();
  expect(await standing()).toMatchObject({ pause: null });
  await dialog.getByLabel('Причина').fill('Портал просил не читать стадии');
  await dialog.getByRole('button', { name: 'Остановить' }).click();
  await row.getByText('Портал просил не читать стадии').waitFor();
  expect(await standing()).toMatchObject({ pause: { reason: 'Портал просил не читать стадии' }, next: null });

  const auditor = await hub.visit({ roles: ['auditor'] });
  await auditor.open('/schedules?state=paused');
  await auditor.page.getByText('Портал просил не читать стадии').waitFor();
  expect(await auditor.page.getByRole('button', { name: /^(?:Остановить|Возобновить)/ }).count()).toBe(0);

  await row.getByRole('button', { name: /^Возобновить/ }).click();
  await row.getByText('Идёт').waitFor();
  await expect.poll(async () => (await standing())?.next ?? null, { timeout: 15_000 }).not.toBeNull();
  expect(complaints()).toEqual([]);
});

test('a filter that finds nothing says so and can be taken off', async () => {
  const { page, open } = await hub.visit({ roles: ['operations'] });
  await open('/schedules?kind=reconcile&state=paused');
  await page.getByText('Под фильтр ничего не подошло').waitFor();
  await page.getByRole('button', { name: 'Снять фильтры' }).first().click();
  await page.getByRole('row').nth(2).waitFor();
  expect(new URL(page.url()).search).toBe('');
});
