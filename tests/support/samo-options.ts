import { optionsOf, type SaidConnection } from '../../runtime/sandbox-options.ts';

/** Options of a connection that uses every interface of the SAMO twin, as the sandbox's own connection has them. */
export function allTransports(connection: object): object {
  return optionsOf(connection as SaidConnection);
}
