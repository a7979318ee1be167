import type { Command } from 'commander';
import { type Shell, shellOf } from '../output.ts';
import { at, itemsOf, table } from '../table.ts';

const COLUMNS = [
  ['KIND', 'kind'],
  ['OF', 'of'],
  ['CODE', 'code'],
  ['TYPE', 'type'],
  ['TITLE', 'title'],
  ['STATE', 'state'],
  ['NOTE', 'note'],
] as const;

const MADE = [
  ['KIND', 'kind'],
  ['OF', 'entity'],
  ['CODE', 'code'],
  ['ID', 'id'],
] as const;

interface Asked {
  apply?: true;
  undo?: true;
  print?: true;
  hash?: string;
  reason?: string;
}

/** `uzel prepare`: what an installation lacks for the mappings; makes it, takes it back. */
export function addPrepare(program: Command): void {
  program
    .command('prepare <connection>')
    .description('what the mappings need at an installation and what it lacks; changes nothing without --apply or --undo')
    .option('--apply', 'make what the plan lists as missing; needs --hash and --reason')
    .option('--undo', 'remove what the hub has made there, fields with their contents; needs --reason')
    .option('--print', 'the plan as a page for an administrator who makes everything by hand')
    .option('--hash <hash>', 'of the plan that was looked at')
    .option('--reason <text>', 'why; kept in the journal')
    .action(async (connection: string, asked: Asked, command: Command) => {
      const { apply, undo, print, hash, reason } = asked;
      if ([apply, undo, print].filter(Boolean).length > 1) command.error('give one of --apply, --undo, --print', { exitCode: 2 });
      const shell = shellOf(command);
      const base = `/api/connections/${encodeURIComponent(connection)}/prepare`;
      if (print) return console.log(await shell.api.text(`${base}/print?language=${shell.language}`));
      if (apply) {
        if (hash === undefined || reason === undefined) command.error('--apply needs --hash and --reason', { exitCode: 2 });
        return made(shell, await shell.api.post(`${base}/apply`, { hash, reason }));
      }
      if (undo) {
        if (reason === undefined) command.error('--undo needs --reason', { exitCode: 2 });
        const answer = await shell.api.post(`${base}/undo`, { reason });
        return shell.show(answer, () => listed(shell, at(answer, 'removed'), 'Removed:', 'Nothing to remove.'));
      }
      return planned(shell, connection, await shell.api.post(`${base}/plan`, {}));
    });
}

function planned(shell: Shell, connection: string, answer: unknown): void {
  shell.show(answer, () => {
    const items = itemsOf(answer);
    const hash = String(at(answer, 'hash'));
    const open = items.some((item) => at(item, 'state') !== 'present');
    const next = open
      ? `Make what is missing: uzel prepare ${connection} --apply --hash ${hash} --reason <text>`
      : 'Nothing is missing.';
    return [table(items, COLUMNS, shell.language), '', `Plan ${hash}`, next].join('\n');
  });
}

function made(shell: Shell, answer: unknown): void {
  shell.show(answer, () => listed(shell, at(answer, 'made'), 'Made:', 'Nothing was made.'));
  const failed = at(answer, 'failed');
  if (failed === null || failed === undefined) return;
  console.error(`Stopped at ${String(at(failed, 'item.code'))}: ${String(at(failed, `error.sentence.${shell.language}`))}`);
  process.exitCode = 1;
}

function listed(shell: Shell, things: unknown, heading: string, whenEmpty: string): string {
  return Array.isArray(things) && things.length > 0 ? `${heading}\n${table(things, MADE, shell.language)}` : whenEmpty;
}
