import { describe, expect, test } from 'vitest';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { bitrix24Options, connected, WEBHOOK_SECRET } from '../support/bitrix24.ts';
import { ok, scriptedPortal as portal, refusal } from '../support/bitrix24-script.ts';
import { httpDeps } from '../support/http-deps.ts';

const contactFields = {
  id: { type: 'integer', isReadOnly: true, upperName: 'ID' },
  name: { type: 'string', upperName: 'NAME' },
  fm: { type: 'crm_multifield', isMultiple: true, upperName: 'FM' },
  ufCrm_172: { type: 'enumeration', upperName: 'UF_CRM_172', items: [{ ID: '1', VALUE: 'Постоянный' }] },
};

const contact = (more: object = {}) => ({ item: { id: 5, name: 'Анна', updatedTime: '2026-05-01T12:00:00+03:00', ...more } });

function clientOf(url: string, more: { [option: string]: unknown } = {}) {
  return bitrix24.connect(connected(bitrix24Options({ portal: url, privateNetworks: ['127.0.0.0/8'], ...more })));
}

describe('records', () => {
  test('a custom field goes by its original name and an option by its text, both ways', async () => {
    let sent: unknown;
    const { url } = await portal({
      'crm.item.fields': () => ok({ fields: contactFields }),
      'crm.item.update': (params) => {
        sent = params['fields'];
        return ok(contact({ ufCrm_172: 1 }));
      },
      'crm.item.get': () => ok(contact({ ufCrm_172: 1, fm: [] })),
    });
    const record = await clientOf(url).update('contact', '5', { UF_CRM_172: 'Постоянный' });
    expect(sent).toEqual({ ufCrm_172: '1' });
    expect(record.fields).toMatchObject({ UF_CRM_172: 'Постоянный', phones: [], emails: [] });
  });

  test('an item that the portal lost to [] is an error, never a record', async () => {
    const { url } = await portal({
      'crm.item.fields': () => ok({ fields: contactFields }),
      'crm.item.list': () => ok({ items: [[], []] }),
    });
    await expect(clientOf(url).getRecords('contact', ['1', '2'])).rejects.toMatchObject({
      kind: 'bug',
      code: 'B24_UNEXPECTED_RESULT',
    });
  });

  test('a new option of the portal is learnt when it is first met', async () => {
    const grown = { ...contactFields.ufCrm_172, items: [...contactFields.ufCrm_172.items, { ID: '2', VALUE: 'Новый' }] };
    const { url } = await portal({
      'crm.item.fields': (_params, call) => ok({ fields: call === 1 ? contactFields : { ...contactFields, ufCrm_172: grown } }),
      'crm.item.get': () => ok(contact({ ufCrm_172: 2 })),
    });
    let now = 1_000_000;
    const options = bitrix24Options({ portal: url, privateNetworks: ['127.0.0.0/8'] });
    const client = bitrix24.connect(connected(options, { clock: { now: () => now } }));
    expect((await client.getRecord('contact', '5'))?.fields['UF_CRM_172']).toBe('2');
    now += 60_000;
    expect((await client.getRecord('contact', '5'))?.fields['UF_CRM_172']).toBe('Новый');
  });

  test('a field that the portal would silently ignore is refused and nothing is sent', async () => {
    const { url, calls } = await portal({ 'crm.item.fields': () => ok({ fields: contactFields }) });
    const client = clientOf(url);
    await expect(client.update('contact', '5', { UF_CRM_GONE: 'x' })).rejects.toMatchObject({ kind: 'validation' });
    await expect(client.update('contact', '5', { id: '6' })).rejects.toMatchObject({ kind: 'validation' });
    expect(calls).not.toContain('crm.item.update');
  });
});

describe('writes', () => {
  test('phones are changed by the ids of their entries, never by a list', async () => {
    let sent: unknown;
    const fm = [{ id: 9, typeId: 'PHONE', valueType: 'MOBILE', value: '8 900 000-00-01' }];
    const { url } = await portal({
      'crm.item.fields': () => ok({ fields: contactFields }),
      'crm.item.get': (_params, call) => ok(contact({ fm: call === 1 ? fm : [{ ...fm[0], value: '+79000000002' }] })),
      'crm.item.update': (params) => {
        sent = params['fields'];
        return ok(contact());
      },
    });
    const record = await clientOf(url).update('contact', '5', { phones: ['+79000000002'] });
    expect(sent).toEqual({ fm: { 9: { typeId: 'PHONE', valueType: 'MOBILE', value: '+79000000002' } } });
    expect(record.fields['phones']).toEqual(['+79000000002']);
  });

  test('a reread that fails after a create does not make the create fail', async () => {
    const { url } = await portal({
      'crm.item.fields': () => ok({ fields: contactFields }),
      'crm.item.add': () => ok(contact()),
      'crm.item.get': () => refusal(400, 'INTERNAL_SERVER_ERROR'),
    });
    const record = await clientOf(url).add('contact', { name: 'Анна', phones: ['+79000000001'] }, 'link-1');
    expect(record.id).toBe('5');
    expect(record.fields).not.toHaveProperty('phones');
  });

  test('a create that breaks off is unknown, and so is one with an unreadable answer', async () => {
    const { url } = await portal({
      'crm.item.fields': () => ok({ fields: contactFields }),
      'crm.item.add': (_params, call) => (call === 1 ? 'hang up' : ok({ item: [] })),
    });
    const client = clientOf(url);
    await expect(client.add('contact', { name: 'Анна' }, 'link-1')).rejects.toMatchObject({ kind: 'unknown_outcome' });
    await expect(client.add('contact', { name: 'Анна' }, 'link-1')).rejects.toMatchObject({ kind: 'unknown_outcome' });
  });
});

describe('limits', () => {
  test('a method near its time budget rests until its reset, others go on', async () => {
    let now = 1_700_000_000_000;
    const resetAt = now / 1_000 + 300;
    const { url, calls } = await portal({
      'crm.duplicate.findbycomm': () => ok([], { time: { operating: 470, operating_reset_at: resetAt } }),
      'crm.item.productrow.list': () => ok({ productRows: [] }, { time: { operating: 1, operating_reset_at: resetAt } }),
    });
    const options = bitrix24Options({ portal: url, privateNetworks: ['127.0.0.0/8'] });
    const client = bitrix24.connect(connected(options, { clock: { now: () => now } }));
    await client.findByCommunication('contact', { email: 'a@example.com' });
    const resting = client.findByCommunication('contact', { email: 'a@example.com' });
    await expect(resting).rejects.toMatchObject({ kind: 'rate_limited', untilMs: resetAt * 1_000 });
    await client.getProductRows('1');
    now = resetAt * 1_000;
    await client.findByCommunication('contact', { email: 'a@example.com' });
    expect(calls).toEqual(['crm.duplicate.findbycomm', 'crm.item.productrow.list', 'crm.duplicate.findbycomm']);
  });

  test('a blocked method is not called again before the reset that was last announced', async () => {
    const resetAt = Math.ceil(Date.now() / 1_000) + 300;
    const { url, calls } = await portal({
      'crm.duplicate.findbycomm': (_params, call) =>
        call === 1
          ? ok([], { time: { operating: 100, operating_reset_at: resetAt } })
          : {
              status: 429,
              body: { error: 'OPERATION_TIME_LIMIT', error_description: 'Method is blocked due to operation time limit.' },
            },
    });
    const client = clientOf(url);
    await client.findByCommunication('contact', { email: 'a@example.com' });
    for (let i = 0; i < 2; i++)
      await expect(client.findByCommunication('contact', { email: 'a@example.com' })).rejects.toMatchObject({
        kind: 'rate_limited',
        untilMs: resetAt * 1_000,
      });
    expect(calls).toHaveLength(2);
  });

  test('the request budget follows the plan and names the portal', () => {
    expect(bitrix24.budgets(bitrix24Options())).toEqual([{ scope: 'b24:tour.bitrix24.example:rate', rate: 2, burst: 40 }]);
    expect(bitrix24.budgets(bitrix24Options({ plan: 'enterprise' }))).toMatchObject([{ rate: 5, burst: 225 }]);
  });

  test('"too many requests" does not open the circuit breaker', async () => {
    const { url } = await portal({
      'crm.item.productrow.list': () => ({
        status: 503,
        body: { error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' },
      }),
    });
    const failures: string[] = [];
    const breaker = {
      admit: async () => undefined,
      success: () => undefined,
      failure: (scope: string) => void failures.push(scope),
      unused: () => undefined,
    };
    const options = bitrix24Options({ portal: url, privateNetworks: ['127.0.0.0/8'] });
    const client = bitrix24.connect(connected(options, { breaker }));
    await expect(client.getProductRows('1')).rejects.toMatchObject({ kind: 'rate_limited' });
    expect(failures).toEqual([]);
  });
});

test('the secret of the webhook appears in no error and no log line', async () => {
  const { url } = await portal({
    'crm.item.productrow.list': () => ({
      status: 401,
      body: { error: 'INVALID_CREDENTIALS', error_description: `bad ${WEBHOOK_SECRET}` },
    }),
  });
  const deps = httpDeps({ secrets: [WEBHOOK_SECRET] });
  const options = bitrix24Options({ portal: url, privateNetworks: ['127.0.0.0/8'] });
  const client = bitrix24.connect(connected(options, deps));
  const error = await client.getProductRows('1').catch((caught) => caught);
  expect(error).toMatchObject({ kind: 'auth' });
  expect(JSON.stringify([error, error.message, error.detail, error.stack, deps.lines])).not.toContain(WEBHOOK_SECRET);
});

describe('options', () => {
  const refusals = (more: object) =>
    bitrix24.options
      .safeParse({ auth: 'webhook', portal: 'https://tour.bitrix24.example', webhookUserId: '17', webhookSecret: 's', ...more })
      .error?.issues.map((issue) => issue.path.join('.')) ?? [];

  test.each([
    ['complete', {}, []],
    ['a slash at the end of the address', { portal: 'https://tour.bitrix24.example/' }, []],
    ['the whole webhook address', { portal: 'https://tour.bitrix24.example/rest/17/abc/' }, ['portal']],
    ['plain http on the internet', { portal: 'http://tour.bitrix24.example' }, ['portal']],
    [
      'plain http in a granted network, with a base path',
      { portal: 'http://127.0.0.1:8090/bitrix24', privateNetworks: ['127.0.0.0/8'] },
      [],
    ],
    ['no address', { portal: 'tour' }, ['portal']],
    ['a webhook without its code', { webhookSecret: undefined }, ['webhookSecret']],
    ['an application without its keys', { auth: 'oauth' }, ['clientId', 'clientSecret']],
  ])('%s', (_name, more, refused) => {
    expect(refusals(more)).toEqual(refused);
  });
});
