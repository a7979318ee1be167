import type { Command } from 'commander';
import { shellOf } from '../output.ts';
import { at } from '../table.ts';

/** `uzel access`: the way back in. */
export function addAccess(program: Command): void {
  const access = program.command('access').description('accounts of people');
  access
    .command('reset-admin')
    .description('give the first administrator a new password, shown once; ends that account’s sessions')
    .action(async (_options: object, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post('/api/people/reset-admin');
      shell.show(answer, () => `${String(at(answer, 'email'))}, password ${String(at(answer, 'password'))}`);
    });
}
