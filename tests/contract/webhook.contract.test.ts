import { type WebhookClient, type WebhookOptions, webhook } from '../../connectors/webhook/index.ts';
import type { ExpectedFailure } from '../support/twin-control.ts';
import { describeConformance } from './conformance.ts';

function answers(call: 'read' | 'write', code: string, kind: ExpectedFailure['kind'], when: string): ExpectedFailure {
  return { call, kind, when, rule: { operation: call === 'read' ? 'knock' : 'post', kind: 'error', share: 1, code } };
}

describeConformance<WebhookOptions, WebhookClient>('webhook', {
  twin: 'webhook',
  connector: webhook,
  configure: ({ options }) => ({ ...(options as object), privateNetworks: ['127.0.0.0/8'] }),
  prepare: async () => undefined,
  read: (client) => client.knock(),
  failures: [
    answers('read', '503', 'transient', 'is away'),
    { call: 'read', kind: 'transient', when: 'drops the connection', rule: { operation: 'knock', kind: 'drop', share: 1 } },
    {
      call: 'write',
      kind: 'rate_limited',
      when: 'asks to slow down',
      rule: { operation: 'post', kind: 'rate_limit', share: 1 },
    },
    answers('write', '401', 'auth', 'does not accept the signature'),
    answers('write', '410', 'permission', 'takes no more messages'),
    answers('write', '404', 'config', 'is not there'),
    answers('write', '422', 'validation', 'refuses the content'),
    answers('write', '500', 'unknown_outcome', 'fails half-way'),
    {
      call: 'write',
      kind: 'unknown_outcome',
      when: 'hides behind a gateway',
      rule: { operation: 'post', kind: 'html', share: 1 },
    },
  ],
  writes: [
    {
      operation: 'message.send',
      vendorOperation: 'post',
      trace: { skip: 'a receiver cannot be asked; it knows a repeated id again' },
      arrange: async () => ({
        entity: 'message',
        mark: 'dlv_1',
        fields: { template: 'alert.opened', at: '2026-11-22T10:00:00.000Z', data: { alert: 'alr_1' } },
      }),
    },
  ],
  pull: { skip: 'a receiver has no feed' },
  hook: { skip: 'a receiver calls nobody back' },
  longIds: { skip: 'ids are ours' },
  tokens: { skip: 'requests are signed' },
});
