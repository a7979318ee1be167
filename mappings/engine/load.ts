import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { libraryOf, type SpecText } from './library.ts';
import type { Library } from './spec.ts';

/** The specs that ship with the hub. */
export const shippedSpecsDir = fileURLToPath(new URL('../specs/', import.meta.url));

/**
 * Reads every spec of a folder and every dictionary of its `dictionaries` folder.
 * @throws SpecError for the first file that cannot be read as one
 */
export async function loadSpecs(dir: string): Promise<Library> {
  return libraryOf(await readTexts(dir));
}

/** The texts of a folder, as they are written. A document has the name of its file. */
export async function readTexts(dir: string): Promise<SpecText[]> {
  return [...(await yamlFiles(dir, 'spec')), ...(await yamlFiles(join(dir, 'dictionaries'), 'dictionary'))];
}

async function yamlFiles(dir: string, kind: SpecText['kind']): Promise<SpecText[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(
    names.map(async (file) => ({
      kind,
      name: file.replace(/\.yaml$/, ''),
      version: 1,
      text: await readFile(join(dir, file), 'utf8'),
      file: join(dir, file),
    })),
  );
}
