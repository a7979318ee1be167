import type { PathOf, RequestOf } from '../../api/types.ts';

type Query = NonNullable<RequestOf<'get', '/events' & PathOf<'get'>>['query']>;

export const STATES = ['pending', 'done', 'dead'] as const;
export const KINDS = ['hint', 'fact'] as const;
export const FILTERS = ['state', 'connection', 'kind', 'cause', 'record', 'replay'] as const;

/** What stands in the address, as the API takes it; words that it does not know are left out. */
export function asked(given: { [name in (typeof FILTERS)[number]]?: string }): Query {
  const { state, kind, ...rest } = given;
  return {
    ...rest,
    ...optional(
      'state',
      STATES.find((one) => one === state),
    ),
    ...optional(
      'kind',
      KINDS.find((one) => one === kind),
    ),
  };
}

const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [key in Name]?: Value };
