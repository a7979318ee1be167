import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { shellOf } from '../output.ts';
import { at } from '../table.ts';

const COLUMNS = [
  ['ROUTE', 'id'],
  ['TITLE', 'title'],
  ['STATE', 'state'],
  ['MODE', 'mode'],
  ['FROM', 'source.connection'],
  ['EVENT', 'source.event'],
  ['TO', 'target.connection'],
  ['WRITE', 'target.write'],
  ['WAITING', 'figures.waiting'],
  ['PARKED', 'figures.parked'],
  ['WRITTEN 24H', 'figures.lastDay.written'],
] as const;

const EVENT_COLUMNS = [
  ['EVENT', 'id'],
  ['KEY', 'externalId'],
  ['STATE', 'state'],
  ['RESULT', 'result'],
  ['WHY', 'error.sentence'],
  ['RECEIVED', 'receivedAt'],
] as const;

const read = (file: string): unknown => parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
const address = (id: string, rest = '') => `/api/routes/${encodeURIComponent(id)}${rest}`;

/** `uzel routes`: from events to writes, as files. */
export function addRoutes(program: Command): void {
  const routes = program.command('routes').description('routes from events to writes');
  routes
    .command('list', { isDefault: true })
    .description('every route with its figures')
    .action(async (_options: object, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.get('/api/routes'), COLUMNS, 'No routes yet.');
    });
  routes
    .command('show <route>')
    .description('what a route says')
    .action(async (route: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      shell.show(await shell.api.get(address(route)), (answer) => JSON.stringify(answer, null, 2));
    });
  routes
    .command('apply <file>')
    .description('add a route from a YAML or JSON file (- reads the input), or replace one')
    .option('--route <id>', 'replace this route')
    .action(async (file: string, { route }: { route?: string }, command: Command) => {
      const shell = shellOf(command);
      const said = read(file);
      const answer = route === undefined ? await shell.api.post('/api/routes', said) : await shell.api.put(address(route), said);
      shell.show(answer, () => `Route ${String(at(answer, 'id'))} is ${String(at(answer, 'state'))}.`);
    });
  routes
    .command('test <file> <sample>')
    .description('try a route on a sample event; writes nothing')
    .action(async (file: string, sample: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post('/api/routes/test', { route: read(file), sample: read(sample) });
      shell.show(answer, () => JSON.stringify(answer, null, 2));
    });
  for (const [verb, state, what] of [
    ['on', 'on', 'take events and write'],
    ['pause', 'paused', 'take events and let them wait'],
    ['off', 'off', 'take no events'],
  ] as const) {
    routes
      .command(`${verb} <route>`)
      .description(what)
      .option('--reason <text>', 'why; kept in the journal')
      .action(async (route: string, { reason }: { reason?: string }, command: Command) => {
        const shell = shellOf(command);
        const answer = await shell.api.post(address(route, '/turn'), { state, ...(reason === undefined ? {} : { reason }) });
        shell.show(answer, () => `Route ${route} is ${String(at(answer, 'state'))}.`);
      });
  }
  routes
    .command('events <route>')
    .description('the newest events and what became of each')
    .option('--state <state>', 'pending, done or dead')
    .action(async (route: string, { state }: { state?: string }, command: Command) => {
      const shell = shellOf(command);
      const query = state === undefined ? '' : `?state=${encodeURIComponent(state)}`;
      shell.list(await shell.api.get(address(route, `/events${query}`)), EVENT_COLUMNS, 'No events.');
    });
}
