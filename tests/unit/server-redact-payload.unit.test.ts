import { expect, test } from 'vitest';
import { readBody, redactPayload } from '../../server/redact-payload.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('a payload keeps its structure and what machines say, and loses what is about a person', () => {
  const shown = redactPayload({
    event: 'booking.paid',
    claimId: 1234567890,
    paidAt: '2026-11-22T08:30:00Z',
    amount: '125000.00',
    customer: { name: 'Соколова Анна', phone: '+79000000012', email: 'anna@example.com' },
    comment: 'Просит перезвонить после шести',
    family: 'Соколова',
    doc: '4507123456',
    passport: { number: '4507123456', issued: '2019-04-01' },
    tags: ['vip', 'повтор'],
  });
  expect(shown).toMatchObject({
    event: 'booking.paid',
    claimId: 1234567890,
    paidAt: '2026-11-22T08:30:00Z',
    amount: '125000.00',
  });
  const text = JSON.stringify(shown);
  for (const personal of ['Соколова', 'Анна', '79000000012', 'anna@', 'перезвонить', '4507123456', '2019-04-01', 'повтор'])
    expect(text).not.toContain(personal);
});

test('what opens doors is never shown, whatever it looks like', () => {
  const body = 'event=ONCRMDEALUPDATE&data%5BFIELDS%5D%5BID%5D=88&auth%5Bapplication_token%5D=abc123&auth%5Bmember_id%5D=m1';
  const tree = readBody('application/x-www-form-urlencoded', bytes(body));
  expect(tree).toEqual({
    event: 'ONCRMDEALUPDATE',
    data: { FIELDS: { ID: '88' } },
    auth: { application_token: 'abc123', member_id: 'm1' },
  });
  expect(redactPayload(tree)).toMatchObject({
    event: 'ONCRMDEALUPDATE',
    data: { FIELDS: { ID: '88' } },
    auth: { application_token: '‹secret›' },
  });
});

test('a body of another kind is not shown at all', () => {
  expect(readBody('text/xml', bytes('<a>Соколова</a>'))).toBeNull();
  expect(readBody('application/json', bytes('{"broken"'))).toBeNull();
});

test('names of the prototype in a form are only names', () => {
  const tree = readBody('application/x-www-form-urlencoded', bytes('__proto__[admin]=1&a[__proto__][b]=2'));
  expect(({} as { admin?: string }).admin).toBeUndefined();
  expect(JSON.stringify(tree)).not.toContain('__proto__');
});
