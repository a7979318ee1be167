import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';
import { consoleForFile } from '../support/console.ts';
import { addressOf, consoleRoutes } from './routes.ts';

const wanted = process.env['UZEL_SCREENSHOTS'] === '1';
const images = join(projectRoot(), 'docs/images');

/** docs/images/<screen>-<language>.png, made by walking the routes: `npm run screenshots`. */
describe.runIf(wanted)('pictures for the docs', async () => {
  const hub = await consoleForFile();
  const routes = await consoleRoutes();
  mkdirSync(images, { recursive: true });

  describe.each(['ru', 'en'] as const)('%s', async (language) => {
    const visitor = await hub.visit({ language });
    test.each(routes)('/$path', async (route) => {
      await visitor.open(await addressOf(route, hub));
      await visitor.page.screenshot({ path: join(images, `${nameOf(route.path)}-${language}.png`), animations: 'disabled' });
    });
  });
});

/** `connections/:id` is connections-id. */
const nameOf = (path: string): string => path.replaceAll('/', '-').replaceAll(':', '') || 'overview';
