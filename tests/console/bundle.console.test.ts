import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  css?: string[];
}

const dir = join(projectRoot(), 'dist/console');
const LIMIT_BYTES = 300_000;

/** What a browser loads before the first screen, compressed: the entry, what it imports at once, and their styles. */
function entryBytes(): { bytes: number; files: string[] } {
  const manifest = JSON.parse(readFileSync(join(dir, '.vite/manifest.json'), 'utf8')) as { [name: string]: Chunk };
  const files = new Set<string>();
  const take = (name: string): void => {
    const chunk = manifest[name];
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const file of chunk.css ?? []) files.add(file);
    for (const next of chunk.imports ?? []) take(next);
  };
  for (const [name, chunk] of Object.entries(manifest)) if (chunk.isEntry) take(name);
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dir, file))).length, 0);
  return { bytes, files: [...files] };
}

test('the first screen costs less than 300 kB', () => {
  const { bytes, files } = entryBytes();
  expect(files.length).toBeGreaterThan(1);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(LIMIT_BYTES);
});
