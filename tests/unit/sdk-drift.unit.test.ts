import { expect, test } from 'vitest';
import type { EntitySchema, FieldSchema } from '../../connectors/sdk/contract.ts';
import { describeDrift } from '../../connectors/sdk/drift.ts';

const field = (name: string, more: Partial<FieldSchema> = {}): FieldSchema => ({
  name,
  type: 'string',
  title: name,
  required: false,
  readOnly: false,
  ...more,
});
const deal = (...fields: FieldSchema[]): EntitySchema[] => [{ entity: 'deal', fields }];
const list = (...titles: string[]) => ({ type: 'enum' as const, values: titles.map((title, id) => ({ id: String(id), title })) });

test('a system that is as it was has not drifted', () => {
  const schema = deal(field('title'), field('UF_CRM_PAYMENT', list('Нет', 'Да')));
  expect(describeDrift(schema, structuredClone(schema))).toEqual([]);
});

test.each([
  ['field_gone', true, deal(field('UF_CRM_X')), deal()],
  ['field_new', false, deal(), deal(field('UF_CRM_X'))],
  ['field_new', true, deal(), deal(field('UF_CRM_X', { required: true }))],
  ['type_changed', true, deal(field('UF_CRM_X')), deal(field('UF_CRM_X', { type: 'date' }))],
  ['became_required', true, deal(field('UF_CRM_X')), deal(field('UF_CRM_X', { required: true }))],
  ['became_read_only', true, deal(field('UF_CRM_X')), deal(field('UF_CRM_X', { readOnly: true }))],
  ['value_gone', true, deal(field('UF_CRM_X', list('Нет', 'Да'))), deal(field('UF_CRM_X', list('Нет')))],
  ['value_new', false, deal(field('UF_CRM_X', list('Нет'))), deal(field('UF_CRM_X', list('Нет', 'Да')))],
  ['value_renamed', false, deal(field('UF_CRM_X', list('Нет'))), deal(field('UF_CRM_X', list('Нету')))],
] as const)('%s is told, in the way of mappings: %s', (kind, breaking, before, now) => {
  expect(describeDrift(before, now)).toEqual([
    { entity: 'deal', field: 'UF_CRM_X', kind, breaking, message: { ru: expect.any(String), en: expect.any(String) } },
  ]);
});
