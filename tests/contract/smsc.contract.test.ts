import { createHash } from 'node:crypto';
import type { RawRequest } from '../../connectors/sdk/contract.ts';
import { type SmscClient, type SmscOptions, smsc } from '../../connectors/smsc/index.ts';
import { smscOptions } from '../../connectors/smsc/options.ts';
import type { ExpectedFailure } from '../support/twin-control.ts';
import { describeConformance } from './conformance.ts';

function answers(call: 'read' | 'write', code: string, kind: ExpectedFailure['kind'], when: string): ExpectedFailure {
  return { call, kind, when, rule: { operation: call === 'read' ? 'balance' : 'send', kind: 'error', share: 1, code } };
}
function broken(call: 'read' | 'write', how: string, kind: ExpectedFailure['kind'], when: string): ExpectedFailure {
  return { call, kind, when, rule: { operation: call === 'read' ? 'balance' : 'send', kind: how, share: 1 } };
}

const SECRET = 'contract-notices';
const options = smscOptions.parse({ login: 'tour', password: 'contract-password', callbackSecret: SECRET });
const notice = { id: '815', phone: '79000000001', status: '1', ts: '1795400000', err: '0' };

function posted(form: Record<string, string>): RawRequest {
  return { method: 'POST', headers: {}, query: '', body: new TextEncoder().encode(new URLSearchParams(form).toString()) };
}
function signed(form: typeof notice, secret = SECRET): RawRequest {
  const sha1 = createHash('sha1').update(`${form.id}:${form.phone}:${form.status}:${secret}`).digest('hex');
  return posted({ ...form, sha1 });
}

describeConformance<SmscOptions, SmscClient>('smsc', {
  twin: 'smsc',
  connector: smsc,
  configure: ({ options: said }) => ({ ...(said as object), privateNetworks: ['127.0.0.0/8'] }),
  prepare: async () => undefined,
  read: (client) => client.balance(),
  failures: [
    answers('read', '2', 'auth', 'does not accept login and password'),
    answers('read', '9', 'rate_limited', 'sees too many requests'),
    answers('read', 'http500', 'transient', 'reports an error'),
    answers('read', 'http404', 'config', 'is not there'),
    answers('read', 'http403', 'auth', 'lets nobody in'),
    answers('read', 'http429', 'rate_limited', 'is asked too often'),
    broken('read', 'drop', 'transient', 'drops the connection'),
    broken('read', 'html', 'transient', 'hides behind a gateway page'),
    broken('read', 'truncate', 'transient', 'cuts its answer'),
    answers('write', '1', 'validation', 'does not understand the request'),
    answers('write', '3', 'permission', 'sees no money on the account'),
    answers('write', '5', 'validation', 'does not understand a date'),
    answers('write', '6', 'business_refusal', 'does not let the text through'),
    answers('write', '7', 'validation', 'does not accept the number'),
    answers('write', '8', 'business_refusal', 'cannot deliver to the number'),
    answers('write', '9', 'unknown_outcome', 'takes it for a repeated one'),
    answers('write', '77', 'unknown_outcome', 'refuses by a code that nobody knows'),
    broken('write', 'rate_limit', 'rate_limited', 'has blocked the address for a while'),
    broken('write', 'html', 'unknown_outcome', 'hides behind a gateway page'),
    broken('write', 'truncate', 'unknown_outcome', 'cuts its answer'),
  ],
  writes: [
    {
      operation: 'message.send',
      vendorOperation: 'send',
      arrange: async () => ({
        entity: 'message',
        mark: 'dlv_1',
        fields: { to: '+79000000001', text: 'Документы по заявке 100500: https://desk.example.com/d/abc' },
      }),
    },
  ],
  pull: { skip: 'what became of a message is told by notifications' },
  hook: {
    options,
    withoutSecret: { ...options, callbackSecret: '' },
    valid: signed(notice),
    wrongSignature: signed(notice, 'another'),
    noSignature: posted(notice),
    malformed: signed({ ...notice, id: 'abc' }),
  },
  longIds: { skip: 'ids are ours, of 31 bits' },
  tokens: { skip: 'signs in by login and password' },
});
