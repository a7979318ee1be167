import { expect, test } from 'vitest';
import { createEgressGuard } from '../../connectors/sdk/egress.ts';

const url = (host: string) => new URL(`https://${host}/x`);

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '2130706433',
  '0x7f.1',
  '[::]',
  '[::1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::a00:1]',
  '[2002:a00:1::]',
  '[2001:db8::1]',
  '[fd00::1]',
  '[fe80::1]',
  '[ff02::1]',
])('%s is refused', (host) => {
  expect(() => createEgressGuard([]).check(url(host))).toThrow(/EGRESS_REFUSED/);
});

test.each(['8.8.8.8', '93.184.216.34', '[2a00:1450:4010:c0e::65]', '[::ffff:8.8.8.8]', 'example.com'])(
  '%s may be dialled',
  (host) => {
    expect(() => createEgressGuard([]).check(url(host))).not.toThrow();
  },
);

test('a grant opens its network and no other', () => {
  const guard = createEgressGuard(['10.20.0.0/16', '::1/128']);
  expect(() => guard.check(url('10.20.3.4'))).not.toThrow();
  expect(() => guard.check(url('[::ffff:10.20.3.4]'))).not.toThrow();
  expect(() => guard.check(url('[::1]'))).not.toThrow();
  expect(() => guard.check(url('10.21.0.1'))).toThrow(/EGRESS_REFUSED/);
});

test('other protocols are refused', () => {
  expect(() => createEgressGuard([]).check(new URL('file:///etc/passwd'))).toThrow(/EGRESS_REFUSED/);
});

test.each(['10.0.0.0/40', 'intranet', '10.0.0.0/x', ''])('the grant "%s" is a configuration error', (grant) => {
  expect(() => createEgressGuard([grant])).toThrow(/EGRESS_BAD_GRANT/);
});

test('a name is handed out with its permitted addresses only', async () => {
  const dialled = (grants: string[]) =>
    new Promise((done) => {
      createEgressGuard(grants).lookup('localhost', { all: true }, (error, addresses) => done(error ?? addresses));
    });
  expect(await dialled(['127.0.0.0/8'])).toEqual([{ address: '127.0.0.1', family: 4 }]);
  expect(await dialled([])).toMatchObject({ code: 'EGRESS_REFUSED' });
});
