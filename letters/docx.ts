import Docxtemplater from 'docxtemplater';
import inspectModule from 'docxtemplater/js/inspect-module.js';
import PizZip from 'pizzip';
import { fieldsOf, type Topic } from '../domain/templates/fields.ts';
import { badFile, badSyntax, missingValue, TemplateRefusal, unknownField } from '../domain/templates/refusal.ts';
import type { TemplateData, TemplateProblem } from '../domain/templates/types.ts';
import { LIMITS } from './limits.ts';
import { BadArchive, unzip } from './unzip.ts';

/** Declared as a class of an ES module, and is a function of a CommonJS one. */
const inspecting = inspectModule as unknown as () => Docxtemplater.DXT.Module & { getAllTags(): { [tag: string]: unknown } };

const PLACE = 'word/document.xml';

/** Everything that is wrong with a docx before there is data: the archive, what hides in it, and every field that it names. */
export function checkDocx(file: string, topic: Topic): TemplateProblem[] {
  try {
    const inspect = inspecting();
    open(unpack(file), [], [inspect]);
    const fields = fieldsOf(topic);
    const lists = new Map(
      fields.filter(({ type }) => type === 'list').map(({ path, items }) => [path, new Set(items.map((item) => item.path))]),
    );
    const known = new Set(fields.map(({ path }) => path));
    const problems: TemplateProblem[] = [];
    for (const [tag, inner] of Object.entries(inspect.getAllTags())) {
      if (!known.has(tag)) problems.push(unknownField(tag, PLACE));
      const names = Object.keys(inner as object);
      for (const name of names)
        if (!lists.get(tag)?.has(name) && !known.has(name)) problems.push(unknownField(`${tag}: ${name}`, PLACE));
    }
    return problems;
  } catch (error) {
    if (error instanceof TemplateRefusal) return [...error.problems];
    throw error;
  }
}

/** @throws TemplateRefusal */
export function docxOf(file: string, data: TemplateData): Uint8Array {
  const missing: TemplateProblem[] = [];
  const document = open(unpack(file), missing, []);
  try {
    document.render(data);
  } catch (error) {
    throw new TemplateRefusal(problemsOf(error));
  }
  if (missing.length > 0) throw new TemplateRefusal(missing);
  return document.toUint8Array();
}

/** A new archive of checked files; names and sizes are known to be harmless. */
function unpack(file: string): PizZip {
  const archive = Buffer.from(file, 'base64');
  const refuse = (ru: string, en: string) => new TemplateRefusal([badFile('docx', { ru, en })]);
  if (archive.length > LIMITS.docxBytes) throw refuse('файл слишком велик', 'the file is too large');
  let files: Map<string, Buffer>;
  try {
    files = unzip(archive);
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    throw refuse(`файл не принят: ${error.message}`, `the file is not taken: ${error.message}`);
  }
  if (!files.has(PLACE)) throw refuse('это не документ Word', 'this is no Word document');
  const zip = new PizZip();
  for (const [name, content] of files) {
    if (/vbaProject|\.bin$|embeddings\/|activeX/i.test(name))
      throw refuse('в документе макросы или вложенные объекты', 'the document holds macros or embedded objects');
    if (name.endsWith('.rels') && /TargetMode="External"/.test(withoutHyperlinks(content.toString('utf8'))))
      throw refuse('документ ссылается на внешние файлы', 'the document refers to files outside');
    zip.file(name, content);
  }
  return zip;
}

const withoutHyperlinks = (relations: string) => relations.replace(/<Relationship\b[^>]*\/hyperlink"[^>]*>/g, '');

function open(zip: PizZip, missing: TemplateProblem[], modules: Docxtemplater.DXT.Module[]): Docxtemplater<PizZip> {
  try {
    return new Docxtemplater(zip, {
      modules,
      paragraphLoop: true,
      linebreaks: true,
      // A tag is the path of a field and nothing more: no expression is ever evaluated.
      parser: (tag) => ({ get: (scope) => valueAt(scope, tag.trim()) }),
      nullGetter: (part) => {
        if (part.module !== 'loop') missing.push(missingValue(String(part.value), PLACE));
        return '';
      },
      errorLogging: false,
    });
  } catch (error) {
    throw new TemplateRefusal(problemsOf(error));
  }
}

function valueAt(scope: unknown, path: string): unknown {
  if (path === '.') return scope;
  return path.split('.').reduce<unknown>((value, name) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    return (value as { [name: string]: unknown })[name];
  }, scope);
}

/** docxtemplater gathers its findings in one error. */
function problemsOf(error: unknown): TemplateProblem[] {
  const properties = (error as { properties?: { errors?: { properties?: { explanation?: string; file?: string } }[] } })
    .properties;
  const found = properties?.errors ?? [error as { properties?: { explanation?: string; file?: string } }];
  return found.map((one) => badSyntax(one.properties?.file ?? PLACE, one.properties?.explanation ?? String(one)));
}
