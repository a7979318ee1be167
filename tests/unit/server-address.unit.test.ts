import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { addressOf } from '../../server/auth/address.ts';

async function seen(proxies: number, forwarded?: string): Promise<string> {
  const app = new Hono().get('/', (c) => c.text(addressOf(c, proxies) ?? 'none'));
  const env = { incoming: { socket: { remoteAddress: '::ffff:192.0.2.1' } } };
  return (await app.request('/', { headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }, env)).text();
}

test('without proxies of ours nobody can say where they come from', async () => {
  expect(await seen(0)).toBe('192.0.2.1');
  expect(await seen(0, '203.0.113.9')).toBe('192.0.2.1');
});

test('behind proxies of ours only what the outermost wrote down counts', async () => {
  expect(await seen(1, '203.0.113.9')).toBe('203.0.113.9');
  expect(await seen(1, '198.51.100.66, 203.0.113.9')).toBe('203.0.113.9');
  expect(await seen(2, '198.51.100.66, 203.0.113.9, 10.0.0.2')).toBe('203.0.113.9');
  expect(await seen(1)).toBe('192.0.2.1');
});
