import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Bitrix24, bitrix24 } from '../../connectors/bitrix24/index.ts';
import { prepare } from '../../connectors/bitrix24/prepare.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { connectedForTest } from '../support/connected.ts';
import { type LedgerLine, type TwinControl, twinControl } from '../support/twin-control.ts';

const LIMIT_SCALE = 50;

const { plan, apply, undo } = prepare;

const needs = {
  funnel: {
    title: 'Туры',
    stages: [
      { code: 'NEW', title: 'Новая', semantic: 'process' },
      { code: 'PAID', title: 'Оплачена', semantic: 'process' },
      { code: 'WON', title: 'Поездка состоялась', semantic: 'success' },
      { code: 'ANNULLED', title: 'Аннулирована', semantic: 'failure' },
    ],
  },
  fields: [
    { entity: 'deal', name: 'UF_CRM_UZEL_CLAIM', type: 'string', title: 'Номер заявки' },
    { entity: 'deal', name: 'UF_CRM_UZEL_PAID', type: 'money', title: 'Оплачено' },
    { entity: 'deal', name: 'UF_CRM_UZEL_CANCEL', type: 'enumeration', title: 'Отмена', values: ['Нет', 'Запрошена'] },
    { entity: 'company', name: 'UF_CRM_UZEL_INN', type: 'string', title: 'ИНН' },
  ],
  dictionaries: [{ dictionary: 'SOURCE', code: 'SAMO', title: 'САМО-Тур' }],
};

describe('preparing a portal', () => {
  let sandbox: Sandbox;
  let twin: TwinControl;
  let client: Bitrix24;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, limitScale: LIMIT_SCALE, scenario: 'off' });
    twin = twinControl(sandbox.url, 'bitrix24');
  });
  afterAll(() => sandbox.stop());
  beforeEach(async () => {
    await twin.reset();
    await twin.act('strip', {});
    const { options } = await twin.connection();
    client = bitrix24.connect(
      connectedForTest(bitrix24, { ...(options as object), dealCategoryId: 0 }, { limitScale: LIMIT_SCALE }),
    );
  });

  const missing = async () =>
    (await plan(client, needs)).items.filter((item) => item.state !== 'present').map((item) => item.code || item.kind);
  const made = async (): Promise<LedgerLine[]> => (await twin.ledger()).filter((line) => line.by === 'api' && line.changed);

  test('a bare portal gets what the plan lists, and a second preparation finds nothing to do', async () => {
    const first = await plan(client, needs);
    expect(await made()).toEqual([]);
    const applied = await apply(client, first, first.hash);
    expect(applied.failed).toBeNull();
    expect(applied.options['dealCategoryId']).toBeGreaterThan(0);
    expect(await missing()).toEqual([]);
    const effects = (await made()).length;
    const again = await plan(client, needs);
    expect(await apply(client, again, again.hash)).toMatchObject({ made: [], failed: null });
    expect(await made()).toHaveLength(effects);
  });

  test('a prepared portal takes a deal with the new fields and stages', async () => {
    const first = await plan(client, needs);
    const { options: found } = await apply(client, first, first.hash);
    const dealCategoryId = Number(found['dealCategoryId']);
    const { options } = await twin.connection();
    const prepared = bitrix24.connect(
      connectedForTest(bitrix24, { ...(options as object), dealCategoryId }, { limitScale: LIMIT_SCALE }),
    );
    const fields = {
      title: 'Заявка 1001, Турция',
      stage: 'PAID',
      UF_CRM_UZEL_CLAIM: '1001',
      UF_CRM_UZEL_CANCEL: 'Запрошена',
      UF_CRM_UZEL_PAID: { amount: '50000', currency: 'RUB' },
    };
    expect((await prepared.add('deal', fields, 'link-1')).fields).toMatchObject({
      ...fields,
      categoryId: String(dealCategoryId),
    });
  });

  test('what people have made meanwhile makes the old plan void, and nothing is made', async () => {
    const old = await plan(client, needs);
    await twin.act('add_field', { entity: 'deal', field: 'UF_CRM_UZEL_CLAIM', type: 'string' });
    const before = (await made()).length;
    await expect(apply(client, old, old.hash)).rejects.toMatchObject({ code: 'B24_PLAN_MOVED', kind: 'conflict' });
    await expect(apply(client, await plan(client, needs), old.hash)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await made()).toHaveLength(before);
  });

  test('a list that lacks a value gets it and keeps the others', async () => {
    await twin.act('add_field', { entity: 'deal', field: 'UF_CRM_UZEL_CANCEL', type: 'enumeration', options: ['Нет', 'Своё'] });
    const agreed = await plan(client, needs);
    const { made: things } = await apply(client, agreed, agreed.hash);
    expect(things).toContainEqual(expect.objectContaining({ kind: 'values', code: 'UF_CRM_UZEL_CANCEL', values: ['Запрошена'] }));
    const field = (await client.metadata.fresh('deal')).byName.get('UF_CRM_UZEL_CANCEL');
    expect(field?.items?.map((option) => option.VALUE)).toEqual(['Нет', 'Своё', 'Запрошена']);
  });

  test('without the permission nothing is made and the reason is told', async () => {
    await twin.act('scopes', { webhook: ['crm'] });
    const agreed = await plan(client, needs);
    expect(agreed.items.find((item) => item.code === 'userfieldconfig')).toMatchObject({ kind: 'right', state: 'missing' });
    await expect(apply(client, agreed, agreed.hash)).rejects.toMatchObject({
      kind: 'permission',
      userMessage: { ru: expect.stringContaining('userfieldconfig') },
    });
    expect(await made()).toEqual([]);
  });

  test('a step that the portal refuses leaves the steps before it, told one by one', async () => {
    await twin.faults({ operation: 'crm.category.add', kind: 'error', share: 1, code: 'ACCESS_DENIED' });
    const agreed = await plan(client, needs);
    const applied = await apply(client, agreed, agreed.hash);
    expect(applied.failed).toMatchObject({ item: { kind: 'pipeline' }, error: { kind: 'permission' } });
    expect(applied.made.map((thing) => (thing as { kind: string }).kind)).toEqual(['field', 'field', 'field', 'field']);
    await twin.faults();
    const rest = await plan(client, needs);
    expect((await apply(client, rest, rest.hash)).failed).toBeNull();
    expect(await missing()).toEqual([]);
  });

  test('what was made can be taken back, and nothing else goes', async () => {
    await twin.act('add_field', { entity: 'deal', field: 'UF_CRM_UZEL_CLAIM', type: 'string' });
    const own = { ...needs, dictionaries: [] };
    const agreed = await plan(client, own);
    const { made: things } = await apply(client, agreed, agreed.hash);
    await undo(client, things);
    expect((await plan(client, own)).hash).toBe(agreed.hash);
    await expect(undo(client, things)).resolves.toBeUndefined();
  });

  test('values of dictionaries that were made can be taken back; those of people stay', async () => {
    const sources = async () => {
      const rows = z.array(z.object({ ID: z.string(), STATUS_ID: z.string() }));
      return (await client.rest.readAlone('crm.status.list', { filter: { ENTITY_ID: 'SOURCE' } }, rows)).result;
    };
    const fair = { ENTITY_ID: 'SOURCE', STATUS_ID: 'FAIR', NAME: 'Выставка' };
    await client.rest.write('crm.status.add', { fields: fair }, z.unknown(), Date.now() + 10_000);
    const before = await sources();
    const own = { ...needs, dictionaries: [...needs.dictionaries, { dictionary: 'SOURCE', code: 'FAIR', title: 'Выставка' }] };
    const agreed = await plan(client, own);
    const { made: things } = await apply(client, agreed, agreed.hash);
    expect(things).toContainEqual(expect.objectContaining({ kind: 'dictionary', code: 'SAMO' }));
    expect(things).not.toContainEqual(expect.objectContaining({ code: 'FAIR' }));
    expect((await sources()).map((row) => row.STATUS_ID)).toContain('SAMO');
    await undo(client, things);
    expect(await sources()).toEqual(before);
    expect((await plan(client, own)).hash).toBe(agreed.hash);
    await expect(undo(client, things)).resolves.toBeUndefined();
  });

  test('a stage in which deals stand by now is not taken back, and the reason is told', async () => {
    const first = await plan(client, needs);
    const { made: things, options: found } = await apply(client, first, first.hash);
    const { options } = await twin.connection();
    const prepared = bitrix24.connect(
      connectedForTest(bitrix24, { ...(options as object), ...found }, { limitScale: LIMIT_SCALE }),
    );
    await prepared.add('deal', { title: 'Заявка 1001', stage: 'PAID' }, 'link-1');
    const stages = things.filter((thing) => (thing as { kind: string }).kind === 'stage');
    await expect(undo(client, stages)).rejects.toMatchObject({ kind: 'business_refusal', code: 'B24_IN_USE' });
  });
});
