import { Argument, type Command } from 'commander';
import { shellOf } from '../output.ts';

const MODES = ['off', 'observe', 'live'];

const COLUMNS = [
  ['PROCESS', 'process'],
  ['CONNECTION', 'connection'],
  ['MODE', 'mode'],
] as const;

/** `uzel reconcile` and `uzel modes`: compare now, and decide what may be written. */
export function addControl(program: Command): void {
  program
    .command('reconcile [pair]')
    .description('compare both sides now: one pair (a link id), or all')
    .action(async (pair: string | undefined, _options: object, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post('/api/reconcile', pair === undefined ? {} : { pair });
      shell.show(answer, () => (pair === undefined ? 'All pairs will be compared.' : `Pair ${pair} will be compared.`));
    });

  program
    .command('modes')
    .description('what each process may write to each connection; with three arguments, change it')
    .argument('[process]')
    .argument('[connection]')
    .addArgument(
      new Argument('[mode]', 'off: nothing runs; observe: planned writes are stored, none is made; live').choices(MODES),
    )
    .action(
      async (
        process: string | undefined,
        connection: string | undefined,
        mode: string | undefined,
        _options: object,
        command: Command,
      ) => {
        const shell = shellOf(command);
        if (process === undefined) return shell.list(await shell.api.get('/api/modes'), COLUMNS, 'No modes are set.');
        if (connection === undefined || mode === undefined)
          command.error('give all three: process, connection and mode', { exitCode: 2 });
        const answer = await shell.api.put('/api/modes', { process, connection, mode });
        shell.show(answer, () => `${process} on ${connection} is now ${mode}.`);
      },
    );
}
