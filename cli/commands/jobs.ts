import type { Command } from 'commander';
import { shellOf } from '../output.ts';
import { at, itemsOf, table } from '../table.ts';

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
    .description(
      'plan a first sync: every claim of the booking system, in the bulk lane; nothing is written before it is confirmed',
    )
    .requiredOption('--reason <text>', 'why; kept in the journal')
    .action(async (pair: string, { reason }: { reason: string }, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post('/api/jobs', { kind: 'first_sync', pair, reason });
      shell.show(
        answer,
        () => `Job ${String(at(answer, 'id'))} is being planned. Look at it with: uzel jobs plan ${String(at(answer, 'id'))}`,
      );
    });
  jobs
    .command('plan <job>')
    .description('what a job would do: counts, a sample, and the hash that confirms it')
    .action(async (job: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.get(`/api/jobs/${encodeURIComponent(job)}`);
      shell.show(answer, () => planText(answer, shell.language));
    });
  jobs
    .command('confirm <job>')
    .description('let a planned job begin: its canary first, the rest when nothing is wrong with it')
    .requiredOption('--hash <hash>', 'of the plan that was looked at')
    .requiredOption('--reason <text>', 'why; kept in the journal')
    .action(async (job: string, order: { hash: string; reason: string }, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post(`/api/jobs/${encodeURIComponent(job)}/confirm`, order);
      shell.show(answer, () => `Job ${job} is ${String(at(answer, 'state'))}. Follow it with: uzel jobs`);
    });
  jobs
    .command('drop <job>')
    .description('give a planned or halted job up; what it has done stays')
    .requiredOption('--reason <text>', 'why; kept in the journal')
    .action(async (job: string, order: { reason: string }, command: Command) => {
      const shell = shellOf(command);
      shell.show(await shell.api.post(`/api/jobs/${encodeURIComponent(job)}/drop`, order), () => `Job ${job} is given up.`);
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

const SAMPLES = [
  ['CLAIM', 'number'],
  ['WOULD', 'act'],
  ['ABOUT', 'about'],
] as const;

function planText(job: unknown, language: 'ru' | 'en'): string {
  const halted = at(job, `halt.sentence.${language}`);
  const state = [`State: ${String(at(job, 'state'))}`, ...(typeof halted === 'string' ? [halted] : [])];
  const plan = at(job, 'plan');
  if (plan === null || plan === undefined) return [...state, 'There is no plan yet.'].join('\n');
  const estimate = at(plan, 'estimate');
  const counts = Object.entries(typeof estimate === 'object' && estimate !== null ? estimate : {}).map(
    ([act, n]) => `${act} ${String(n)}`,
  );
  return [
    ...state,
    `Subjects: ${String(at(plan, 'subjects'))}, linked already: ${String(at(plan, 'linked'))}`,
    `Estimate: ${counts.join(', ')}`,
    '',
    table(itemsOf({ items: at(plan, 'samples') }), SAMPLES, language),
    '',
    `Plan ${String(at(plan, 'hash'))}`,
  ].join('\n');
}
