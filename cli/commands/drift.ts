import type { Command } from 'commander';
import { shellOf } from '../output.ts';
import { at, itemsOf, table } from '../table.ts';

const RUNS = [
  ['RUN', 'id'],
  ['PAIR', 'pair'],
  ['STARTED', 'startedAt'],
  ['COMPARED', 'compared'],
  ['DIFFERENT', 'different'],
  ['MISSING', 'missing'],
  ['REPAIR', 'repairJob'],
] as const;

const PLAN = [
  ['CAUSE', 'cause'],
  ['REPAIR', 'repair'],
  ['DIFFERENCES', 'items'],
  ['RECORDS', 'links'],
] as const;

/** `uzel drift`: what comparisons found, and its repair. `uzel reconcile` starts a comparison. */
export function addDrift(program: Command): void {
  const drift = program.command('drift').description('differences between both sides, their causes, and the repair');
  drift
    .command('list', { isDefault: true })
    .description('the newest comparisons')
    .action(async (_options: object, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.get('/api/drift'), RUNS, 'Nothing was compared yet.');
    });
  drift
    .command('show <run>')
    .description('causes and repair plan of a comparison')
    .action(async (run: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.get(`/api/drift/${encodeURIComponent(run)}`);
      shell.show(answer, () =>
        [
          `Compared ${String(at(answer, 'compared'))}, different ${String(at(answer, 'different'))}`,
          table(itemsOf({ items: at(answer, 'plan') }), PLAN, shell.language),
        ].join('\n'),
      );
    });
  drift
    .command('repair <run>')
    .description('start the bulk job that repairs what a comparison found')
    .requiredOption('--reason <text>', 'why; kept in the journal')
    .action(async (run: string, { reason }: { reason: string }, command: Command) => {
      const shell = shellOf(command);
      const pair = at(await shell.api.get(`/api/drift/${encodeURIComponent(run)}`), 'pair');
      const answer = await shell.api.post('/api/jobs', { kind: 'drift_repair', pair, run: Number(run), reason });
      shell.show(answer, () => `Job ${String(at(answer, 'id'))} repairs. Follow it with: uzel jobs`);
    });
}
