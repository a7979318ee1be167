import { describe, expect, test } from 'vitest';
import { tbank } from '../../connectors/tbank/index.ts';
import { tbankOptions } from '../../connectors/tbank/options.ts';
import { tokenOf } from '../../connectors/tbank/token.ts';
import { yookassa } from '../../connectors/yookassa/index.ts';
import { yookassaOptions } from '../../connectors/yookassa/options.ts';

describe("T-Bank's token", () => {
  const fields = {
    TerminalKey: 'MerchantTerminalKey',
    Amount: '19200',
    OrderId: '21090',
    Description: 'Подарочная карта на 1000 рублей',
  };

  test.each([
    [
      'as the documentation prints it',
      fields,
      'usaf8fw8fsw21g',
      '0024a00af7c350a3a67ca168ce06502aa72772456662e38696d48b56ee9c97d9',
    ],
    [
      'of another order',
      { ...fields, OrderId: '00000' },
      '11111111111111',
      '72dd466f8ace0a37a1f740ce5fb78101712bc0665d91a8108c7c8a0ccd426db2',
    ],
    [
      'whatever is nested',
      { ...fields, Receipt: { Items: [1] }, DATA: ['x'], Token: 'f' },
      'usaf8fw8fsw21g',
      '0024a00af7c350a3a67ca168ce06502aa72772456662e38696d48b56ee9c97d9',
    ],
    [
      'with a number for a text',
      { ...fields, Amount: 19200 },
      'usaf8fw8fsw21g',
      '0024a00af7c350a3a67ca168ce06502aa72772456662e38696d48b56ee9c97d9',
    ],
  ])('%s', (_, signed, password, token) => expect(tokenOf(signed, password)).toBe(token));

  test('holds for a payment number that no double can hold', () => {
    const options = tbankOptions.parse({ terminalKey: 'T', password: 'p' });
    const token = tokenOf({ TerminalKey: 'T', PaymentId: '9007199254740993' }, 'p');
    const body = new TextEncoder().encode(`{"TerminalKey":"T","PaymentId":9007199254740993,"Token":"${token}"}`);
    const request = { method: 'POST', headers: {}, query: '', body };
    expect(tbank.hook?.verify(request, options)).toBe(true);
    expect(tbank.hook?.parse(request)).toEqual([{ kind: 'hint', entity: 'payment', id: '9007199254740993' }]);
  });

  test('of another terminal is refused', () => {
    const options = tbankOptions.parse({ terminalKey: 'T', password: 'p' });
    const fieldsOfOther = { TerminalKey: 'Other', PaymentId: '1' };
    const body = new TextEncoder().encode(JSON.stringify({ ...fieldsOfOther, Token: tokenOf(fieldsOfOther, 'p') }));
    expect(tbank.hook?.verify({ method: 'POST', headers: {}, query: '', body }, options)).toBe(false);
  });
});

describe("YooKassa's senders", () => {
  const options = yookassaOptions.parse({ shopId: '1', secretKey: 'k' });
  test.each([
    ['185.71.76.0', true],
    ['185.71.76.31', true],
    ['185.71.76.32', false],
    ['185.71.77.31', true],
    ['77.75.153.127', true],
    ['77.75.153.128', false],
    ['77.75.154.128', true],
    ['77.75.154.127', false],
    ['77.75.156.11', true],
    ['77.75.156.12', false],
    ['77.75.156.35', true],
    ['::ffff:77.75.156.35', true],
    ['127.0.0.1', false],
    ['no address', false],
  ])('%s', (senderAddress, taken) => {
    const request = { method: 'POST', headers: {}, query: '', body: new Uint8Array(), senderAddress };
    expect(yookassa.hook?.verify(request, options)).toBe(taken);
  });

  test('what is told of a refund sends the hub to its payment', () => {
    const body = new TextEncoder().encode(
      '{"type":"notification","event":"refund.succeeded","object":{"id":"r-1","payment_id":"p-1","status":"succeeded"}}',
    );
    expect(yookassa.hook?.parse({ method: 'POST', headers: {}, query: '', body })).toEqual([
      { kind: 'hint', entity: 'payment', id: 'p-1' },
    ]);
  });
});
