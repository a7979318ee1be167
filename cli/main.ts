import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { projectRoot } from '../config/root.ts';
import { SettingsError } from '../config/settings.ts';
import { ProvisionError } from '../runtime/provision/error.ts';
import { ApiProblem } from './api.ts';
import { addAccess } from './commands/access.ts';
import { addAlerts } from './commands/alerts.ts';
import { addAudit } from './commands/audit.ts';
import { addConnections } from './commands/connections.ts';
import { addControl } from './commands/control.ts';
import { addDocuments } from './commands/documents.ts';
import { addDrift } from './commands/drift.ts';
import { addEvents } from './commands/events.ts';
import { addJobs } from './commands/jobs.ts';
import { addKeys } from './commands/keys.ts';
import { addLinks } from './commands/links.ts';
import { addMappings } from './commands/mappings.ts';
import { addPayments } from './commands/payments.ts';
import { addPrepare } from './commands/prepare.ts';
import { addRoutes } from './commands/routes.ts';
import { addRun } from './commands/run.ts';
import { addTemplates } from './commands/templates.ts';

const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string };

const program = new Command('uzel')
  .description('Integration hub: the hub itself, and a client of its API (UZEL_URL, UZEL_API_TOKEN)')
  .version(version)
  .option('--json', 'print answers as JSON');

program
  .command('start')
  .description('run the hub, with its own PostgreSQL and Temporal unless DATABASE_URL and TEMPORAL_ADDRESS are set')
  .option('--sandbox', 'run the sandbox too, next to real services')
  // Loaded on demand: a client command should not wait for the server's modules.
  .action(async (options: { sandbox?: boolean }) => (await import('./start.ts')).runStart(options));

program
  .command('doctor')
  .description('check what the hub needs on this machine, and say how to mend what is missing')
  .action(async (_options: object, command: Command) => {
    const { runDoctor } = await import('./doctor.ts');
    process.exitCode = await runDoctor(command.optsWithGlobals<{ json?: boolean }>().json === true);
  });

addAccess(program);
addAudit(program);
addAlerts(program);
addConnections(program);
addEvents(program);
addControl(program);
addJobs(program);
addLinks(program);
addDocuments(program);
addDrift(program);
addKeys(program);
addMappings(program);
addPayments(program);
addPrepare(program);
addRoutes(program);
addRun(program);
addTemplates(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) throw error;
  const expected = error instanceof ApiProblem || error instanceof SettingsError || error instanceof ProvisionError;
  console.error(expected ? error.message : error);
  process.exitCode = 1;
}
