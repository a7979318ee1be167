import { type ImapClient, type ImapOptions, imap } from '../../connectors/imap/index.ts';
import type { ExpectedFailure, TwinControl } from '../support/twin-control.ts';
import { describeConformance } from './conformance.ts';

function answers(operation: string, kind: ExpectedFailure['kind'], when: string, code?: string): ExpectedFailure {
  return { call: 'read', kind, when, rule: { operation, kind: 'error', share: 1, ...(code === undefined ? {} : { code }) } };
}

const bounced = (twin: TwinControl, n: number) =>
  twin.act('bounce', { messageId: `dlv_conformance${n}@tour.example.com`, to: `client${n}@example.com` });

describeConformance<ImapOptions, ImapClient>('imap', {
  twin: 'imap',
  connector: imap,
  configure: ({ options }) => ({ ...(options as object), privateNetworks: ['127.0.0.0/8'] }),
  prepare: async () => undefined,
  read: (client) => client.look(),
  failures: [
    answers('LOGIN', 'auth', 'does not accept the password', 'AUTHENTICATIONFAILED'),
    answers('LOGIN', 'transient', 'cannot check the password now', 'UNAVAILABLE'),
    answers('SELECT', 'config', 'has no such folder', 'NONEXISTENT'),
    answers('SELECT', 'transient', 'has the folder in use', 'INUSE'),
    { call: 'read', kind: 'transient', when: 'drops the connection', rule: { operation: 'LOGIN', kind: 'drop', share: 1 } },
    { call: 'read', kind: 'transient', when: 'drops it later', rule: { operation: 'SELECT', kind: 'drop', share: 1 } },
    {
      call: 'read',
      kind: 'transient',
      when: 'has too many sessions',
      rule: { operation: 'LOGIN', kind: 'rate_limit', share: 1 },
    },
  ],
  writes: [],
  pull: {
    name: 'bounces',
    async expected(twin) {
      for (let n = 0; n < 30; n += 1) await bounced(twin, n);
      return Array.from({ length: 30 }, (_, n) => `dlv_conformance${n}`);
    },
    async change(twin) {
      await bounced(twin, 100);
      return 'dlv_conformance100';
    },
  },
  hook: { skip: 'a mailbox calls nobody back' },
  longIds: { skip: 'numbers of letters have 32 bits' },
  tokens: { skip: 'signs in by password' },
  sizeLimit: { skip: 'letters are read up to a fixed size' },
});
