import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';

const root = projectRoot();
const room = join(root, 'console');

interface Import {
  file: string;
  typeOnly: boolean;
  /** A file of the project, from its root; or the name of a package. */
  target: string;
}

/** Each import of the room. (dependency-cruiser reads no TSX without TypeScript's JavaScript API, so that its rules are looked after here.) */
function imports(): Import[] {
  const files = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  return files.flatMap((file) => {
    const text = readFileSync(join(room, file), 'utf8');
    const found = text.matchAll(
      /^(?:import|export)( type)?[^'"\n]*(?:\{[^}]*\}[^'"]*)?['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/gm,
    );
    return [...found].map(([, type, named, loaded]) => {
      const name = named ?? loaded ?? '';
      const target = name.startsWith('.') ? relative(root, join(room, dirname(file), name)) : name;
      return { file, typeOnly: type !== undefined, target };
    });
  });
}

const all = imports();
const TYPES = /^server\/(?:api\/(?:routes|live)|auth\/permissions)\.ts$/;

describe('the console', () => {
  test('is looked through', () => {
    expect(all.filter(({ target }) => target.startsWith('console/')).length).toBeGreaterThan(50);
    expect(all.filter(({ target }) => target.startsWith('server/')).length).toBeGreaterThan(1);
  });

  test("knows of the hub its API's types and the names of permissions, and loads nothing of it", () => {
    const strange = all.filter(({ target, typeOnly }) => {
      if (target.startsWith('console/') || /^[@a-z][\w./@-]*$/.test(target) === false) return false;
      if (!/\.tsx?$/.test(target)) return false;
      return !(TYPES.test(target) && typeOnly);
    });
    expect(strange).toEqual([]);
  });
});
