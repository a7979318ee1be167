import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { consoleForFile } from '../support/console.ts';

const hub = await consoleForFile();

/** More than operations may repeat alone (100). */
const EVENTS = 500;
const CODE = `CHECK_${randomUUID().slice(0, 8).toUpperCase()}`;

/** Parked hints about deals that nobody has linked: worked off, each ends as what it is. */
async function park(count: number, code: string): Promise<void> {
  const error = { code, kind: 'permission', sentence: { ru: 'Портал не давал читать сделки', en: 'The portal refused reads' } };
  await hub.db.query(
    `insert into inbox (connection_id, kind, entity, external_id, subject, state, error, finished_at)
     select 'bitrix24', 'hint', 'deal', (900000 + n)::text, 'screen:bitrix24', 'dead', $2::jsonb, now() from generate_series(1, $1) n`,
    [count, JSON.stringify(error)],
  );
}

test('operations replay many events by filter: plan, a second person, progress, done', async () => {
  await park(EVENTS, CODE);
  process.stdout.write(`bulk replay through the console: ${EVENTS} events\n`);
  const [operations, second] = await Promise.all([hub.visit({ roles: ['operations'] }), hub.visit({ roles: ['crm_admin'] })]);
  const { page } = operations;
  await operations.open(`/events?state=dead&connection=bitrix24&cause=${CODE}`);

  await page.getByRole('button', { name: 'Повторить по фильтру' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(`Подходит ${EVENTS} событий`).waitFor();
  await dialog.getByText('В одиночку вам можно повторить не больше 100 событий').waitFor();
  await dialog.getByText('Портал не давал читать сделки:').waitFor();
  await dialog.getByText('сделка 900001').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('textbox', { name: 'Причина' }).fill('Права на портале вернули');
  await dialog.getByRole('button', { name: 'Попросить согласия' }).click();
  await dialog.getByRole('link', { name: 'К согласованиям' }).click();

  await second.open('/approvals?state=open');
  await second.page.getByText('Права на портале вернули').click();
  await second.page.getByText(`${EVENTS} событий`).waitFor();
  expect(await seriousFindings(second.page)).toEqual([]);
  await second.page.getByRole('button', { name: 'Согласовать' }).click();
  const deciding = second.page.getByRole('dialog', { name: 'Согласовать' });
  await deciding.getByRole('textbox', { name: 'Причина' }).fill('Права проверил');
  await deciding.getByRole('button', { name: 'Согласовать' }).click();
  await second.page.getByText('«Права проверил»').waitFor();

  await page.getByText('Права на портале вернули').click();
  await page.getByRole('button', { name: 'Выполнить' }).click();
  await page.getByRole('link', { name: 'К повторам' }).click();
  await expect
    .poll(
      async () => (await hub.db.query(`select 1 from inbox where error ->> 'code' = $1 and state = 'dead'`, [CODE])).rowCount,
      {
        timeout: 60_000,
      },
    )
    .toBe(0);
  await operations.open('/replays');
  const row = page.getByRole('row', { name: /Права на портале вернули/ });
  await row.getByText('Закончен').waitFor({ timeout: 60_000 });
  await row.getByRole('link', { name: String(EVENTS) }).waitFor();
  expect([...operations.complaints(), ...second.complaints()]).toEqual([]);
});

test('nobody decides their own request', async () => {
  const code = `${CODE}_OWN`;
  await park(101, code);
  const operations = await hub.visit({ roles: ['operations'] });
  const { page } = operations;
  await operations.open(`/events?state=dead&cause=${code}`);
  await page.getByRole('button', { name: 'Повторить по фильтру' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Причина' }).fill('Сам себе');
  await dialog.getByRole('button', { name: 'Попросить согласия' }).click();
  await dialog.getByRole('link', { name: 'К согласованиям' }).click();
  await page.getByText('Сам себе').click();
  await page.getByText('Это ваш запрос: решает другой человек.').waitFor();
  expect(await page.getByRole('button', { name: 'Согласовать' }).count()).toBe(0);
  await hub.db.query(`delete from inbox where error ->> 'code' = $1`, [code]);
});

test('one event says why it was parked, what it brought without personal data, and is replayed', async () => {
  const code = `${CODE}_ONE`;
  await park(1, code);
  const operations = await hub.visit({ roles: ['operations'] });
  const { page } = operations;
  await operations.open(`/events?state=dead&cause=${code}`);
  await page.getByRole('row', { name: /сделка 900001/ }).click();
  await page.getByRole('alert').getByText(code).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Повторить' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Причина' }).fill('Права вернули');
  await dialog.getByRole('button', { name: 'Повторить' }).click();
  await page.getByText('«Права вернули»').waitFor();
  await page.getByText('Готово').first().waitFor({ timeout: 30_000 });
  expect(operations.complaints()).toEqual([]);
});
