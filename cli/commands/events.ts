import { type Command, InvalidArgumentError, Option } from 'commander';
import { shellOf } from '../output.ts';
import { at } from '../table.ts';

const COLUMNS = [
  ['ID', 'id'],
  ['STATE', 'state'],
  ['CONNECTION', 'connection'],
  ['ENTITY', 'entity'],
  ['SUBJECT', 'subject'],
  ['RECEIVED', 'receivedAt'],
  ['CODE', 'error.code'],
] as const;

/** `uzel events` and `uzel replay`: what waits or failed, and another try. */
export function addEvents(program: Command): void {
  program
    .command('events')
    .description('inbound events, the newest first')
    .addOption(new Option('--state <state>', 'only these').choices(['dead', 'pending']))
    .option('--limit <n>', 'how many', wholeNumber, 50)
    .option('--cursor <cursor>', 'continue a longer list')
    .action(async (options: { state?: string; limit: number; cursor?: string }, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.get('/api/events', { state: options.state, limit: options.limit, cursor: options.cursor });
      shell.list(answer, COLUMNS, 'No such events.');
      const cursor = at(answer, 'nextCursor');
      if (typeof cursor === 'string' && command.optsWithGlobals<{ json?: boolean }>().json !== true)
        console.log(`More: --cursor ${cursor}`);
    });

  program
    .command('replay <eventId>')
    .description('put a dead event back to work; writes already made are not repeated')
    .action(async (id: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      shell.show(await shell.api.post(`/api/events/${encodeURIComponent(id)}/replay`), () => `Event ${id} is pending again.`);
    });
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > 1000) throw new InvalidArgumentError('a whole number from 1 to 1000');
  return Number(text);
}
