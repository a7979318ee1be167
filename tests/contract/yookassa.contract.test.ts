import type { RawRequest } from '../../connectors/sdk/contract.ts';
import type { YookassaClient } from '../../connectors/yookassa/client.ts';
import { yookassa } from '../../connectors/yookassa/index.ts';
import { type YookassaOptions, yookassaOptions } from '../../connectors/yookassa/options.ts';
import type { ExpectedFailure } from '../support/twin-control.ts';
import { describeConformance } from './conformance.ts';

function answers(code: string, kind: ExpectedFailure['kind'], when: string): ExpectedFailure {
  return { call: 'read', kind, when, rule: { operation: 'payments.get', kind: 'error', share: 1, code } };
}
function broken(how: string, kind: ExpectedFailure['kind'], when: string): ExpectedFailure {
  return { call: 'read', kind, when, rule: { operation: 'payments.get', kind: how, share: 1 } };
}

const options = yookassaOptions.parse({ shopId: '100500', secretKey: 'test_key' });

function notified(body: string, senderAddress?: string): RawRequest {
  const request = { method: 'POST', headers: {}, query: '', body: new TextEncoder().encode(body) };
  return senderAddress === undefined ? request : { ...request, senderAddress };
}

const FROM = '185.71.76.5';
const succeeded = '{"type":"notification","event":"payment.succeeded","object":{"id":"22e12f66-000f-5000-8000-18db351245c7"}}';

describeConformance<YookassaOptions, YookassaClient>('yookassa', {
  twin: 'yookassa',
  connector: yookassa,
  configure: ({ options: said }) => ({ ...(said as object), requestsPerSecond: 20 }),
  prepare: (twin) => twin.seed(2),
  async read(client, twin) {
    const [payment] = await twin.state<{ id: string }>('payments');
    return client.getPayment(payment?.id ?? '');
  },
  failures: [
    answers('401', 'auth', 'does not know the key'),
    answers('403', 'permission', 'forbids it'),
    answers('400', 'validation', 'does not understand'),
    answers('405', 'config', 'has no such address'),
    answers('500', 'transient', 'reports an error'),
    broken('drop', 'transient', 'drops the connection'),
    broken('html', 'transient', 'hides behind a gateway page'),
    broken('truncate', 'transient', 'cuts its answer'),
    broken('rate_limit', 'rate_limited', 'asks to slow down'),
  ],
  writes: [],
  pull: { skip: 'notifications are repeated for a day; there is no feed' },
  hook: {
    options,
    withoutSecret: { ...options, secretKey: '' },
    valid: notified(succeeded, FROM),
    wrongSignature: notified(succeeded, '203.0.113.9'),
    noSignature: notified(succeeded),
    malformed: notified('{"type":"notification"', FROM),
  },
  longIds: { skip: 'ids are texts' },
  tokens: { skip: 'a key is entered by a person; none is refreshed' },
});
