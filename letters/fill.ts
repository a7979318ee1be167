import { Liquid, type Template } from 'liquidjs';
import { fieldsOf, type TemplateField, type Topic } from '../domain/templates/fields.ts';
import { badSyntax, missingValue, tooLarge, unknownField } from '../domain/templates/refusal.ts';
import type { TemplateData, TemplateProblem } from '../domain/templates/types.ts';
import { LIMITS } from './limits.ts';

/** Conditions and loops; nothing that sets a value, reads a file or runs for long. */
const TAGS = new Set(['if', 'unless', 'case', 'for', 'break', 'continue', 'comment', '#']);
const FILTERS = new Set(['default', 'upcase', 'downcase', 'capitalize', 'size', 'join', 'first', 'last', 'strip', 'truncate']);

const engine = createEngine();

function createEngine(): Liquid {
  const nowhere = () => {
    throw new Error('templates read no files');
  };
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    // A condition may ask whether there is a value.
    lenientIf: true,
    ownPropertyOnly: true,
    parseLimit: LIMITS.textChars,
    renderLimit: LIMITS.renderMs,
    memoryLimit: LIMITS.memory,
    relativeReference: false,
    fs: {
      exists: async () => false,
      existsSync: () => false,
      readFile: nowhere,
      readFileSync: nowhere,
      resolve: nowhere,
      contains: async () => false,
      containsSync: () => false,
    },
  });
  for (const name of Object.keys(liquid.tags)) if (!TAGS.has(name)) delete liquid.tags[name];
  for (const name of Object.keys(liquid.filters)) if (!FILTERS.has(name)) delete liquid.filters[name];
  liquid.registerFilter('plural', (count: unknown, ...forms: unknown[]) => pluralOf(Number(count), forms.map(String)));
  return liquid;
}

/** Two forms as in English, or three as in Russian: `{{ claim.nights }} {{ claim.nights | plural: 'ночь', 'ночи', 'ночей' }}`. */
function pluralOf(count: number, [one = '', few = '', many]: string[]): string {
  if (many === undefined) return count === 1 ? one : few;
  const [tens, units] = [count % 100, count % 10];
  if (units === 1 && tens !== 11) return one;
  return units >= 2 && units <= 4 && (tens < 12 || tens > 14) ? few : many;
}

/** Fills texts one by one and remembers what was wrong with each, so that a person sees all of it at once. */
export interface Filler {
  readonly problems: TemplateProblem[];
  /** @param locals what the place knows besides: the row of a table */
  fill(text: string, place: string, locals?: TemplateData): string;
}

/** @param data written for people, see `writeData` */
export function createFiller(data: TemplateData): Filler {
  const problems: TemplateProblem[] = [];
  return {
    problems,
    fill(text, place, locals = {}) {
      try {
        return String(engine.parseAndRenderSync(text, { ...data, ...locals })).trim();
      } catch (error) {
        problems.push(problemOf(error, place));
        return '';
      }
    },
  };
}

/**
 * Looks through a text without data: its form, and every field that it names in any branch.
 * @param row the list whose elements are called `item` at this place
 */
export function checkText(text: string, place: string, topic: Topic, row?: TemplateField): TemplateProblem[] {
  let parsed: Template[];
  try {
    parsed = engine.parse(text);
  } catch (error) {
    return [problemOf(error, place)];
  }
  const fields = fieldsOf(topic);
  const known = new Set(fields.map(({ path }) => path));
  for (const name of ['index', 'first', 'last', 'length']) known.add(`forloop.${name}`);
  for (const { path } of row?.items ?? []) known.add(`item.${path}`);
  for (const [, alias = '', path] of text.matchAll(/{%-?\s*for\s+(\w+)\s+in\s+([\w.]+)/g)) {
    const list = fields.find((field) => field.path === path && field.type === 'list');
    if (list === undefined) return [unknownField(path ?? '', place)];
    for (const item of list.items) known.add(`${alias}.${item.path}`);
  }
  return engine
    .fullVariablesSync(parsed)
    .filter((path) => !known.has(path))
    .map((path) => unknownField(path, place));
}

function problemOf(error: unknown, place: string): TemplateProblem {
  const said = error instanceof Error ? error.message : String(error);
  const missing = /undefined variable: ([^\s,]+)/.exec(said)?.[1];
  if (missing !== undefined) return missingValue(missing, place);
  if (/limit exceeded/i.test(said)) return tooLarge(place);
  return badSyntax(place, said.split('\n')[0] ?? said);
}
