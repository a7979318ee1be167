import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parse, stringify } from 'yaml';
import { type Shell, shellOf } from '../output.ts';
import { at, itemsOf, table } from '../table.ts';

const LISTED = [
  ['KIND', 'kind'],
  ['FOLDER', 'folder'],
  ['NAME', 'name'],
  ['TITLE', 'title'],
  ['RU', 'inForce.ru.version'],
  ['EN', 'inForce.en.version'],
  ['USES', 'uses'],
] as const;
const VERSIONS = [
  ['LANGUAGE', 'language'],
  ['VERSION', 'version'],
  ['IN FORCE', 'inForce'],
  ['ORIGIN', 'origin'],
  ['AUTHOR', 'author'],
  ['SAVED', 'savedAt'],
  ['REASON', 'reason'],
] as const;
const FIELDS = [
  ['FIELD', 'path'],
  ['TYPE', 'type'],
  ['MEANING', 'title'],
  ['PERSONAL', 'personal'],
  ['SAMPLE', 'sample'],
] as const;
const PROBLEMS = [
  ['PLACE', 'place'],
  ['FIELD', 'field'],
  ['FINDING', 'message'],
] as const;

/** `uzel templates`: letters, pages, Word documents and ready answers between files and the hub. */
export function addTemplates(program: Command): void {
  const templates = program.command('templates').description('letters, pages, Word documents and ready answers');
  addReading(templates);
  addWriting(templates);
}

function addReading(templates: Command): void {
  templates
    .command('list', { isDefault: true })
    .description('templates by kind and folder')
    .option('--kind <kind>', 'email, pdf, docx or canned')
    .action(async ({ kind }: { kind?: string }, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.get('/api/templates', { kind }), LISTED, 'There are no templates.');
    });
  templates
    .command('versions <name>')
    .description('every version of a template')
    .action(async (name: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      shell.list({ items: at(await shell.api.get(pathOf(name)), 'versions') }, VERSIONS, 'No versions.');
    });
  templates
    .command('fields <topic>')
    .description('what templates about claim, payment, account, alert or conversation may use')
    .action(async (topic: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.get(`/api/template-fields/${encodeURIComponent(topic)}`, { language: shell.language });
      const rows = itemsOf(answer).flatMap((row) => [row, ...inner(row)]);
      shell.show(answer, () => table(rows, FIELDS, shell.language));
    });
  templates
    .command('show <name> <language>')
    .description('what a version says, as a file that save takes')
    .option('--version <number>', 'the newest when left out', Number)
    .action(async (name: string, language: string, options: { version?: number }, command: Command) => {
      const shell = shellOf(command);
      const version = options.version ?? at(await shell.api.get(pathOf(name)), `newest.${language}`);
      const answer = await shell.api.get(`${pathOf(name)}/${language}/versions/${String(version)}`);
      shell.show(answer, () => stringify(at(answer, 'body'), { lineWidth: 0 }).trimEnd());
    });
  templates
    .command('diff <name> <language>')
    .description('what two versions differ in')
    .requiredOption('--from <version>', 'compare from this version', Number)
    .requiredOption('--to <version>', 'up to this one', Number)
    .action(async (name: string, language: string, versions: { from: number; to: number }, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.get(`${pathOf(name)}/${language}/diff`, versions);
      shell.show(answer, () =>
        itemsOf(answer)
          .map((line) => `${String(at(line, 'mark'))} ${String(at(line, 'text'))}`)
          .join('\n'),
      );
    });
  templates
    .command('preview <name> <language>')
    .description('filled with made-up values, or with those of a claim (masked)')
    .option('--file <yaml>', 'a text that is not saved yet')
    .option('--version <number>', 'the one in force when left out', Number)
    .option('--link <id>', 'of a claim')
    .option('--out <file>', 'where a PDF, a docx or the HTML of a letter goes')
    .action(async (name: string, language: string, options: Previewing, command: Command) => {
      const { file, out, ...of } = options;
      const shell = shellOf(command);
      const body = file === undefined ? {} : { body: read(file) };
      const answer = await shell.api.post(`${pathOf(name)}/${language}/preview`, { ...of, ...body });
      shell.show(answer, () => previewed(answer, out));
    });
}

interface Previewing {
  file?: string;
  version?: number;
  link?: string;
  out?: string;
}

function addWriting(templates: Command): void {
  templates
    .command('check <name> <file>')
    .description('every unknown field of a text, with its place; exits with 1 when there is one')
    .action(async (name: string, file: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post(`${pathOf(name)}/check`, { body: read(file) });
      shell.list(answer, PROBLEMS, 'Nothing against it.');
      if (itemsOf(answer).length > 0) process.exitCode = 1;
    });
  templates
    .command('save <name> <language> <file>')
    .description('keep a text (YAML, or a .docx) as the next version; it is not in force yet')
    .requiredOption('--reason <text>', 'why; kept with the version')
    .action(async (name: string, language: string, file: string, { reason }: { reason: string }, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post(`${pathOf(name)}/${language}/versions`, { body: read(file), reason });
      showVersion(shell, answer);
    });
  templates
    .command('publish <name> <language> <version>')
    .description('put a version in force; an older one rolls back')
    .requiredOption('--reason <text>', 'why; kept')
    .action(async (name: string, language: string, version: string, { reason }: { reason: string }, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post(`${pathOf(name)}/${language}/publish`, { version: Number(version), reason });
      shell.show(answer, () => table([answer], LISTED, shell.language));
    });
  templates
    .command('test <name> <language>')
    .description('send a letter, filled with made-up values, to an account of this hub')
    .requiredOption('--to <e-mail>', 'the address of the account')
    .option('--version <number>', 'the one in force when left out', Number)
    .action(async (name: string, language: string, body: { to: string; version?: number }, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post(`${pathOf(name)}/${language}/test`, body);
      shell.show(answer, () => `On its way as ${String(at(answer, 'delivery'))}.`);
    });
}

const pathOf = (name: string) => `/api/templates/${encodeURIComponent(name)}`;

const showVersion = (shell: Shell, answer: unknown) => shell.list({ items: [answer] }, VERSIONS, '');

function inner(row: unknown): unknown[] {
  const items = at(row, 'items');
  return Array.isArray(items)
    ? items.map((item) => ({ ...item, path: `  ${String(at(row, 'path'))} → ${String(at(item, 'path'))}` }))
    : [];
}

function read(file: string): unknown {
  if (file.endsWith('.docx')) return { kind: 'docx', file: readFileSync(file).toString('base64') };
  return parse(readFileSync(file, 'utf8'));
}

function previewed(answer: unknown, out: string | undefined): string {
  const content = at(answer, 'content');
  if (out !== undefined) {
    writeFileSync(
      out,
      typeof content === 'string' ? Buffer.from(content, 'base64') : String(at(answer, 'html') ?? at(answer, 'text')),
    );
    return `Written to ${out}.`;
  }
  if (typeof content === 'string') return 'Name a file for it with --out.';
  const subject = at(answer, 'subject');
  return `${typeof subject === 'string' ? `${subject}\n\n` : ''}${String(at(answer, 'text'))}`.trimEnd();
}
