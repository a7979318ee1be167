import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { smsc } from '../../connectors/smsc/index.ts';
import { smscOptions } from '../../connectors/smsc/options.ts';
import { numberOf } from '../../connectors/smsc/send.ts';

const options = smscOptions.parse({ login: 'tour', password: 'unit-password', callbackSecret: 'unit-notices' });

function notice(status: string, change: Record<string, string> = {}) {
  const form = { id: '815', phone: '79000000001', status, ts: '1795400000', err: '0', ...change };
  const sha1 = createHash('sha1').update(`${form.id}:${form.phone}:${form.status}:unit-notices`).digest('hex');
  return { method: 'POST', headers: {}, query: '', body: Buffer.from(new URLSearchParams({ ...form, sha1 }).toString()) };
}

test.each([
  ['1', 'delivered'],
  ['2', 'delivered'],
  ['4', 'delivered'],
  ['22', 'address'],
  ['-2', 'message'],
  ['3', 'message'],
  ['20', 'message'],
  ['23', 'message'],
  ['24', 'message'],
  ['25', 'message'],
])('a notice of state %s says: %s', (status, verdict) => {
  const request = notice(status);
  expect(smsc.hook?.verify(request, options)).toBe(true);
  expect(smsc.hook?.parse(request, options)).toMatchObject([
    {
      kind: 'fact',
      entity: 'delivery_report',
      id: '815',
      body: { message: '815', address: '+79000000001', verdict, code: status },
    },
  ]);
});

test.each(['-1', '0'])('a notice of state %s says nothing: the message is on its way', (status) => {
  expect(smsc.hook?.parse(notice(status), options)).toEqual([]);
});

test('a notice that was changed on its way is not let in, and its phone stands in no key', () => {
  const request = notice('1');
  const changed = { ...request, body: Buffer.from(request.body.toString().replace('status=1', 'status=22')) };
  expect(smsc.hook?.verify(changed, options)).toBe(false);
  const [event] = smsc.hook?.parse(notice('20', { err: '248' }), options) ?? [];
  expect(event).toMatchObject({ body: { code: '20/248' } });
  expect(JSON.stringify({ ...event, body: null })).not.toContain('9000000001');
});

test('a message has one number of 31 bits, whatever its key', () => {
  const numbers = Array.from({ length: 2_000 }, (_, n) => numberOf(`dlv_${n}`));
  for (const number of numbers) expect(Number.isInteger(number) && number >= 1 && number <= 2_147_483_647).toBe(true);
  expect(numberOf('dlv_7')).toBe(numbers[7]);
  expect(new Set(numbers).size).toBe(numbers.length);
});
