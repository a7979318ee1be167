import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The project's folder: the nearest one above this file that holds package.json.
 *
 * Files that are read at run time and not compiled (migrations, mapping specs, pages) are found from here, from sources and from `dist/` alike.
 */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json was not found above the program: the installation is incomplete');
    folder = parent;
  }
  return folder;
}
