import { expect, test } from 'vitest';
import { samoOptions } from '../../connectors/samo/options.ts';
import { createScrub } from '../../connectors/samo/scrub.ts';
import { createRedactor } from '../../connectors/sdk/redact.ts';

const options = samoOptions.parse({
  url: 'https://samo.example/service.php',
  login: 'partner-login',
  password: 'pass-word-1',
  clientSecret: 'client-secret-1',
  wspayLogin: 'bank-login',
});
const scrub = createScrub(options, createRedactor(['pass-word-1', 'client-secret-1']));

test('requirement 13: secrets and logins do not come through', () => {
  const told = scrub('partner-login / PARTNER-LOGIN / bank-login / pass-word-1 / client-secret-1');
  for (const word of ['partner', 'bank', 'pass-word', 'secret-1']) expect(told.toLowerCase()).not.toContain(word);
});

test('requirement 13: whatever the call sent does not come back, in whatever case', () => {
  const sent = { claimDocument: { peoples: { people: [{ $: { name: 'ТЕСТОВА АННА', pnumber: '9900001', inn: '(99)+' } }] } } };
  const told = scrub('Турист Тестова Анна, паспорт № 9900001 (99)+ неверен', sent);
  expect(told).toBe('Турист ‹…›, паспорт № ‹…› ‹…› неверен');
});

test('requirement 13: names and passports that SAMO holds are recognised by how it writes them', () => {
  expect(scrub('Дубль: ПЕТРОВ-ВОДКИН ПЁТР O’NEIL, 99 9900001, 759900001')).toBe('Дубль: ‹…› ‹…› ‹…›, ‹number›, ‹number›');
});

test('the sentence itself stays readable', () => {
  expect(scrub('Нет места в отеле, осталось 3 дня')).toBe('Нет места в отеле, осталось 3 дня');
});
