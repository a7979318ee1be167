import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { samo } from '../../connectors/samo/index.ts';
import { child, descend, parseXml } from '../../connectors/sdk/xml.ts';
import { connectedForTest } from '../support/connected.ts';
import { startServer, type TestServer } from '../support/faulty-server.ts';

let server: TestServer | null = null;
afterEach(() => server?.close());

/** A service that gives every call the same answer. */
async function service(status: number, body: string, headers: { [name: string]: string } = {}) {
  server = await startServer((_, response) => response.writeHead(status, headers).end(body));
  const options = {
    url: `${server.url}/service.php`,
    login: 'partner-login',
    password: 'pass-word-1',
    clientSecret: 'client-secret-1',
  };
  return samo.connect(connectedForTest(samo, options));
}

const envelope = (inside: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inside}</s:Body></s:Envelope>`;
const fault = (code: string, text: string) =>
  envelope(`<s:Fault><faultcode>${code}</faultcode><faultstring>${text}</faultstring></s:Fault>`);
const result = (text: string) =>
  envelope(`<r:WORKResponse xmlns:r="http://www.samo.ru/xml"><return>${text}</return></r:WORKResponse>`);
const read = { proc: 'GET_PARTNER', params: {}, readOnly: true };
const write = { proc: 'GET_CLAIM_CANCEL', params: {}, readOnly: false };

test('a call is signed, packed and carries the partner', async () => {
  const client = await service(200, result(''));
  await client.work(read);
  const root = parseXml(server?.received[0] ?? '');
  const token = descend(root, 'Header', 'Security', 'UsernameToken');
  const created = child(token, 'Created')?.text ?? '';
  const nonce = Buffer.from(child(token, 'Nonce')?.text ?? '', 'base64');
  expect(child(token, 'Username')?.text).toBe('partner-login');
  expect(child(token, 'Password')?.text).toBe(
    createHash('sha1').update(nonce).update(created).update('client-secret-1').digest('base64'),
  );
  expect(descend(root, 'Header', 'agentinfo', 'version')?.text).toBe('3.0');
  const data = gunzipSync(Buffer.from(descend(root, 'Body', 'WORK', 'data')?.text ?? '', 'base64')).toString();
  expect(descend(parseXml(data), 'params', 'PSW')?.text).toBe('pass-word-1');
  expect(child(parseXml(data), 'proc')?.text).toBe('GET_PARTNER');
});

test('a nonce is never used twice', async () => {
  const client = await service(200, result(''));
  await client.work(read);
  await client.work(read);
  const nonces = server?.received.map((body) => descend(parseXml(body), 'Header', 'Security', 'UsernameToken', 'Nonce')?.text);
  expect(new Set(nonces).size).toBe(2);
});

test.each(['', 'null', 'false', '[]', '{}'])('the result "%s" is nothing, not an error', async (text) => {
  expect(await (await service(200, result(text))).work(read)).toEqual({ kind: 'nothing' });
});

test.each([
  ['2001', 'принято'],
  ['SOAP-ENV:2001', 'принято'],
  ['s:Server', '2001: запрос отправлен'],
  ['s:Server', 'Ошибка 2001'],
])('fault %s "%s" means that the request was taken', async (code, text) => {
  expect(await (await service(500, fault(code, text))).work(write)).toEqual({ kind: 'requested' });
});

test.each([
  [fault('1000', 'x'), 500, 'auth', 'auth'],
  [fault('s:Client', 'Client Authorization Error 5'), 500, 'auth', 'auth'],
  [fault('1304', 'x'), 500, 'config', 'config'],
  [fault('3500', 'x'), 500, 'transient', 'transient'],
  [fault('s:Server', 'неизвестно что'), 500, 'transient', 'unknown_outcome'],
  ['<html><body>502</body></html>', 502, 'transient', 'unknown_outcome'],
  ['<html><body>ok</body></html>', 200, 'transient', 'unknown_outcome'],
  ['', 200, 'transient', 'unknown_outcome'],
  [result('not base64 of anything'), 200, 'transient', 'unknown_outcome'],
  ['', 302, 'config', 'config'],
  ['', 403, 'auth', 'auth'],
])('%s with HTTP %i is %s for a read and %s for a write', async (body, status, forRead, forWrite) => {
  const client = await service(status, body);
  await expect(client.work(read)).rejects.toMatchObject({ kind: forRead });
  await expect(client.work(write)).rejects.toMatchObject({ kind: forWrite });
});

test('HTTP 429 says until when to wait', async () => {
  const client = await service(429, '', { 'retry-after': '30' });
  const error = await client.work(read).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ kind: 'rate_limited' });
  expect((error as { untilMs: number }).untilMs).toBeGreaterThan(Date.now() + 25_000);
});

test('what the service echoes of login and password does not reach the error', async () => {
  const client = await service(500, fault('1', 'SELECT partner-login pass-word-1 client-secret-1 anna@example.com'));
  const error = await client.work(read).catch((caught: Error) => caught);
  const told = JSON.stringify(error) + String((error as Error).stack);
  for (const word of ['partner-login', 'pass-word-1', 'client-secret-1', 'anna@example.com']) expect(told).not.toContain(word);
});

test('an empty answer to a cancel request proves nothing', async () => {
  const client = await service(200, result(''));
  const input = { entity: 'claim', id: 'g', mark: 'link-1', fields: { number: '1' } };
  await expect(samo.writes['claim.cancel']?.perform(client, input, 'key-1')).rejects.toMatchObject({
    kind: 'unknown_outcome',
    code: 'SAMO_CANCEL_NOT_SEEN',
  });
});
