import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { type Shell, shellOf } from '../output.ts';
import { at, cell, itemsOf, table } from '../table.ts';

const LISTED = [
  ['KIND', 'kind'],
  ['NAME', 'name'],
  ['VERSION', 'version'],
  ['ORIGIN', 'origin'],
  ['AUTHOR', 'author'],
  ['PUBLISHED', 'publishedAt'],
  ['REASON', 'reason'],
] as const;
const FINDINGS = [
  ['ID', 'rule'],
  ['KIND', 'severity'],
  ['LINE', 'line'],
  ['COLUMN', 'column'],
  ['FINDING', 'message'],
  ['HINT', 'hint'],
] as const;
const CHANGES = [
  ['WHAT', 'what'],
  ['ID', 'id'],
  ['FIELD', 'field'],
  ['CHANGE', 'sentence'],
] as const;
const PREVIEW = [
  ['RULE', 'rule'],
  ['FIELD', 'field'],
  ['APPLIES', 'applies'],
  ['VALUE', 'shown'],
] as const;
const UNREAD = [
  ['PATH', 'path'],
  ['RECORDS', 'count'],
  ['FIRST SEEN', 'firstSeen'],
] as const;
const REHEARSED = [
  ['FIELD', 'field'],
  ['RECORDS', 'records'],
  ['TOTAL BEFORE', 'total.before'],
  ['TOTAL AFTER', 'total.after'],
] as const;

interface Document {
  kind: 'spec' | 'dictionary';
  name: string;
}

/** `uzel mappings`: specs and dictionaries between files and the hub. */
export function addMappings(program: Command): void {
  const mappings = program.command('mappings').description('mapping specs and dictionaries');
  addReading(mappings);
  addTrials(mappings);
  addPublishing(mappings);
}

function addReading(mappings: Command): void {
  mappings
    .command('list', { isDefault: true })
    .description('what is in force')
    .action(async (_options: object, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.get('/api/mappings'), LISTED, 'Nothing is published.');
    });
  mappings
    .command('versions <name>')
    .description('every publication of a spec or dictionary')
    .action(async (name: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.get(`${pathOf(await found(shell, name))}/versions`), LISTED, 'No versions.');
    });
  mappings
    .command('export [names...]')
    .description('write what is in force to files, as they ship; all of it without names')
    .option('--dir <folder>', 'where the folder specs is made', 'mappings')
    .action(async (names: string[], { dir }: { dir: string }, command: Command) => {
      const shell = shellOf(command);
      const wanted = (await documents(shell)).filter((one) => names.length === 0 || names.includes(one.name));
      const written: string[] = [];
      for (const one of wanted) {
        const file = join(dir, 'specs', one.kind === 'spec' ? '' : 'dictionaries', `${one.name}.yaml`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, String(at(await shell.api.get(pathOf(one)), 'text')));
        written.push(file);
      }
      shell.show({ items: written }, () => (written.length === 0 ? 'Nothing to write.' : written.join('\n')));
    });
  mappings
    .command('schema [kind]')
    .description('JSON Schema of specs, or of dictionaries, for editors')
    .action(async (kind: string | undefined, _options: object, command: Command) => {
      const { api } = shellOf(command);
      console.log(JSON.stringify(await api.get(`/api/mapping-schemas/${kind ?? 'spec'}`), null, 2));
    });
  mappings
    .command('coverage <name>')
    .description('of a spec: paths that no rule reads, losses; of a dictionary: keys without a value')
    .action(async (name: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      const one = await found(shell, name);
      const answer = await shell.api.get(`${pathOf(one)}/coverage`);
      shell.show(answer, () => covered(shell, one, answer));
    });
}

function addTrials(mappings: Command): void {
  mappings
    .command('check <file>')
    .description('check a file against both systems; exits with 1 when it may not be published')
    .action(async (file: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      const one = read(file);
      const answer = await shell.api.post(`${pathOf(one)}/check`, { text: one.text });
      const findings = at(answer, 'findings');
      shell.show(answer, () =>
        Array.isArray(findings) && findings.length > 0 ? table(findings, FINDINGS, shell.language) : 'Nothing against it.',
      );
      if (at(answer, 'publishable') !== true) process.exitCode = 1;
    });
  mappings
    .command('diff <file-or-name>')
    .description('what a file would change in meaning; with --from and --to, what two versions differ in')
    .option('--from <version>', 'compare from this version', Number)
    .option('--to <version>', 'up to this one', Number)
    .action(async (target: string, versions: { from?: number; to?: number }, command: Command) => {
      const shell = shellOf(command);
      const one = target.endsWith('.yaml') ? read(target) : await found(shell, target);
      const answer = await shell.api.post(`${pathOf(one)}/diff`, { ...('text' in one ? { text: one.text } : {}), ...versions });
      shell.list(answer, CHANGES, 'No difference in meaning.');
    });
  mappings
    .command('preview <file-or-name>')
    .description('what a spec makes of a real record, and what would be written now')
    .option('--claim <number>', 'by claim number')
    .option('--link <id>', 'by link')
    .action(async (target: string, record: { claim?: string; link?: string }, command: Command) => {
      const shell = shellOf(command);
      const one = target.endsWith('.yaml') ? read(target) : await found(shell, target);
      const body = { ...('text' in one ? { text: one.text } : {}), ...record };
      const answer = await shell.api.post(`/api/mappings/spec/${one.name}/preview`, body);
      shell.show(answer, () => previewed(shell, answer));
    });
  mappings
    .command('what-if <file>')
    .description('which writes a spec would intend otherwise, over the records of a period')
    .requiredOption('--from <moment>', 'such as 2027-03-01T00:00:00Z')
    .requiredOption('--to <moment>', 'such as 2027-04-01T00:00:00Z')
    .action(async (file: string, period: { from: string; to: string }, command: Command) => {
      const shell = shellOf(command);
      const one = read(file);
      const answer = await shell.api.post(`${pathOf(one)}/what-if`, { text: one.text, ...period });
      shell.show(answer, () => {
        const fields = at(answer, 'fields');
        const rows = Array.isArray(fields) ? fields : [];
        const head = `${String(at(answer, 'changed'))} of ${String(at(answer, 'records'))} records would be written otherwise.`;
        return rows.length === 0 ? head : `${head}\n${table(rows, REHEARSED, shell.language)}`;
      });
    });
}

function addPublishing(mappings: Command): void {
  mappings
    .command('publish <files...>')
    .description('put files in force')
    .requiredOption('--reason <text>', 'why; kept with the version')
    .action((files: string[], { reason }: { reason: string }, command: Command) => publishAll(shellOf(command), files, reason));
  mappings
    .command('import <folder>')
    .description('put every file of a folder in force, as export writes them; what is in force already stays as it is')
    .requiredOption('--reason <text>', 'why; kept with the versions')
    .action((folder: string, { reason }: { reason: string }, command: Command) =>
      publishAll(shellOf(command), filesOf(folder), reason),
    );
  mappings
    .command('rollback <name>')
    .description('put the text of an older version in force again')
    .requiredOption('--to <version>', 'which one', Number)
    .requiredOption('--reason <text>', 'why; kept with the version')
    .action(async (name: string, { to: version, reason }: { to: number; reason: string }, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post(`${pathOf(await found(shell, name))}/rollback`, { version, reason });
      shell.list({ items: [answer] }, LISTED, '');
    });
}

/** Specs may use dictionaries and row specs that come with them: those go first. */
async function publishAll(shell: Shell, files: readonly string[], reason: string): Promise<void> {
  const inOrder = files.map(read).sort((a, b) => rank(a) - rank(b));
  const items: unknown[] = [];
  for (const one of inOrder) items.push(await shell.api.post(`${pathOf(one)}/publish`, { text: one.text, reason }));
  shell.list({ items }, LISTED, 'Nothing to publish.');
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}

const pathOf = ({ kind, name }: Document) => `/api/mappings/${kind}/${encodeURIComponent(name)}`;

async function documents(shell: Shell): Promise<Document[]> {
  return itemsOf(await shell.api.get('/api/mappings')) as Document[];
}

/** A spec, else a dictionary, of this name. */
async function found(shell: Shell, name: string): Promise<Document> {
  const known = await documents(shell);
  const one = known.find((each) => each.kind === 'spec' && each.name === name) ?? known.find((each) => each.name === name);
  return one === undefined ? { kind: 'spec', name } : { kind: one.kind, name: one.name };
}

/** A document has the name of its file; a dictionary says what it is in its first key. */
function read(file: string): Document & { text: string } {
  const text = readFileSync(file, 'utf8');
  const kind = /^dictionary:/m.test(text) ? 'dictionary' : 'spec';
  return { kind, name: basename(file).replace(/\.ya?ml$/, ''), text };
}

const rank = ({ kind, text }: Document & { text: string }) => (kind === 'dictionary' ? 0 : /\beach:/.test(text) ? 2 : 1);

function covered(shell: Shell, { kind }: Document, answer: unknown): string {
  const list = (name: string) => {
    const rows = at(answer, name);
    return Array.isArray(rows) ? rows : [];
  };
  if (kind === 'dictionary') {
    const strange = list('unknown');
    const head = strange.length === 0 ? 'Every key that came has a value.' : 'Keys without a value:';
    const unseen = list('unseen').map((key) => cell(key, shell.language));
    return [
      head,
      ...strange.map((row) => `  ${cell(at(row, 'key'), shell.language)}  ${cell(at(row, 'count'), shell.language)}`),
      `Never came: ${unseen.join(', ') || '–'}`,
    ].join('\n');
  }
  const unread = list('unread');
  const lossy = list('lossy').map(
    (row) => `  ${cell(at(row, 'rule'), shell.language)}  ${cell(at(row, 'count'), shell.language)}`,
  );
  return [
    `${cell(at(answer, 'records'), shell.language)} records`,
    unread.length === 0
      ? 'Every path that held a value is read.'
      : `Not read by any rule:\n${table(unread, UNREAD, shell.language)}`,
    ...(lossy.length === 0 ? [] : ['Rules that lost information:', ...lossy]),
  ].join('\n');
}

function previewed(shell: Shell, answer: unknown): string {
  const rules = at(answer, 'rules');
  const rows = (Array.isArray(rules) ? rules : []).map((row) => ({
    rule: at(row, 'rule'),
    field: at(row, 'field'),
    applies: at(row, 'applies'),
    shown: at(row, 'says') === true ? JSON.stringify(at(row, 'value')) : null,
  }));
  return [
    table(rows, PREVIEW, shell.language),
    '',
    `Would be written to the right now: ${JSON.stringify(at(answer, 'writes.right'), null, 2)}`,
    `To the left: ${JSON.stringify(at(answer, 'writes.left'))}`,
  ].join('\n');
}
