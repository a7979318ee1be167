import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context, Hono } from 'hono';

const zip = promisify(gzip);

/** What the console is built of, by kind of file. */
const TYPES: { [extension: string]: string } = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

interface Asset {
  type: string;
  plain: Uint8Array<ArrayBuffer>;
  zipped: Uint8Array<ArrayBuffer>;
}

interface Built {
  page: string;
  assets: ReadonlyMap<string, Asset>;
}

/** The word that the build leaves where a nonce belongs. */
const NONCE_PLACE = /UZEL_NONCE/g;

/**
 * Serves the built console: its files under /assets for good, since their names change with their content, and its page anew each time, with a
 * fresh nonce for the styles it makes.
 *
 * @returns the page; null where the console has not been built
 */
export function addConsole(app: Hono, consoleDir: string): (c: Context) => Promise<Response | null> {
  let reading: Promise<Built | null> | undefined;
  const built = () => {
    reading ??= readBuilt(consoleDir);
    return reading;
  };

  app.get('/assets/:name', async (c, next) => {
    const asset = (await built())?.assets.get(c.req.param('name'));
    if (asset === undefined) return next();
    const small = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
    return c.body(small ? asset.zipped : asset.plain, 200, {
      'Content-Type': asset.type,
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
      ...(small ? { 'Content-Encoding': 'gzip' } : {}),
    });
  });

  return async (c) => {
    const page = (await built())?.page;
    if (page === undefined) return null;
    c.header('Cache-Control', 'no-store');
    return c.html(page.replace(NONCE_PLACE, c.get('secureHeadersNonce') ?? ''));
  };
}

/** Whether a browser asks for a page to show, and not a program for data. */
export function wantsPage(c: Context): boolean {
  return c.req.method === 'GET' && (c.req.header('accept') ?? '').includes('text/html');
}

/** Everything the build wrote, held in memory: a few megabytes, and no path of a request ever reaches the disk. */
async function readBuilt(dir: string): Promise<Built | null> {
  const page = await readFile(join(dir, 'index.html'), 'utf8').catch(() => null);
  if (page === null) return null;
  const names = await readdir(join(dir, 'assets'));
  const assets = await Promise.all(
    names.map(async (name): Promise<[string, Asset]> => {
      const plain = new Uint8Array(await readFile(join(dir, 'assets', name)));
      const zipped = new Uint8Array(await zip(plain));
      return [name, { type: TYPES[extname(name)] ?? 'application/octet-stream', plain, zipped }];
    }),
  );
  return { page, assets: new Map(assets) };
}
