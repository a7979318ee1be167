import type { Command } from 'commander';
import { shellOf } from '../output.ts';
import { at } from '../table.ts';

const HISTORY = [
  ['LINE', 'line'],
  ['AT', 'at'],
  ['WHAT', 'type'],
  ['BY', 'actor'],
  ['VALUE', 'value'],
] as const;

const PAUSES = [
  ['FIELD', 'field'],
  ['REASON', 'reason'],
  ['BY', 'by'],
  ['AT', 'at'],
] as const;

const linkPath = (link: string) => `/api/links/${encodeURIComponent(link)}`;

/** `uzel links`: pauses, history and rewind of one record. */
export function addLinks(program: Command): void {
  const links = program.command('links').description('one record and its fields: pause, resume, history, rewind');
  links
    .command('pause <link>')
    .description('leave a record, or one field of it, alone on both sides')
    .option('--field <name>', 'only this field')
    .requiredOption('--reason <text>', 'why; kept in the journal')
    .action(async (link: string, order: { field?: string; reason: string }, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.post(`${linkPath(link)}/pause`, order), PAUSES, 'Nothing rests.');
    });
  links
    .command('resume <link>')
    .description('let a record or a field go; what happened meanwhile is merged')
    .option('--field <name>', 'only this field')
    .option('--reason <text>', 'why; kept in the journal')
    .action(async (link: string, order: { field?: string; reason?: string }, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.post(`${linkPath(link)}/resume`, order), PAUSES, 'Nothing rests any more.');
    });
  links
    .command('history <link> <field>')
    .description('values that a field has had, the newest first')
    .action(async (link: string, field: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.get(`${linkPath(link)}/fields/${encodeURIComponent(field)}/history`);
      shell.list(answer, HISTORY, 'The journal tells no value of this field.');
    });
  links
    .command('rewind <link> <field> <line>')
    .description('bring a field back to a value of its history; shows the plan unless --hash confirms it')
    .option('--hash <hash>', 'of the plan that was looked at')
    .option('--reason <text>', 'why; kept in the journal')
    .action(async (link: string, field: string, line: string, order: { hash?: string; reason?: string }, command: Command) => {
      const shell = shellOf(command);
      const base = `${linkPath(link)}/fields/${encodeURIComponent(field)}/rewind`;
      if (order.hash === undefined) {
        const plan = await shell.api.post(`${base}/plan`, { line: Number(line) });
        return shell.show(
          plan,
          () => `${JSON.stringify(plan, null, 2)}\nCarry it out with: --hash ${String(at(plan, 'hash'))} --reason <text>`,
        );
      }
      if (order.reason === undefined) command.error('--hash needs --reason', { exitCode: 2 });
      const answer = await shell.api.post(base, { line: Number(line), hash: order.hash, reason: order.reason });
      shell.show(answer, () => `Ordered: ${field} of ${link} goes back.`);
    });
}
