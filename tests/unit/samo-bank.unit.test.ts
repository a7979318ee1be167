import { afterEach, expect, test } from 'vitest';
import { bankError } from '../../connectors/samo/bank/errors.ts';
import { vendorUrl } from '../../connectors/samo/documents/download.ts';
import { samo } from '../../connectors/samo/index.ts';
import { samoOptions } from '../../connectors/samo/options.ts';
import { descend, parseXml } from '../../connectors/sdk/xml.ts';
import { connectedForTest } from '../support/connected.ts';
import { startServer, type TestServer } from '../support/faulty-server.ts';

const kinds: [codes: number[], forRead: string, forWrite: string][] = [
  [[100], 'transient', 'unknown_outcome'],
  [[101], 'bug', 'bug'],
  [[102, 103], 'not_found', 'not_found'],
  [[104, 105, 108, 109, 112, 113, 114, 115, 116, 117, 118, 119, 120], 'business_refusal', 'business_refusal'],
  [[106, 107, 110], 'validation', 'validation'],
  [[111], 'config', 'config'],
  [[121], 'transient', 'unknown_outcome'],
];

test.each(kinds)('errors %j of WSPAY are %s for a read and %s for a write', (codes, forRead, forWrite) => {
  for (const code of codes.map(String)) {
    const failure = { operation: 'payReservation', status: 500, code, text: '' };
    expect(bankError({ ...failure, readOnly: true })).toMatchObject({ kind: forRead, code: `SAMO_PAY_${code}` });
    expect(bankError({ ...failure, readOnly: false }).kind).toBe(forWrite);
  }
});

const options = samoOptions.parse({
  url: 'https://samo.example/service.php',
  documentsUrl: 'https://print.example:8443/export',
  documentHosts: ['Files.example'],
  login: 'l',
  password: 'p',
  clientSecret: 's',
});

test.each([
  ['https://samo.example/docs/1.pdf', 'https://samo.example/docs/1.pdf'],
  ['/docs/1.pdf', 'https://samo.example/docs/1.pdf'],
  ['https://print.example:8443/1.pdf', 'https://print.example:8443/1.pdf'],
  ['https://files.example/1.pdf?x=1', 'https://files.example/1.pdf?x=1'],
])('the file %s is one of SAMO’s', (link, url) => {
  expect(vendorUrl(link, options).href).toBe(url);
});

test.each([
  'https://elsewhere.example/1.pdf',
  'https://samo.example.elsewhere.example/1.pdf',
  'https://samo.example@elsewhere.example/1.pdf',
  'https://user@samo.example/1.pdf',
  'https://print.example/1.pdf',
  'file:///etc/passwd',
  '//elsewhere.example/1.pdf',
])('the file %s is refused before anything is sent', (link) => {
  expect(() => vendorUrl(link, options)).toThrow(expect.objectContaining({ kind: 'config', code: 'SAMO_FILE_HOST' }));
});

let server: TestServer | null = null;
afterEach(() => server?.close());

async function bankAt(answer: string, status = 200) {
  server = await startServer((_, response) => response.writeHead(status).end(answer));
  const given = { url: `${server.url}/service.php`, login: 'partner', password: 'pass', clientSecret: 'client-secret' };
  const bank = { wspayUrl: `${server.url}/wspay.php`, wspayLogin: 'the-bank', wspaySecret: 'bank-secret-1' };
  return samo.connect(connectedForTest(samo, { ...given, ...bank }));
}

const soap = (inside: string) =>
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>${inside}</e:Body></e:Envelope>`;
const payment = { number: '7', transactionId: 'uzel-1', sum: '10.00', currency: 'RUB' };

test('a call is signed by the bank, not by the partner, and carries neither password', async () => {
  const client = await bankAt(soap('<payReservationSimpleResponse><INumber>70001</INumber></payReservationSimpleResponse>'));
  expect(await client.bank?.pay(payment, Date.now() + 5_000)).toMatchObject({ number: '70001', confirmed: null });
  const sent = server?.received[0] ?? '';
  const root = parseXml(sent);
  expect(descend(root, 'Header', 'Security', 'UsernameToken', 'Username')?.text).toBe('the-bank');
  expect(descend(root, 'Body', 'payReservationSimple', 'TransactionId')?.text).toBe('uzel-1');
  for (const word of ['pass<', 'bank-secret-1', 'client-secret']) expect(sent).not.toContain(word);
});

test('an error inside an answer with HTTP 200 is an error', async () => {
  const client = await bankAt(soap('<payReservationSimpleResponse><ErrorCode>112</ErrorCode></payReservationSimpleResponse>'));
  await expect(client.bank?.pay(payment, Date.now() + 5_000)).rejects.toMatchObject({ code: 'SAMO_PAY_112' });
});

test('an answer without a number proves nothing', async () => {
  const client = await bankAt(soap('<payReservationSimpleResponse/>'));
  const input = { entity: 'claim', id: 'g', mark: 'link-1', fields: payment };
  await expect(samo.writes['payment.register']?.perform(client, input, 'key-1')).rejects.toMatchObject({
    kind: 'unknown_outcome',
    code: 'SAMO_PAY_NOT_SEEN',
  });
});

test.each([
  [{ transactionId: '' }],
  [{ transactionId: 'две строки' }],
  [{ sum: '0.00' }],
  [{ sum: '1.005' }],
  [{ sum: '-5.00' }],
  [{ currency: '' }],
])('a payment with %j is not sent', async (wrong) => {
  const client = await bankAt(soap('<x/>'));
  const input = { entity: 'claim', id: 'g', mark: 'link-1', fields: { ...payment, ...wrong } };
  await expect(samo.writes['payment.register']?.perform(client, input, 'key-1')).rejects.toMatchObject({ kind: 'bug' });
  expect(server?.received).toEqual([]);
});
