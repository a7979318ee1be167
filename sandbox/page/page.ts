import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';

/** Serves the page that shows both systems side by side. */
export function pageApp(): Hono {
  const html = readFileSync(join(projectRoot(), 'sandbox', 'page', 'index.html'), 'utf8');
  return new Hono().get('/', (c) => c.html(html));
}

/** The page is not compiled: from `dist/` it is found in the project that `dist/` belongs to. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package.json above the sandbox');
    folder = parent;
  }
  return folder;
}
