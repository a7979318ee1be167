import { functions } from './functions/index.ts';
import { parseDictionary, parseSpec } from './parse.ts';
import type { Library } from './spec.ts';

/** A spec or a shared dictionary as it is written down. */
export interface SpecText {
  kind: 'spec' | 'dictionary';
  name: string;
  /** Number of its publication. */
  version: number;
  text: string;
  /** What violations call it. */
  file: string;
}

/** The file that a document is kept in, beside those that ship with the hub. */
export function fileOf(kind: SpecText['kind'], name: string): string {
  return kind === 'spec' ? `specs/${name}.yaml` : `specs/dictionaries/${name}.yaml`;
}

/** @throws SpecError for the first text that cannot be read */
export function libraryOf(texts: readonly SpecText[]): Library {
  return texts.reduce<Library>(withText, { specs: {}, dictionaries: {}, functions });
}

/** The library with one text put in the place of its namesake. @throws SpecError */
export function withText(library: Library, { kind, text, file, version }: SpecText): Library {
  if (kind === 'spec') {
    const spec = parseSpec(text, file, version);
    return { ...library, specs: { ...library.specs, [spec.name]: spec } };
  }
  const dictionary = parseDictionary(text, file);
  return { ...library, dictionaries: { ...library.dictionaries, [dictionary.name]: dictionary } };
}

/** Specs whose results depend on a document: itself, those that include it, those that use the dictionary; by name. */
export function dependents(library: Library, kind: SpecText['kind'], name: string): string[] {
  const uses = (spec: string): boolean => {
    if (kind === 'spec' && spec === name) return true;
    const rules = library.specs[spec]?.rules ?? [];
    return rules.some(
      ({ lookup, each }) =>
        (kind === 'dictionary' && lookup === name && library.specs[spec]?.dictionaries[name] === undefined) ||
        (each !== null && each !== spec && uses(each)),
    );
  };
  return Object.keys(library.specs).filter(uses);
}
