import { compile } from '../../mappings/engine/compile.ts';
import { fileOf, withText } from '../../mappings/engine/library.ts';
import type { Library } from '../../mappings/engine/spec.ts';
import type { Mapping } from '../../mappings/engine/types.ts';
import type { DocumentRow } from '../../store/mapping-documents.ts';
import { iso } from './schemas.ts';

/** A publication without its text. */
export function documentView({ kind, name, version, origin, author, reason, restores, textHash, publishedAt }: DocumentRow) {
  return { kind, name, version, origin, author, reason, restores, textHash, publishedAt: iso(publishedAt) };
}

/** @param library  what is in force around the document */
export function listedView(row: DocumentRow, library: Library) {
  const mapping = compiledAs(row, library);
  const spec = mapping === null ? undefined : specAs(row, library);
  return {
    ...documentView(row),
    hash: mapping?.hash ?? null,
    left: spec === undefined ? null : `${spec.left.system} ${spec.left.entity}`,
    right: spec === undefined ? null : `${spec.right.system} ${spec.right.entity}`,
    rules: mapping?.rules.length ?? null,
  };
}

export function detailView(row: DocumentRow, library: Library) {
  return { ...listedView(row, library), text: row.text, ruleList: compiledAs(row, library)?.rules ?? [] };
}

/** Null for a dictionary, and for a spec of another release that this one cannot read. */
function compiledAs(row: DocumentRow, library: Library): Mapping | null {
  try {
    const spec = specAs(row, library);
    return spec === undefined ? null : compile(spec, library);
  } catch {
    return null;
  }
}

function specAs({ kind, name, version, text }: DocumentRow, library: Library) {
  if (kind !== 'spec') return undefined;
  const current = library.specs[name];
  return current?.version === version
    ? current
    : withText(library, { kind, name, version, text, file: fileOf(kind, name) }).specs[name];
}
