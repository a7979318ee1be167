import { expect, test } from 'vitest';
import { weaknessOf } from '../../server/auth/password.ts';

const anna = { name: 'Соколова Анна', email: 'anna.sokolova@example.com' };

test.each(['верблюд-сливки-окно-27', 'correct horse battery staple', 'kx7-mmq-29v-tzr', 'ЖЖЖуравль над болотом'])(
  '%s is taken',
  (password) => expect(weaknessOf(password, anna)).toBeNull(),
);

test.each([
  ['short', 'too short'],
  ['aaaaaaaaaaaaaaaa', 'one letter'],
  ['qwertyuiop[]123', 'a row of the keyboard'],
  ['йцукенгшщзхъ1', 'the same row in Russian'],
  ['0123456789012', 'digits in order'],
  ['password123456', 'a word that everybody takes'],
  ['Соколова-2026', 'her name'],
  ['anna.sokolova1', 'her address'],
])('%s is refused: %s', (password) => expect(weaknessOf(password, anna)).not.toBeNull());
