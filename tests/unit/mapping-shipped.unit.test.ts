import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactPerson } from '../../domain/deals/buyer.ts';
import type { Claim } from '../../domain/deals/claim.ts';
import type { Fields, Json } from '../../domain/json.ts';
import { merge } from '../../domain/merge/merge.ts';
import { parseDecimal } from '../../domain/money/amount.ts';
import { checkSpec } from '../../mappings/engine/check.ts';
import { compile } from '../../mappings/engine/compile.ts';
import { loadSpecs, shippedSpecsDir } from '../../mappings/engine/load.ts';
import type { Spec } from '../../mappings/engine/spec.ts';
import { anyClaim, anyPerson, sampleAgency, sampleClaim, samplePerson, sampleService } from '../support/claims.ts';
import * as schemas from '../support/tour-schemas.ts';

const library = await loadSpecs(shippedSpecsDir);
const context = { constants: { assignedById: '1', sourceId: 'SAMO' } };
const links = { contact: { $link: 'lnk_contact' }, company: { $link: 'lnk_company' } };

function specOf(name: string): Spec {
  const spec = library.specs[name];
  if (spec === undefined) throw new Error(`no spec ${name}`);
  return spec;
}

const deal = compile(specOf('samo-claim--bitrix24-deal'), library);
const contact = compile(specOf('samo-buyer--bitrix24-contact'), library);
const company = compile(specOf('samo-agency--bitrix24-company'), library);

function toDeal(claim: Claim): Fields {
  return deal.toRight({ ...claim, links }, context).fields;
}

const SHIPPED: { name: string; schemas: { left: typeof schemas.claimSchema; right: typeof schemas.claimSchema } }[] = [
  { name: 'samo-claim--bitrix24-deal', schemas: { left: schemas.claimSchema, right: schemas.dealSchema } },
  { name: 'samo-service--bitrix24-product-row', schemas: { left: schemas.serviceSchema, right: schemas.productRowSchema } },
  { name: 'samo-buyer--bitrix24-contact', schemas: { left: schemas.buyerSchema, right: schemas.contactSchema } },
  { name: 'samo-agency--bitrix24-company', schemas: { left: schemas.agencySchema, right: schemas.companySchema } },
];

describe('the shipped specs', () => {
  test('are all checked here', () => {
    expect(Object.keys(library.specs).sort()).toEqual(SHIPPED.map((one) => one.name).sort());
  });

  test.each(SHIPPED)('$name may be published', ({ name, schemas: ends }) => {
    expect(checkSpec(specOf(name), ends, library).filter(({ severity }) => severity !== 'note')).toEqual([]);
  });
});

describe('a claim as a deal', () => {
  test('carries every field', () => {
    expect(toDeal(sampleClaim())).toEqual({
      title: 'Заявка 123456 · Турция · 12.03.2027',
      stage: 'PART_PAID',
      opportunity: '1500.50',
      currencyId: 'USD',
      UF_CRM_UZEL_CLAIM: '123456',
      UF_CRM_UZEL_BOOKING: 'Подтверждена',
      UF_CRM_UZEL_PAYMENT: 'Оплачена частично',
      UF_CRM_UZEL_CANCEL: 'Нет',
      UF_CRM_UZEL_PAID: { amount: '500.00', currency: 'USD' },
      UF_CRM_UZEL_DEBT: { amount: '1000.50', currency: 'USD' },
      UF_CRM_UZEL_PAY_PRICE: { amount: '135045.00', currency: 'RUB' },
      UF_CRM_UZEL_RATE: '90',
      UF_CRM_UZEL_PENALTY: null,
      UF_CRM_UZEL_TRIP_BEGIN: '2027-03-12',
      UF_CRM_UZEL_TRIP_END: '2027-03-19',
      UF_CRM_UZEL_PAY_DUE: '2027-02-20',
      UF_CRM_UZEL_COUNTRY: 'Турция',
      UF_CRM_UZEL_TOUR: 'Анталья, раннее бронирование',
      UF_CRM_UZEL_HOTEL: 'SUN PALACE 5*',
      UF_CRM_UZEL_TOWN_FROM: 'Москва',
      UF_CRM_UZEL_TOURISTS: 'Иванов Иван (взр.), Иванова Анна (реб.)',
      productRows: [
        { name: 'Проживание: SUN PALACE 5*, 12.03.2027 – 19.03.2027', price: '1000.00', quantity: 1, sort: 10 },
        { name: 'Перевозка: Москва – Анталья, 12.03.2027 – 19.03.2027', price: '450.50', quantity: 2, sort: 20 },
      ],
      contactId: links.contact,
      companyId: links.company,
      assignedById: '1',
      sourceId: 'SAMO',
      comments: 'Просят номера рядом',
    });
  });

  test('shows a penalty as what was paid and is still owed, in the currency of the claim', () => {
    const fields = toDeal(
      sampleClaim({ status: { booking: 'confirmed', payment: 'penalty_partially_paid', cancel: 'cancelled' } }),
    );
    expect(fields).toMatchObject({
      stage: 'LOSE',
      UF_CRM_UZEL_CANCEL: 'Аннулирована',
      UF_CRM_UZEL_PAYMENT: 'Штраф оплачен частично',
      UF_CRM_UZEL_PENALTY: { amount: '1500.50', currency: 'USD' },
    });
  });

  test('with a status that nobody understands stands at the check stage and asks for a person', () => {
    const claim = { ...sampleClaim({ status: { booking: 'confirmed', payment: 'unknown', cancel: 'none' } }), links };
    const mapped = deal.toRight(claim, context);
    expect(mapped.fields).toMatchObject({ stage: 'CHECK', UF_CRM_UZEL_PAYMENT: 'Неизвестно' });
    expect(mapped.fields).not.toHaveProperty('UF_CRM_UZEL_PENALTY');
    expect(mapped.issues).toMatchObject([{ rule: 'payment', code: 'attention' }]);
  });

  test('without a buyer says nothing about contact and company', () => {
    const fields = toDeal(sampleClaim({ buyer: null }));
    expect(fields).not.toHaveProperty('contactId');
    expect(fields).not.toHaveProperty('companyId');
  });

  test('reads back what is critical', () => {
    const critical = deal.rules.filter((rule) => rule.critical).map((rule) => rule.field);
    expect(critical.sort()).toEqual(
      ['UF_CRM_UZEL_BOOKING', 'UF_CRM_UZEL_CANCEL', 'UF_CRM_UZEL_PAYMENT', 'currencyId', 'opportunity', 'stage'].sort(),
    );
  });
});

describe('a cancellation in the CRM', () => {
  const requests = (cancel: Claim['status']['cancel'], from: string, to: string) =>
    deal.requests({
      left: sampleClaim({ status: { booking: 'confirmed', payment: 'paid', cancel } }),
      baseRight: { stage: from },
      right: { stage: to },
    });

  test.each(['CANCEL_REQUEST', 'LOSE'])('by moving the deal to %s asks the booking system to cancel', (stage) => {
    const reason = 'Отмена по просьбе клиента (сделка в CRM)';
    expect(requests('none', 'PAID', stage)).toEqual([{ id: 'cancel', write: 'claim.cancel', fields: { reason } }]);
  });

  test.each(['requested', 'cancelled'] as const)('asks nothing when it is %s there already', (cancel) => {
    expect(requests(cancel, 'PAID', 'LOSE')).toEqual([]);
  });

  test('is not meant by any other stage', () => {
    expect(requests('none', 'PAID', 'WON')).toEqual([]);
  });
});

describe('a buyer as a contact', () => {
  const left = { ...contactPerson(samplePerson()), links };

  test('carries name, phone and e-mail', () => {
    expect(contact.toRight(left, context)).toEqual({
      issues: [],
      fields: {
        lastName: 'Иванов',
        name: 'Иван',
        secondName: 'Петрович',
        phones: ['+79000000001'],
        emails: ['ivanov@example.com'],
        companyId: links.company,
        assignedById: '1',
        sourceId: 'SAMO',
      },
    });
  });

  test('falls back to the Latin spelling', () => {
    const fields = contact.toRight({ ...left, name: null }, context).fields;
    expect(fields).toMatchObject({ lastName: 'Ivanov', name: 'Ivan' });
  });

  test('takes the person whom an agency names', () => {
    const person = contactPerson(sampleAgency());
    expect(contact.toRight({ ...person, links }, context).fields).toMatchObject({
      lastName: 'Петрова',
      name: 'Мария',
      phones: ['+79000000090'],
    });
    expect(contact.policies({ ...person }).some((policy) => policy.writableLeft)).toBe(false);
  });

  test('has its phone carried back only if the buyer travels', () => {
    const patch = { phones: ['+79000000007', '+79000000008'], emails: ['new@example.com'] };
    expect(contact.toLeft(patch, left)).toEqual({ phone: '+79000000007', email: 'new@example.com' });
    expect(contact.toLeft(patch, { ...left, touristKey: null })).toEqual({});
  });

  test('agrees with a contact that holds more phones behind the same first one', () => {
    const right = { ...contact.toRight(left, context).fields, phones: ['8 (900) 000-00-01', '+79000000055'] };
    const base = { left: contact.toRight(left, context).fields, right };
    const result = merge({ policies: contact.policies(left), base, left: contact.toRight(left, context).fields, right });
    expect(result).toEqual({ toRight: {}, toLeft: {}, conflicts: [], changedLeft: [], changedRight: [] });
  });
});

test('an agency becomes a company', () => {
  expect(company.toRight(sampleAgency(), context).fields).toEqual({
    title: 'ООО «Ромашка Тур»',
    UF_CRM_UZEL_INN: '7707083893',
    phones: ['+79000000090'],
    emails: ['office@example.org'],
    assignedById: '1',
  });
});

describe('over any claim', () => {
  const fields = deal.rules.map((rule) => rule.field);

  test('the mapping is total, gives only known fields, and gives the same again', () => {
    fc.assert(
      fc.property(anyClaim, (claim) => {
        const once = toDeal(claim);
        expect(Object.keys(once).every((name) => fields.includes(name))).toBe(true);
        expect(toDeal(claim)).toEqual(once);
        expect(JSON.parse(JSON.stringify(once))).toEqual(once);
      }),
    );
  });

  test('money arrives exactly', () => {
    fc.assert(
      fc.property(anyClaim, (claim) => {
        const mapped = toDeal(claim);
        expect(parseDecimal(mapped['opportunity'])?.eq(claim.money.claim.price)).toBe(true);
        expect(parseDecimal((mapped['UF_CRM_UZEL_DEBT'] as { amount: string }).amount)?.eq(claim.money.claim.debt)).toBe(true);
      }),
    );
  });

  test('the order of services and tourists makes no difference', () => {
    fc.assert(
      fc.property(anyClaim, (claim) => {
        const turned = { ...claim, services: claim.services.toReversed(), tourists: claim.tourists.toReversed() };
        expect(toDeal(turned)).toEqual(toDeal(claim));
      }),
    );
  });

  test('a deal that stores what it was given needs no write', () => {
    fc.assert(
      fc.property(anyClaim, (claim) => {
        const left = toDeal(claim);
        const result = merge({ policies: deal.policies(claim), base: { left: null, right: null }, left, right: left });
        expect(result).toMatchObject({ toRight: {}, toLeft: {}, conflicts: [] });
      }),
    );
  });

  test('personal data reaches no field that is not marked as personal', () => {
    const marked = new Set(deal.rules.filter((rule) => rule.pii !== 'none').map((rule) => rule.field));
    fc.assert(
      fc.property(anyClaim, anyClaim, (claim, other) => {
        const buyer = claim.buyer === null ? null : (other.buyer ?? samplePerson());
        const before = toDeal(claim);
        const after = toDeal({ ...claim, buyer, tourists: other.tourists, note: other.note });
        const moved = fields.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
        expect(moved.filter((name) => !marked.has(name))).toEqual([]);
      }),
    );
  });

  test('what a contact carries back maps to the same contact again', () => {
    fc.assert(
      fc.property(anyPerson, (person) => {
        const left = { ...contactPerson(person), touristKey: '1', links };
        const there = contact.toRight(left, context).fields;
        const again = contact.toRight({ ...left, ...contact.toLeft(there, left) }, context).fields;
        expect([again['phones'], again['emails']]).toEqual([there['phones'], there['emails']]);
      }),
    );
  });
});

describe('every rule matters', () => {
  const cancelled = sampleClaim({ status: { booking: 'confirmed', payment: 'penalty_due', cancel: 'cancelled' } });
  const rouble = sampleClaim({ money: { ...sampleClaim().money, payment: null } });
  const SAMPLES: { [name: string]: object[] } = {
    'samo-claim--bitrix24-deal': [sampleClaim(), cancelled, rouble].map((claim) => ({ ...claim, links })),
    'samo-service--bitrix24-product-row': [sampleService()],
    'samo-buyer--bitrix24-contact': [{ ...contactPerson(samplePerson()), links }],
    'samo-agency--bitrix24-company': [sampleAgency()],
  };
  const rules = Object.values(library.specs).flatMap((spec) => spec.rules.map((rule) => ({ name: spec.name, id: rule.id })));

  function results(spec: Spec): Json {
    const mapping = compile(spec, library);
    return (SAMPLES[spec.name] ?? []).map((left) => mapping.toRight(left, context).fields);
  }

  test.each(rules)('$name: $id', ({ name, id }) => {
    const spec = specOf(name);
    const without = { ...spec, rules: spec.rules.filter((rule) => rule.id !== id) };
    expect(results(without)).not.toEqual(results(spec));
  });
});
