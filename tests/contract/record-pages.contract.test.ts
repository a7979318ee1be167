import { expect, test } from 'vitest';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { samo } from '../../connectors/samo/index.ts';
import type { Json } from '../../domain/json.ts';
import { createBitrix24Twin } from '../../sandbox/bitrix24/index.ts';
import { createSamoTwin } from '../../sandbox/samo/index.ts';

/** A link from the console leads to the very record, as the system itself shows it. */

const BASE = 'http://127.0.0.1:1';
const clock = { now: () => Date.parse('2026-11-21T08:30:00Z') };
const pathOf = (page: string | null | undefined, twin: string) => (page ?? '').replace(`${BASE}/${twin}`, '');

test('a claim is opened by the address that the connection names', async () => {
  const twin = createSamoTwin({ clock, publicUrl: () => BASE });
  await twin.seed({ seed: 7, count: 1 });
  const [claim] = twin.state('claims') as { number: number; guid: string }[];
  const options = twin.connection?.().options ?? {};
  const record = { entity: 'claim', id: claim?.guid ?? '', number: String(claim?.number) };
  const page = samo.recordPage?.(options as { [name: string]: Json }, record);
  const answer = await twin.app.request(pathOf(page, 'samo'));
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain(record.id);
  expect((await twin.app.request('/claims/1')).status).toBe(404);
  expect(samo.recordPage?.({}, record)).toBeNull();
});

test('a deal is opened on its portal, and nothing of it runs there', async () => {
  const twin = createBitrix24Twin({ clock, limitScale: 1, publicUrl: () => BASE });
  await twin.seed({ seed: 7, count: 1 });
  const [contact] = twin.state('contacts') as { id: number }[];
  const { options } = twin.connection();
  const page = bitrix24.recordPage?.(options as { [name: string]: Json }, {
    entity: 'contact',
    id: String(contact?.id),
    number: null,
  });
  const answer = await twin.app.request(pathOf(page, 'bitrix24'));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await twin.app.request('/crm/deal/details/999999/')).status).toBe(404);
  twin.stop();
});
