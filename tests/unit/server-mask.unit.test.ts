import { expect, test } from 'vitest';
import { maskEmail, maskFields, maskName, maskPhone, maskText, maskValue } from '../../server/mask.ts';

test('a phone keeps its country, its code and its last four digits', () => {
  expect(maskPhone('+79000000012')).toBe('+7900***0012');
  expect(maskPhone('8 (900) 000-00-12')).toBe('8900***0012');
  expect(maskPhone('12345')).toBe('***');
});

test('an e-mail keeps its first letter and its domain', () => {
  expect(maskEmail('ivan@example.com')).toBe('i***@example.com');
  expect(maskEmail('not an address')).toBe('***');
});

test('a name becomes initials', () => {
  expect(maskName('Соколова Анна Игоревна')).toBe('С. А. И.');
  expect(maskName('SOKOLOVA ANNA')).toBe('S. A.');
});

test('phones and e-mails inside a text are masked, dates, money and numbers are not', () => {
  expect(maskText('Позвонить на +7 900 000-00-12 или ivan@example.com до 2026-11-21 10:00')).toBe(
    'Позвонить на +7900***0012 или i***@example.com до 2026-11-21 10:00',
  );
  for (const plain of ['123456', '150000.00|RUB', '2026-11-21T10:00:00+03:00', '12345678901', 'lnk_3q9w8e7r6t5y4u3i'])
    expect(maskText(plain)).toBe(plain);
});

test('a field that is personal by its name never shows its value', () => {
  expect(
    maskFields({
      lastName: 'Соколова',
      phones: ['+79000000012'],
      emails: ['ivan@example.com'],
      born: '1990-05-01',
      comments: 'Клиент просит номер с видом на море',
      UF_CRM_UZEL_TOURISTS: 'SOKOLOVA ANNA, PETROV OLEG (12.03.2015)',
      stage: 'CONFIRMED',
      opportunity: '150000.00',
      companyId: { $link: 'lnk_3q9w8e7r6t5y4u3i' },
    }),
  ).toEqual({
    lastName: 'С.',
    phones: ['+7900***0012'],
    emails: ['i***@example.com'],
    born: '****-**-**',
    comments: '***',
    UF_CRM_UZEL_TOURISTS: 'S. A., ***',
    stage: 'CONFIRMED',
    opportunity: '150000.00',
    companyId: { $link: 'lnk_3q9w8e7r6t5y4u3i' },
  });
});

test('names of services are not names of people', () => {
  const rows = [{ name: 'Sunrise Beach Hotel 5*', price: '90000.00', quantity: 1 }];
  expect(maskValue('productRows', rows)).toEqual(rows);
});

test('what the mapping says of a field wins over its name', () => {
  expect(maskValue('UF_CRM_CODE', 'Соколова Анна', 'person')).toBe('С. А.');
  expect(maskValue('name', 'Турагентство «Пример»', 'none')).toBe('Турагентство «Пример»');
});

test('the sides of a conflict are masked by their field', () => {
  expect(maskValue('phones', { base: null, left: ['+79000000012'], right: ['+79000000034'] })).toEqual({
    base: null,
    left: ['+7900***0012'],
    right: ['+7900***0034'],
  });
  expect(maskValue('', { lastName: { sent: 'Соколова', kept: 'Сокол' } })).toEqual({ lastName: { sent: 'С.', kept: 'С.' } });
});
