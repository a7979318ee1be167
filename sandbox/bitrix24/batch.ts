import { CUT_OFF_SECONDS, CutOff } from './cut-off.ts';
import { type Invocation, invoke, secondsOf, timeOf } from './invoke.ts';
import { parseBrackets, phpMap } from './php.ts';
import { errorByCode, VendorError } from './vendor-error.ts';
import { asMap, asText, type Wire, type WireMap } from './wire.ts';

const MAX_COMMANDS = 50;

/**
 * Runs `cmd` one after another and answers 200 even if every command fails.
 *
 * Each part of the answer is a map by command; PHP prints it as `[]` when empty and as a list when the keys are 0…n-1. With `halt`
 * nothing after the first failure runs or is mentioned. All commands together have the time of one request. `$result[key][path]` in a parameter stands for an earlier result.
 */
export function runBatch(batch: Omit<Invocation, 'method'>): Wire {
  const { machine } = batch;
  const commands = commandsOf(batch.params);
  const halt = ['1', 'true', 'Y'].includes(asText(batch.params['halt']));
  const results: [string, Wire][] = [];
  const errors: [string, Wire][] = [];
  const totals: [string, Wire][] = [];
  const nexts: [string, Wire][] = [];
  const times: [string, Wire][] = [];
  let elapsed = 0;

  for (const [position, { key, method, query }] of commands.entries()) {
    try {
      if (position >= MAX_COMMANDS) throw errorByCode('ERROR_BATCH_LENGTH_EXCEEDED');
      if (method === 'batch') throw errorByCode('ERROR_BATCH_METHOD_NOT_ALLOWED');
      const struck = machine.faults.strike(method, ['error']);
      if (struck !== null) throw errorByCode(struck.code ?? 'INTERNAL_SERVER_ERROR');
      const params = asMap(substitute(parseBrackets(query), Object.fromEntries(results)));
      const nested = { ...batch, method, params, ...(machine.portal.switches.batchPaysForAll && { paidBy: 'batch' }) };
      const { result, total, next } = invoke(nested);
      elapsed += secondsOf(machine, method);
      results.push([key, result]);
      if (total !== undefined) totals.push([key, total]);
      if (next !== undefined) nexts.push([key, next]);
      times.push([key, timeOf(nested)]);
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      errors.push([key, error.body()]);
      if (halt) break;
    }
    if (elapsed > CUT_OFF_SECONDS) throw new CutOff();
  }
  return {
    result: phpMap(results),
    result_error: phpMap(errors),
    result_total: phpMap(totals),
    result_next: phpMap(nexts),
    result_time: phpMap(times),
  };
}

/** What a batch asks for, in order; methods in lower case. */
export function commandsOf(params: WireMap): { key: string; method: string; query: string }[] {
  return Object.entries(asMap(params['cmd'])).map(([key, command]) => {
    const [name = '', query = ''] = splitCommand(asText(command));
    return { key, method: name.toLowerCase(), query };
  });
}

/** `method?query`, with or without the `.json` ending. */
function splitCommand(command: string): [string, string] {
  const at = command.indexOf('?');
  const name = at < 0 ? command : command.slice(0, at);
  return [name.replace(/^\/|\.json$/g, ''), at < 0 ? '' : command.slice(at + 1)];
}

const reference = /\$result((?:\[[^\]]*\])+)/g;

function substitute(value: Wire, results: WireMap): Wire {
  if (Array.isArray(value)) return value.map((item) => substitute(item, results));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, results)]));
  }
  if (typeof value !== 'string') return value;
  const whole = /^\$result((?:\[[^\]]*\])+)$/.exec(value)?.[1];
  if (whole !== undefined) return follow(results, whole);
  return value.replace(reference, (_, path: string) => asText(follow(results, path)));
}

/** What stands at `[key][path]` of the results; an empty string when there is nothing. */
function follow(results: WireMap, path: string): Wire {
  let value: Wire | undefined = results;
  for (const [, step = ''] of path.matchAll(/\[([^\]]*)\]/g)) {
    value = typeof value === 'object' && value !== null ? asMap(value)[step.replace(/^['"]|['"]$/g, '')] : undefined;
  }
  return value ?? '';
}
