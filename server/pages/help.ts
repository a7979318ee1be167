import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { page } from './layout.ts';
import { markdownToHtml } from './markdown.ts';

/** Shown beside every page; each is `<name>.md` in the docs. */
const NAME = /^[a-z0-9-]+$/;
const IMAGE = /^[a-z0-9-]+\.png$/;

/** The docs that come with the hub, for reading: `/help/operate` is docs/operate.md. */
export function addHelp(app: Hono, docsDir: string): void {
  app.get('/help/:name', async (c, next) => {
    const name = c.req.param('name');
    const text = NAME.test(name) ? await readFile(join(docsDir, `${name}.md`), 'utf8').catch(() => null) : null;
    if (text === null) return next();
    const [, title = name] = /^# (.+)$/m.exec(text) ?? [];
    return c.html(page('en', c.get('secureHeadersNonce'), title, html`${raw(markdownToHtml(text))}`));
  });
  app.get('/help/images/:name', async (c, next) => {
    const name = c.req.param('name');
    const image = IMAGE.test(name) ? await readFile(join(docsDir, 'images', name)).catch(() => null) : null;
    if (image === null) return next();
    return c.body(new Uint8Array(image), 200, { 'Content-Type': 'image/png', 'Cache-Control': 'max-age=300' });
  });
}
