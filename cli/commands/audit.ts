import type { Command } from 'commander';
import { shellOf } from '../output.ts';
import { at } from '../table.ts';

const COLUMNS = [
  ['ID', 'id'],
  ['AT', 'at'],
  ['ACTOR', 'actor'],
  ['ACT', 'act'],
  ['OUTCOME', 'outcome'],
  ['TARGET', 'target'],
  ['REASON', 'reason'],
] as const;

const WHY: { [reason: string]: string } = {
  gap: 'an entry is missing',
  chain: 'it does not follow from the one before',
  entry: 'it was changed after it was written',
  rows: 'a line of the journal in its range was changed, added or removed',
  seal: 'the seal itself was changed',
};

interface ListOptions {
  actor?: string;
  act?: string;
  target?: string;
  limit: string;
  cursor?: string;
}

/** `uzel audit`: who did or saw what, and whether the record of it is whole. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('who did or saw what');
  audit
    .command('list', { isDefault: true })
    .description('entries, the newest first; this reading becomes an entry, too')
    .option('--actor <actor>', 'only of one, such as person:usr_… or token:bootstrap')
    .option('--act <act>', 'only sign_in, command, read …')
    .option('--target <part>', 'only where method and path hold this, such as an id')
    .option('--limit <n>', 'how many', '50')
    .option('--cursor <cursor>', 'continue a longer list')
    .action(async (options: ListOptions, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.get('/api/audit', { ...options });
      shell.list(answer, COLUMNS, 'No such entries.');
      const cursor = at(answer, 'nextCursor');
      if (typeof cursor === 'string' && command.optsWithGlobals<{ json?: boolean }>().json !== true)
        console.log(`More: --cursor ${cursor}`);
    });
  audit
    .command('verify')
    .description('recompute the chain of the audit and the seals of the journal, and say where one breaks')
    .action(async (_options: object, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.get('/api/audit/verify');
      shell.show(answer, () => [auditLine(at(answer, 'audit')), journalLine(at(answer, 'journal'))].join('\n'));
      if (at(answer, 'audit.ok') !== true || at(answer, 'journal.ok') !== true) process.exitCode = 1;
    });
}

function auditLine(verdict: unknown): string {
  return at(verdict, 'ok') === true
    ? `Audit: whole, ${at(verdict, 'entries')} entries, head ${at(verdict, 'head')}`
    : `Audit: BROKEN at entry ${at(verdict, 'entry')}: ${why(verdict)}`;
}

function journalLine(verdict: unknown): string {
  return at(verdict, 'ok') === true
    ? `Journal: whole, ${at(verdict, 'rows')} lines under ${at(verdict, 'seals')} seals`
    : `Journal: BROKEN at seal ${at(verdict, 'seal')}: ${why(verdict)}`;
}

const why = (verdict: unknown) => WHY[String(at(verdict, 'reason'))] ?? String(at(verdict, 'reason'));
