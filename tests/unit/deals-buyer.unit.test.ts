import { describe, expect, test } from 'vitest';
import { buyerIdentity, contactPerson } from '../../domain/deals/buyer.ts';
import { statusProblems } from '../../domain/deals/status-problems.ts';
import { phoneToE164 } from '../../mappings/engine/functions/contacts.ts';
import { sampleAgency, sampleClaim, samplePerson } from '../support/claims.ts';

const identityOf = (buyer: Parameters<typeof buyerIdentity>[0]) => buyerIdentity(buyer, (phone) => phoneToE164(phone));

describe('a person who pays', () => {
  test('is known by key, then by phone, then by e-mail', () => {
    expect(identityOf(samplePerson())).toEqual({
      entity: 'contact',
      keys: [
        { kind: 'booking_key', value: '9001' },
        { kind: 'phone', value: '+79000000001' },
        { kind: 'email', value: 'ivanov@example.com' },
      ],
    });
  });

  test('is known by phone where there is no key', () => {
    expect(identityOf(samplePerson({ key: null }))?.keys[0]).toEqual({ kind: 'phone', value: '+79000000001' });
  });

  test('keeps the key when the phone changes', () => {
    expect(identityOf(samplePerson({ phone: 'нет' }))?.keys[0]).toEqual({ kind: 'booking_key', value: '9001' });
  });

  test('is nobody when nothing identifies them', () => {
    expect(identityOf(samplePerson({ phone: null, key: null, email: '' }))).toBeNull();
  });

  test('is the contact, with the traveller in whom changes are stored', () => {
    expect(contactPerson(samplePerson())).toMatchObject({ name: 'ИВАНОВ ИВАН ПЕТРОВИЧ', touristKey: '501' });
    expect(contactPerson(samplePerson())).not.toHaveProperty('kind');
  });
});

describe('an agency that pays', () => {
  test('is known by its key, then by a right taxpayer number, never by phone', () => {
    expect(identityOf(sampleAgency())).toEqual({
      entity: 'company',
      keys: [
        { kind: 'agency_key', value: '300' },
        { kind: 'inn', value: '7707083893' },
      ],
    });
    expect(identityOf(sampleAgency({ key: null, inn: '7707083894' }))).toBeNull();
  });

  test('has a contact only if it names one', () => {
    expect(contactPerson(sampleAgency())).toMatchObject({ name: 'ПЕТРОВА МАРИЯ', touristKey: null });
    expect(contactPerson(sampleAgency({ contactName: null }))).toBeNull();
  });
});

describe('a claim', () => {
  test('that is sound leaves nothing to a person', () => {
    expect(statusProblems(sampleClaim())).toEqual([]);
  });

  test('leaves every axis that is not understood and a missing buyer to a person', () => {
    const claim = sampleClaim({ status: { booking: 'unknown', payment: 'unknown', cancel: 'unknown' }, buyer: null });
    const problems = statusProblems(claim);
    expect(problems.map((problem) => problem.code)).toEqual([
      'BOOKING_STATUS_UNKNOWN',
      'PAYMENT_STATUS_UNKNOWN',
      'CANCEL_STATUS_UNKNOWN',
      'BUYER_MISSING',
    ]);
    for (const { sentence } of problems) expect(sentence.ru + sentence.en).toContain('123456');
  });
});
