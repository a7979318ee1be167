import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { apiClient, hubOn } from '../support/api-client.ts';
import { absentDatabase } from '../support/hub-database.ts';

const dir = mkdtempSync(join(tmpdir(), 'uzel-console-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
mkdirSync(join(dir, 'assets'));
mkdirSync(join(dir, 'docs/images'), { recursive: true });
writeFileSync(
  join(dir, 'index.html'),
  '<!doctype html><script nonce="UZEL_NONCE" type="module" src="/assets/index-1a2b.js"></script>',
);
writeFileSync(join(dir, 'assets/index-1a2b.js'), 'export {};');
writeFileSync(join(dir, 'docs/operate.md'), '# Operate\n\nSee [install](install.md#ports) and <script>alert(1)</script>.\n');
writeFileSync(join(dir, 'secret.md'), '# Secret\n');

const { app } = hubOn(absentDatabase().db, { pages: { console: dir, docs: join(dir, 'docs') } });
const browser = { accept: 'text/html,application/xhtml+xml' };
const stranger = apiClient(app, null);

test('any address that a browser asks for as a page is the console, with a nonce of its own each time', async () => {
  const [first, second] = await Promise.all([stranger.get('/', browser), stranger.get('/deals/lnk_1?tab=journal', browser)]);
  const nonces = [first, second].map(({ body, headers }) => {
    const [, nonce = ''] = /nonce="([^"]+)"/.exec(String(body)) ?? [];
    expect(headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
    return nonce;
  });
  expect(new Set(nonces).size).toBe(2);
});

test('scripts run only from the files of the console itself', async () => {
  const { headers } = await stranger.get('/', browser);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toContain('unsafe');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers.get('cache-control')).toBe('no-store');
});

test('files of the console are kept for good, and nothing beside them is given out', async () => {
  const file = await stranger.get('/assets/index-1a2b.js', { 'accept-encoding': 'gzip' });
  expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(file.headers.get('content-encoding')).toBe('gzip');
  for (const path of ['/assets/index-9z9z.js', '/assets/..%2Findex.html', '/assets/%2e%2e/secret.md'])
    expect((await stranger.get(path)).status, path).toBe(404);
});

test('a program that asks for an unknown address gets a problem, not a page', async () => {
  expect(await stranger.get('/nope')).toMatchObject({ status: 404, body: { code: 'ROUTE_UNKNOWN' } });
});

test('where the console has not been built, its addresses lead nowhere', async () => {
  const bare = hubOn(absentDatabase().db, { pages: { console: join(dir, 'none'), docs: join(dir, 'docs') } });
  expect((await apiClient(bare.app, null).get('/', browser)).status).toBe(404);
});

test('docs are shown as pages, their HTML as text, and nothing outside them', async () => {
  const { status, body } = await stranger.get('/help/operate', browser);
  expect(status).toBe(200);
  expect(body).toContain('<h1 id="operate">Operate</h1>');
  expect(body).toContain('<a href="/help/install#ports">install</a>');
  expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  for (const path of ['/help/..%2Fsecret', '/help/unknown', '/help/images/..%2Foperate.md'])
    expect((await stranger.get(path)).status, path).toBe(404);
});
