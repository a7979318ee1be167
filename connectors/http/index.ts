import { defineConnector } from '../sdk/contract.ts';
import { createHttpClient, type HttpClient } from './client.ts';
import { hook } from './hook.ts';
import { budgets } from './limits.ts';
import { type HttpOptions, httpOptions } from './options.ts';
import { describe, probe } from './probe.ts';
import { pullItems } from './pulls.ts';
import { namedWrites } from './writes.ts';

/** Any system that speaks HTTP and JSON: what it takes and what it sends is said in the connection, not in code. */
export const http = defineConnector<HttpOptions, HttpClient>({
  system: 'http',
  title: { ru: 'HTTP и JSON', en: 'HTTP and JSON' },
  options: httpOptions,
  connect: createHttpClient,
  probe,
  describe,
  budgets,
  hook,
  pulls: { items: pullItems },
  feeds: (options): { [pull: string]: number } => (options['pull'] === undefined || options['pull'] === null ? {} : { items: 1 }),
  writes: {},
  namedWrites,
});
