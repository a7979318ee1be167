import { getConnection, openSecrets } from '../../store/connections.ts';
import { rotateSecret } from '../../store/secrets.ts';
import { holdName } from '../../store/waking.ts';
import type { ServerDeps } from '../deps.ts';
import { InvalidRequest } from '../refusals.ts';
import { unknownConnection } from './connections.ts';
import { recordCommand } from './journal.ts';
import { checkOptions } from './options.ts';

type Deps = Pick<ServerDeps, 'db' | 'vault' | 'registry' | 'connected'>;

interface Replacement {
  name: string;
  value: string;
  /** For how long the old value is accepted besides. */
  overlapHours: number;
  reason: string;
}

const HOUR_MS = 3_600_000;

/**
 * Replaces a secret that proves the origin of events; for the overlap the old one proves it too. The same value again changes nothing.
 * @throws InvalidRequest when the option is no such secret, or the connector refuses the value
 */
export async function replaceHookSecret(
  deps: Deps,
  by: string,
  id: string,
  { name, value, overlapHours, reason }: Replacement,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await holdName(tx, `connection:${id}`);
    const row = await getConnection(tx, id);
    if (!row) throw unknownConnection();
    const connector = deps.registry[row.system];
    if (!connector?.hook?.secrets?.some((one: string) => one === name))
      throw new InvalidRequest([{ path: 'name', message: 'not a secret that proves the origin of events' }]);
    const secret = await openSecrets(tx, deps.vault, id);
    if (secret[name] === value) return;
    checkOptions(connector, { [name]: value }, { open: row.options, secret });
    const until = new Date(Date.now() + overlapHours * HOUR_MS);
    await rotateSecret(tx, deps.vault, id, { name, value, until });
    await recordCommand(tx, deps.vault, {
      by,
      type: 'secret_replaced',
      connectionId: id,
      data: { secret: name, overlapHours },
      reason,
    });
  });
  deps.connected.forget(id);
}
