import { z } from 'zod';
import type { FunctionTable } from './functions/types.ts';
import { DictionaryShape, SpecShape } from './shape.ts';

/** The spec language as JSON Schema, for editors: keys with their meaning, and the functions by name. */
export function specJsonSchema(functions: FunctionTable): object {
  const schema = z.toJSONSchema(SpecShape, { io: 'input' });
  return { ...schema, title: 'Mapping spec', $defs: { ...schema.$defs, Call: callSchema(functions) } };
}

export function dictionaryJsonSchema(): object {
  return { ...z.toJSONSchema(DictionaryShape, { io: 'input' }), title: 'Dictionary' };
}

/** A function is named alone, or as the only key of an object that holds its argument. */
function callSchema(functions: FunctionTable): object {
  const known = Object.entries(functions).sort(([a], [b]) => (a < b ? -1 : 1));
  const bare = known.filter(([, one]) => one.checkArgs(null) === null);
  const taking = known.filter(([, one]) => one.checkArgs({}) !== null && !refusesAll(one));
  return {
    anyOf: [
      ...bare.map(([name, { summary }]) => ({ const: name, description: `${summary.ru} ${summary.en}` })),
      ...taking.map(([name, { summary }]) => ({
        type: 'object',
        properties: { [name]: {} },
        required: [name],
        additionalProperties: false,
        description: `${summary.ru} ${summary.en}`,
      })),
    ],
  };
}

const SAMPLES = [1, 2, 'RU', 'last'];

function refusesAll({ checkArgs }: FunctionTable[string]): boolean {
  return SAMPLES.every((sample) => checkArgs(sample) !== null);
}
