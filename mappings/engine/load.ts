import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { functions } from './functions/index.ts';
import { parseDictionary, parseSpec } from './parse.ts';
import type { Library } from './spec.ts';

/** The specs that ship with the hub. */
export const shippedSpecsDir = fileURLToPath(new URL('../specs/', import.meta.url));

/**
 * Reads every spec of a folder and every dictionary of its `dictionaries` folder.
 * @throws SpecError for the first file that cannot be read as one
 */
export async function loadSpecs(dir: string): Promise<Library> {
  const library: Library = { specs: {}, dictionaries: {}, functions };
  for (const { file, text } of await yamlFiles(dir)) {
    const spec = parseSpec(text, file);
    library.specs[spec.name] = spec;
  }
  for (const { file, text } of await yamlFiles(join(dir, 'dictionaries'))) {
    const dictionary = parseDictionary(text, file);
    library.dictionaries[dictionary.name] = dictionary;
  }
  return library;
}

async function yamlFiles(dir: string): Promise<{ file: string; text: string }[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(names.map(async (name) => ({ file: join(dir, name), text: await readFile(join(dir, name), 'utf8') })));
}
