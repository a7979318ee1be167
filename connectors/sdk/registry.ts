import type { z } from 'zod';
import type { Connector } from './contract.ts';

/** All systems that this hub can speak to, by name. */
export type ConnectorRegistry = { [system: string]: Connector };

/** A connector whose option and client types are its own business. */
export type AnyConnector = Omit<Connector<never, never>, 'options' | 'connect'> & {
  options: z.ZodType;
  connect(connection: never): unknown;
};

/**
 * Gathers connectors under their system names.
 * The types of options and clients are forgotten here: a client only ever meets the functions of the connector that made it.
 */
export function createRegistry(connectors: readonly AnyConnector[]): ConnectorRegistry {
  const registry: ConnectorRegistry = {};
  for (const connector of connectors) {
    if (registry[connector.system]) throw new Error(`Two connectors for ${connector.system}`);
    registry[connector.system] = connector as unknown as Connector;
  }
  return registry;
}
