import type { Json } from '../../domain/json.ts';
import type { Db } from '../../store/database.ts';
import { appendJournal } from '../../store/journal.ts';
import type { Vault } from '../../store/keys.ts';
import type { LinkRow } from '../../store/links.ts';
import { maskText } from '../mask.ts';

/** What a person told the hub to do. */
export interface CommandLine {
  /** The caller: `person:<id>` or `token:<id>`. */
  by: string;
  type: string;
  link?: Pick<LinkRow, 'id' | 'personId'> | null;
  connectionId?: string | null;
  data?: Record<string, Json>;
  reason?: string | undefined;
}

/** Appends a command to the journal, in its transaction. Phones and e-mails that a reason quotes are masked: the line is readable to all. */
export function recordCommand(db: Db, vault: Vault, { by, type, link, connectionId, data, reason }: CommandLine): Promise<void> {
  return appendJournal(db, vault, {
    type,
    actor: by,
    ...(link ? { link } : {}),
    ...(connectionId ? { connectionId } : {}),
    data: { ...data, ...(reason === undefined ? {} : { reason: maskText(reason) }) },
  });
}
