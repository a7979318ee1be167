import type { Command } from 'commander';
import { shellOf } from '../output.ts';
import { at } from '../table.ts';

const COLUMNS = [
  ['JOB', 'id'],
  ['KIND', 'kind'],
  ['PAIR', 'pair'],
  ['STATE', 'state'],
  ['DONE', 'done'],
  ['DEAD', 'dead'],
  ['LEFT', 'left'],
  ['TOTAL', 'total'],
  ['ETA, S', 'etaSeconds'],
] as const;

/** `uzel jobs`: many subjects at once, with progress, halt and resume. */
export function addJobs(program: Command): void {
  const jobs = program.command('jobs').description('bulk jobs and their progress');
  jobs
    .command('list', { isDefault: true })
    .description('the newest jobs')
    .action(async (_options: object, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.get('/api/jobs'), COLUMNS, 'No jobs.');
    });
  jobs
    .command('start <pair>')
    .description('first sync: every claim of the booking system, in the bulk lane')
    .requiredOption('--reason <text>', 'why; kept in the journal')
    .action(async (pair: string, { reason }: { reason: string }, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post('/api/jobs', { kind: 'first_sync', pair, reason });
      shell.show(answer, () => `Job ${String(at(answer, 'id'))} runs. Follow it with: uzel jobs`);
    });
  for (const [verb, what] of [
    ['halt', 'hand out nothing more'],
    ['resume', 'go on where the job stood'],
  ] as const) {
    jobs
      .command(`${verb} <job>`)
      .description(what)
      .action(async (job: string, _options: object, command: Command) => {
        const shell = shellOf(command);
        const answer = await shell.api.post(`/api/jobs/${encodeURIComponent(job)}/${verb}`, {});
        shell.show(answer, () => `Job ${job} is ${String(at(answer, 'state'))}.`);
      });
  }
}
