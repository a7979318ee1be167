import { type SmtpClient, type SmtpOptions, smtp } from '../../connectors/smtp/index.ts';
import type { ExpectedFailure } from '../support/twin-control.ts';
import { describeConformance } from './conformance.ts';

function refused(operation: string, code: string, kind: ExpectedFailure['kind'], when: string): ExpectedFailure {
  return { call: operation === 'AUTH' ? 'read' : 'write', kind, when, rule: { operation, kind: 'error', share: 1, code } };
}

describeConformance<SmtpOptions, SmtpClient>('smtp', {
  twin: 'smtp',
  connector: smtp,
  configure: ({ options }) => ({ ...(options as object), privateNetworks: ['127.0.0.0/8'] }),
  prepare: async () => undefined,
  read: (client) => client.greet(),
  failures: [
    refused('AUTH', '535', 'auth', 'does not accept the password'),
    refused('AUTH', '454', 'transient', 'cannot check the password now'),
    { call: 'read', kind: 'transient', when: 'drops the connection', rule: { operation: 'AUTH', kind: 'drop', share: 1 } },
    { call: 'write', kind: 'transient', when: 'asks to come later', rule: { operation: 'DATA', kind: 'rate_limit', share: 1 } },
    refused('MAIL', '553', 'permission', 'does not let this sender write'),
    refused('MAIL', '451', 'transient', 'has a local error'),
    refused('RCPT', '550', 'validation', 'does not know the recipient'),
    refused('RCPT', '450', 'transient', 'greylists'),
    refused('DATA', '554', 'business_refusal', 'takes the letter for spam'),
    refused('DATA', '452', 'transient', 'has no room'),
  ],
  writes: [
    {
      operation: 'message.send',
      vendorOperation: 'DATA',
      droppedBefore: 'unknown_outcome',
      trace: { skip: 'SMTP cannot be asked what it took' },
      arrange: async () => ({
        entity: 'message',
        mark: 'dlv_1',
        fields: {
          to: 'client@example.com',
          subject: 'Документы по заявке 100500',
          text: 'Добрый день!\n.\nТочка в начале строки.',
          html: '<p>Добрый день!</p>',
          class: 'document',
        },
      }),
    },
  ],
  pull: { skip: 'outgoing mail has no feed' },
  hook: { skip: 'outgoing mail calls nobody back' },
  longIds: { skip: 'ids are ours' },
  tokens: { skip: 'signs in by password' },
  sizeLimit: { skip: 'replies of a mail server are lines' },
});
