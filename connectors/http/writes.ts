import type { WriteRetry } from '../../domain/deals/ports.ts';
import type { Write } from '../sdk/contract.ts';
import type { HttpClient } from './client.ts';
import type { RequestSpec } from './request-options.ts';

/** The writes that a connection names, each in the retry class that follows from what is known of it. */
export function namedWrites({ options }: HttpClient): { [operation: string]: Write<HttpClient> } {
  return Object.fromEntries(
    Object.entries(options.requests).map(([name, spec]): [string, Write<HttpClient>] => [
      name,
      {
        retry: retryOf(spec),
        settleMs: spec.settleMs,
        timeoutMs: options.timeoutMs,
        perform: (client, input, key) => client.send(name, spec, input, key),
        render: (client, input, key) => client.render(spec, input, key),
        find: (client, input, key) => client.find(name, spec, input, key),
      },
    ]),
  );
}

/** What the system promises decides: a key it honours, repeats that do no harm, a way to look, or nothing at all. */
export function retryOf(spec: RequestSpec): WriteRetry {
  if (spec.idempotencyHeader !== undefined) return 'keyed';
  if (spec.repeatable) return 'safe';
  return spec.find === undefined ? 'manual' : 'findable';
}
