import { getPair } from '../../store/connections.ts';
import { insertEvents } from '../../store/inbox.ts';
import { getLink } from '../../store/links.ts';
import { addPause, dropPause, WHOLE_RECORD } from '../../store/pauses.ts';
import { closeTask } from '../../store/tasks.ts';
import type { ServerDeps } from '../deps.ts';
import { maskText } from '../mask.ts';
import { InvalidRequest } from '../refusals.ts';
import { explainMapping } from '../rules.ts';
import { hintOf } from './hints.ts';
import { recordCommand } from './journal.ts';
import { unknownLink } from './links.ts';

type Deps = Pick<ServerDeps, 'db' | 'vault' | 'wake'>;

/** What rests: a record, or one field of it when `field` is given. */
export interface Resting {
  link: string;
  field: string | null;
}

/** Leaves a record, or one of its fields, alone until it is let go. Idempotent: the first reason stands. */
export async function pauseLink(deps: Deps, by: string, { link: id, field }: Resting, reason: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const link = await getLink(tx, id);
    if (!link) throw unknownLink();
    const known = await explainMapping(deps.db, link.mappingHash);
    if (field !== null && known !== null && !known.fields.has(field)) {
      throw new InvalidRequest([{ path: 'field', message: 'the mapping has no such field' }], 'FIELD_UNKNOWN');
    }
    const stored = { linkId: id, field: field ?? WHOLE_RECORD, reason: maskText(reason), by };
    if (!(await addPause(tx, stored))) return;
    await recordCommand(tx, deps.vault, { by, type: 'sync_paused', link, data: { field }, reason });
  });
}

/** Lets a record or field go: what happened on both sides meanwhile is merged against what they last agreed on. Idempotent. */
export async function resumeLink(
  deps: Deps,
  by: string,
  { link: id, field }: Resting,
  reason: string | undefined,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const link = await getLink(tx, id);
    const pair = link && (await getPair(tx, link.pairId));
    if (!link || !pair) throw unknownLink();
    const name = field ?? WHOLE_RECORD;
    if (!(await dropPause(tx, id, name))) return;
    await closeTask(tx, `loop:${id}:${name}`, by);
    await insertEvents(tx, deps.vault, [hintOf(pair, link)]);
    await recordCommand(tx, deps.vault, { by, type: 'sync_resumed', link, data: { field }, reason });
  });
  deps.wake();
}
