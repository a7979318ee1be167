import type { Command } from 'commander';
import { type Api, createApi } from './api.ts';
import { type Columns, itemsOf, table } from './table.ts';

/** What a command works with: the API and a way to show its answer. */
export interface Shell {
  api: Api;
  env: NodeJS.ProcessEnv;
  language: 'ru' | 'en';
  /** Prints the answer as JSON with `--json`, else as `text` puts it. */
  show(answer: unknown, text: (answer: unknown) => string): void;
  /** Prints a list answer as a table. */
  list(answer: unknown, columns: Columns, whenEmpty: string): void;
}

/** @param command the command being run, which knows whether `--json` was given */
export function shellOf(command: Command, env: NodeJS.ProcessEnv = process.env): Shell {
  const json = command.optsWithGlobals<{ json?: boolean }>().json === true;
  const language = /^ru/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'ru' : 'en';
  const show: Shell['show'] = (answer, text) => console.log(json ? JSON.stringify(answer, null, 2) : text(answer));
  return {
    api: createApi(env),
    env,
    language,
    show,
    list: (answer, columns, whenEmpty) =>
      show(answer, () => (itemsOf(answer).length === 0 ? whenEmpty : table(itemsOf(answer), columns, language))),
  };
}
