import type { Command } from 'commander';
import { shellOf } from '../output.ts';
import { at, cell, itemsOf } from '../table.ts';

/** `uzel run`: where one claim stands, with the way to its workflow. */
export function addRun(program: Command): void {
  program
    .command('run <claim>')
    .description('a claim, its deal, the state of their link and its workflow')
    .action(async (claim: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.get('/api/links', { claim });
      if (itemsOf(answer).length === 0) process.exitCode = 1;
      shell.show(answer, () => {
        const links = itemsOf(answer);
        if (links.length === 0) return `No link for claim ${claim}: it has not arrived, or the number is wrong.`;
        return links.map((link) => describe(link, shell.language, shell.env)).join('\n\n');
      });
    });
}

function describe(link: unknown, language: 'ru' | 'en', env: NodeJS.ProcessEnv): string {
  const rows = [
    ['claim', cell(at(link, 'claim'), language)],
    ['deal', cell(at(link, 'deal'), language)],
    ['link', cell(at(link, 'id'), language)],
    ['state', cell(at(link, 'state'), language)],
    ['workflow', workflowPage(String(at(link, 'workflowId') ?? `deal:${at(link, 'id')}`), env)],
  ];
  return rows.map(([name, value]) => `${name?.padEnd(9)} ${value}`).join('\n');
}

function workflowPage(workflowId: string, env: NodeJS.ProcessEnv): string {
  const ui = (env.UZEL_TEMPORAL_UI_URL || `http://localhost:${env.UZEL_TEMPORAL_UI_PORT || 8233}`).replace(/\/+$/, '');
  return `${ui}/namespaces/${env.TEMPORAL_NAMESPACE || 'default'}/workflows/${encodeURIComponent(workflowId)}`;
}
