import { type RotationRow, startRotation } from '../../store/rotation.ts';
import type { ServerDeps } from '../deps.ts';
import { recordCommand } from './journal.ts';

/** Starts wrapping all data keys by the present master key, or joins the rotation that does so. */
export async function rotateKeys(
  deps: Pick<ServerDeps, 'db' | 'vault' | 'keys'>,
  by: string,
  reason: string,
): Promise<RotationRow> {
  const { rotation, fresh } = await startRotation(deps.db, deps.keys.present, by);
  if (fresh)
    await recordCommand(deps.db, deps.vault, {
      by,
      type: 'keys_rotation_started',
      data: { rotation: rotation.id, master: rotation.master },
      reason,
    });
  deps.keys.wake();
  return rotation;
}
