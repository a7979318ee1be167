import type { RawRequest } from '../../connectors/sdk/contract.ts';
import type { TbankClient } from '../../connectors/tbank/client.ts';
import { tbank } from '../../connectors/tbank/index.ts';
import { type TbankOptions, tbankOptions } from '../../connectors/tbank/options.ts';
import { tokenOf } from '../../connectors/tbank/token.ts';
import type { ExpectedFailure } from '../support/twin-control.ts';
import { describeConformance } from './conformance.ts';

function answers(code: string, kind: ExpectedFailure['kind'], when: string): ExpectedFailure {
  return { call: 'read', kind, when, rule: { operation: 'GetState', kind: 'error', share: 1, code } };
}
function broken(how: string, kind: ExpectedFailure['kind'], when: string): ExpectedFailure {
  return { call: 'read', kind, when, rule: { operation: 'GetState', kind: how, share: 1 } };
}

const PASSWORD = 'contract-password';
const options = tbankOptions.parse({ terminalKey: 'TestTerminal', password: PASSWORD });
const fields = { TerminalKey: 'TestTerminal', OrderId: '51234', Success: true, Status: 'CONFIRMED', Amount: 19200 };

function notified(body: object): RawRequest {
  return { method: 'POST', headers: {}, query: '', body: new TextEncoder().encode(JSON.stringify(body)) };
}
const signed = (body: { [name: string]: string | number | boolean }, password = PASSWORD) =>
  notified({ ...body, Token: tokenOf(body, password) });

describeConformance<TbankOptions, TbankClient>('tbank', {
  twin: 'tbank',
  connector: tbank,
  configure: ({ options: said }) => ({ ...(said as object), requestsPerSecond: 20 }),
  prepare: (twin) => twin.seed(2),
  async read(client, twin) {
    const [payment] = await twin.state<{ id: string }>('payments');
    return client.getPayment(payment?.id ?? '');
  },
  failures: [
    answers('204', 'auth', 'does not accept the token'),
    answers('202', 'permission', 'has blocked the terminal'),
    answers('9999', 'transient', 'asks to repeat later'),
    answers('1234', 'validation', 'refuses by a code that nobody knows'),
    answers('http404', 'config', 'is not there'),
    answers('http500', 'transient', 'reports an error'),
    broken('drop', 'transient', 'drops the connection'),
    broken('html', 'transient', 'hides behind a gateway page'),
    broken('truncate', 'transient', 'cuts its answer'),
    broken('rate_limit', 'rate_limited', 'asks to slow down'),
  ],
  writes: [],
  pull: { skip: 'notifications are repeated every hour; there is no feed' },
  hook: {
    options,
    withoutSecret: { ...options, password: '' },
    valid: signed({ ...fields, PaymentId: 13660 }),
    wrongSignature: signed({ ...fields, PaymentId: 13660 }, 'another-password'),
    noSignature: notified({ ...fields, PaymentId: 13660 }),
    malformed: signed(fields),
  },
  longIds: async (client, twin) => {
    const held = (await twin.state<{ id: string }>('payments')).map(({ id }) => id);
    const read = await Promise.all(held.map(async (id) => (await client.getPayment(id))?.id ?? ''));
    return { held, read };
  },
  tokens: { skip: 'requests are signed; nothing is refreshed' },
});
