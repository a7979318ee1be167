import { describe, expect, test } from 'vitest';
import type { PortalNeeds } from '../../connectors/bitrix24/prepare/needs.ts';
import { type PortalState, planOf } from '../../connectors/bitrix24/prepare/plan.ts';
import { printable } from '../../connectors/bitrix24/prepare/print.ts';

const needs: PortalNeeds = {
  funnel: {
    title: 'Туры',
    stages: [
      { code: 'NEW', title: 'Новая', semantic: 'process' },
      { code: 'WON', title: 'Поездка состоялась', semantic: 'success' },
    ],
  },
  fields: [
    { entity: 'deal', name: 'UF_CRM_UZEL_CLAIM', type: 'string', title: 'Номер заявки' },
    { entity: 'deal', name: 'UF_CRM_UZEL_CANCEL', type: 'enumeration', title: 'Отмена', values: ['Нет', 'Запрошена'] },
  ],
  dictionaries: [{ dictionary: 'SOURCE', code: 'SAMO', title: 'САМО-Тур' }],
};

const bare: PortalState = {
  scopes: ['crm', 'userfieldconfig'],
  admin: true,
  fields: { deal: new Map() },
  funnel: null,
  stages: new Map(),
  dictionaries: new Map(),
};
const full: PortalState = {
  ...bare,
  fields: {
    deal: new Map([
      ['UF_CRM_UZEL_CLAIM', { type: 'string', multiple: false, values: [] }],
      ['UF_CRM_UZEL_CANCEL', { type: 'enumeration', multiple: false, values: ['Нет', 'Запрошена', 'Ещё одно'] }],
    ]),
  },
  funnel: { id: 7, title: 'Туры' },
  stages: new Map([
    ['NEW', 'process'],
    ['WON', 'success'],
  ]),
  dictionaries: new Map([['SOURCE', new Set(['SAMO'])]]),
};

const statesOf = (state: PortalState) =>
  Object.fromEntries(planOf(needs, state).items.map((item) => [item.code || item.kind, item.state]));

describe('a plan', () => {
  test('for a portal that has everything asks for nothing', () => {
    expect(new Set(Object.values(statesOf(full)))).toEqual(new Set(['present']));
  });

  test('for a bare portal lists every field, the funnel, its stages and the dictionary value', () => {
    expect(statesOf(bare)).toEqual({
      crm: 'present',
      userfieldconfig: 'present',
      admin: 'present',
      UF_CRM_UZEL_CLAIM: 'missing',
      UF_CRM_UZEL_CANCEL: 'missing',
      pipeline: 'missing',
      NEW: 'missing',
      WON: 'missing',
      SAMO: 'missing',
    });
  });

  test('names a wrong type, a short list and a stage of another group, with what to do', () => {
    const wrong: PortalState = {
      ...full,
      fields: {
        deal: new Map([
          ['UF_CRM_UZEL_CLAIM', { type: 'integer', multiple: false, values: [] }],
          ['UF_CRM_UZEL_CANCEL', { type: 'enumeration', multiple: false, values: ['Нет'] }],
        ]),
      },
      stages: new Map([
        ['NEW', 'process'],
        ['WON', 'failure'],
      ]),
    };
    const differing = planOf(needs, wrong).items.filter((item) => item.state === 'differs');
    expect(differing.map((item) => item.code)).toEqual(['UF_CRM_UZEL_CLAIM', 'UF_CRM_UZEL_CANCEL', 'WON']);
    expect(differing[1]?.note?.ru).toContain('«Запрошена»');
  });

  test('says which rights are missing', () => {
    expect(statesOf({ ...full, scopes: ['crm'], admin: false })).toMatchObject({ userfieldconfig: 'missing', admin: 'missing' });
  });

  test('has a name of its own: any change of needs or portal gives another', () => {
    const hashes = [
      planOf(needs, bare),
      planOf(needs, full),
      planOf({ ...needs, dictionaries: [] }, full),
      planOf(needs, { ...full, funnel: { id: 8, title: 'Туры' } }),
    ].map((plan) => plan.hash);
    expect(new Set(hashes).size).toBe(4);
    expect(planOf(needs, full).hash).toBe(hashes[1]);
  });

  test('is printed for an administrator in both languages', () => {
    const plan = { ...planOf(needs, bare), needs: {} };
    expect(printable(plan, needs, 'ru')).toContain(
      '| Поле | сделка | UF_CRM_UZEL_CANCEL | enumeration | Отмена | нет | создать |',
    );
    expect(printable(plan, needs, 'ru')).toContain('«Нет», «Запрошена»');
    expect(printable(plan, needs, 'en')).toContain('| Funnel |  |  | deal | Туры | missing | create |');
  });
});
