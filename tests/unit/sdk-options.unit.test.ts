import { expect, test } from 'vitest';
import { z } from 'zod';
import { mergeSecrets, optionsForm, secretValues, splitSecrets } from '../../connectors/sdk/secrets.ts';

const connector = {
  options: z.object({
    url: z.url().meta({ label: { ru: 'Адрес', en: 'Address' } }),
    token: z.string().meta({ secret: true }),
    backup: z.string().meta({ secret: true }).optional(),
    rate: z.number().default(1),
    mode: z.enum(['a', 'b']),
  }),
};

test('secrets are parted from open options, wrapped ones too', () => {
  const split = splitSecrets(connector, { url: 'https://example.com', token: 'T0K', backup: 'B4K', rate: 2 });
  expect(split).toEqual({ open: { url: 'https://example.com', rate: 2 }, secret: { token: 'T0K', backup: 'B4K' } });
  expect(secretValues(connector, { ...split.open, ...split.secret })).toEqual(['T0K', 'B4K']);
});

test('a form that leaves a secret empty keeps the stored one', () => {
  expect(mergeSecrets({ rate: 2 }, { token: 'T0K' }, { token: '' })).toEqual({ rate: 2, token: 'T0K' });
  expect(mergeSecrets({ rate: 2 }, { token: 'T0K' }, { token: 'new' })).toEqual({ rate: 2, token: 'new' });
});

test('the form knows labels, defaults, choices and what is required', () => {
  const { fields } = optionsForm(connector);
  expect(fields.map(({ name, required, secret }) => [name, required, secret])).toEqual([
    ['url', true, false],
    ['token', true, true],
    ['backup', false, true],
    ['rate', false, false],
    ['mode', true, false],
  ]);
  expect(fields[0]?.schema).toMatchObject({ label: { ru: 'Адрес', en: 'Address' } });
  expect(fields[3]?.schema).toMatchObject({ type: 'number', default: 1 });
  expect(fields[4]?.schema).toMatchObject({ enum: ['a', 'b'] });
});
