import qs from 'qs';
import { z } from 'zod';
import { phpMap, timing } from './wire.ts';

const MOST_COMMANDS = 50;
/** A batch has the 60 seconds of one request: full pages of records weigh more than one. */
const WEIGHTS: { [method: string]: number } = { 'crm.item.list': 5, 'crm.item.fields': 2, 'crm.activity.list': 2, 'user.get': 2 };
/** Slow, written by position, or bound to a queue: these go alone. */
const ALONE =
  /^(batch$|event\.|imconnector\.|imopenlines\.|crm\.documentgenerator\.|disk\.|telephony\.|tasks?\.|crm\.item\.(import|batchimport)$)/i;

export interface Command {
  method: string;
  params: object;
}

export function mayRideAlong(method: string): boolean {
  return !ALONE.test(method);
}

/** Waiting commands in loads of one request each, in their order. */
export function loads<T extends Command>(commands: readonly T[]): T[][] {
  const packed: T[][] = [];
  let room = 0;
  for (const command of commands) {
    const weight = WEIGHTS[command.method] ?? 1;
    if (weight > room) {
      packed.push([]);
      room = MOST_COMMANDS;
    }
    packed.at(-1)?.push(command);
    room -= weight;
  }
  return packed;
}

/**
 * Parameters of `batch`. Keys are words: with numbers PHP would print lists, whose entries cannot be told apart. `halt: 0` lets the others go on.
 * `$result[c0]…` in a parameter stands for an earlier answer.
 */
export function batchParams(commands: readonly Command[]): object {
  return {
    halt: 0,
    cmd: Object.fromEntries(commands.map(({ method, params }, at) => [keyOf(at), `${method}?${query(params)}`])),
  };
}

export const keyOf = (at: number) => `c${at}`;

/** PHP brackets; PHP reads true and false as words, so that booleans go as 1 and 0. */
function query(params: object): string {
  return qs.stringify(params, {
    arrayFormat: 'indices',
    encoder: (value, encode) => encode(value === true ? '1' : value === false ? '0' : value),
  });
}

/** Each part is a map by command, or `[]` when it is empty. */
export const batchResult = z.object({
  result: phpMap(z.unknown()),
  result_error: phpMap(z.unknown()),
  result_total: phpMap(z.unknown()).catch({}),
  result_next: phpMap(z.unknown()).catch({}),
  result_time: phpMap(timing.optional().catch(undefined)).catch({}),
});
export type BatchResult = z.output<typeof batchResult>;
