import type { Command } from 'commander';
import { shellOf } from '../output.ts';
import { at, table } from '../table.ts';

const COLUMNS = [
  ['ID', 'id'],
  ['SYSTEM', 'system'],
  ['TITLE', 'title'],
  ['STATE', 'state'],
  ['REASON', 'reason'],
  ['PENDING', 'pending'],
] as const;

/** `uzel connections`: what is connected, whether it works, pause and resume. */
export function addConnections(program: Command): void {
  const connections = program.command('connections').description('connected systems');

  connections
    .command('list', { isDefault: true })
    .description('every connection and its state')
    .action(async (_options: object, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.get('/api/connections'), COLUMNS, 'No connections yet.');
    });

  connections
    .command('test <id>')
    .description('ask the system what this connection can do')
    .action(async (id: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      shell.show(await shell.api.post(`/api/connections/${encodeURIComponent(id)}/test`), (answer) => {
        const capabilities = at(answer, 'capabilities');
        const rows = Array.isArray(capabilities) ? capabilities : [];
        return table(
          rows,
          [
            ['CAN', 'name'],
            ['AVAILABLE', 'available'],
            ['WHY', 'reason'],
          ],
          shell.language,
        );
      });
    });

  connections
    .command('pause <id>')
    .description('stop calls to the system; events are kept')
    .requiredOption('--reason <text>', 'shown to everyone who asks why')
    .action(async (id: string, { reason }: { reason: string }, command: Command) => {
      const shell = shellOf(command);
      shell.show(await shell.api.post(`/api/connections/${encodeURIComponent(id)}/pause`, { reason }), () => `${id} is paused.`);
    });

  connections
    .command('resume <id>')
    .description('let calls through again and work off what was kept')
    .action(async (id: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      shell.show(await shell.api.post(`/api/connections/${encodeURIComponent(id)}/resume`), () => `${id} is active again.`);
    });
}
