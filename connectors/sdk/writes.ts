import type { WritePort } from '../../domain/deals/ports.ts';
import { HubError } from '../../domain/errors.ts';
import type { Connector, Lane, Write } from './contract.ts';
import type { AnyConnector } from './registry.ts';

/** Calls are never cut shorter than a tenth of their time-out: a busy machine is no broken system. */
const LARGEST_CALL_SCALE = 10;

/** A time-out at a limit scale, in milliseconds; connectors and the ledger count with the same figure. */
export function scaledTimeoutMs(timeoutMs: number, limitScale: number): number {
  return Math.ceil(timeoutMs / Math.min(limitScale, LARGEST_CALL_SCALE));
}

/**
 * The writing half of a connected system, for the effect ledger.
 * @param inLane  the same system's client for writes that have a lane of their own
 */
export function createWritePort(
  connector: AnyConnector,
  client: unknown,
  limitScale: number,
  inLane: (lane: Lane) => unknown = () => client,
): WritePort {
  const writes = writesOf(connector, client);
  function write(operation: string): Write<unknown> {
    const found = Object.hasOwn(writes, operation) ? writes[operation] : undefined;
    if (!found) throw unknownOperation(connector.system, operation);
    return found;
  }
  function clientOf(operation: string): unknown {
    const { lane } = write(operation);
    return lane === undefined ? client : inLane(lane);
  }
  return {
    retry(operation) {
      const { retry } = write(operation);
      return typeof retry === 'function' ? retry(client) : retry;
    },
    settleMs: (operation) => Math.ceil(write(operation).settleMs / limitScale),
    deadlineMs: (operation) => scaledTimeoutMs(write(operation).timeoutMs, limitScale),
    perform: async (operation, input, key) => write(operation).perform(clientOf(operation), input, key),
    find: async (operation, input, key) => write(operation).find(clientOf(operation), input, key),
  };
}

/** Every write of a connected system: those of its connector, and those that the connection names itself. */
export function writesOf(connector: AnyConnector, client: unknown): { [operation: string]: Write<unknown> } {
  const { writes, namedWrites } = connector as unknown as Pick<Connector, 'writes' | 'namedWrites'>;
  return { ...writes, ...namedWrites?.(client) };
}

function unknownOperation(system: string, operation: string): HubError {
  return new HubError({
    code: 'WRITE_UNKNOWN_OPERATION',
    kind: 'bug',
    userMessage: { ru: 'Узел не умеет выполнять эту запись.', en: 'Uzel does not know this write.' },
    detail: `${system}: ${operation}`,
  });
}
