import type { Addresses } from '../../domain/delivery/types.ts';
import { getPair } from '../../store/connections.ts';
import { getDocuments } from '../../store/documents.ts';
import { getLink } from '../../store/links.ts';
import { isWithin, type UnitScope } from '../../store/scope.ts';
import { shareLink } from '../../store/shared-links.ts';
import type { ServerDeps } from '../deps.ts';
import { fileName } from '../document-views.ts';
import { conflict } from '../refusals.ts';
import { recordCommand } from './journal.ts';
import { unknownLink } from './links.ts';

interface Wanted {
  link: string;
  documents: readonly string[];
  title: string;
  text: string;
  language: 'ru' | 'en';
  hours: number;
  codeTo: Addresses | null;
  reason: string;
}

/**
 * Makes a link to documents of a claim that the hub holds.
 * @returns its id, and its address, which is kept nowhere
 * @throws HubError `not_found` outside the scope, `conflict` where a document is not there yet
 */
export async function shareDocuments(
  deps: Pick<ServerDeps, 'db' | 'vault'> & { publicUrl: string; now(): Date },
  by: string,
  scope: UnitScope,
  wanted: Wanted,
): Promise<{ id: string; url: string }> {
  const { db, vault } = deps;
  const link = await getLink(db, wanted.link);
  if (!link || !(await isWithin(db, 'link', link.id, scope))) throw unknownLink();
  const rows = await getDocuments(db, wanted.documents);
  const files = rows.flatMap((row) => {
    const { id, linkId, contentType, sizeBytes, sha256 } = row;
    if (linkId !== link.id || contentType === null || sizeBytes === null || sha256 === null) return [];
    return [{ documentId: id, name: fileName(row, link.leftNumber), contentType, size: sizeBytes, sha256 }];
  });
  if (files.length !== new Set(wanted.documents).size)
    throw conflict(
      'DOCUMENTS_NOT_THERE',
      'Не все документы этой заявки уже получены.',
      'Not all of these documents belong to the claim and are there.',
    );
  const now = deps.now();
  const { title, text, language, codeTo } = wanted;
  const pair = await getPair(db, link.pairId);
  return db.transaction(async (tx) => {
    const { id, token } = await shareLink(
      tx,
      vault,
      {
        process: 'documents',
        subject: link.id,
        unitId: pair?.unitId ?? null,
        personId: link.personId,
        language,
        createdBy: by,
        expiresAt: new Date(now.getTime() + wanted.hours * 3_600_000),
        content: { title, text },
        codeTo,
        files,
      },
      now,
    );
    await recordCommand(tx, vault, {
      type: 'documents_shared',
      by,
      link,
      data: { share: id, documents: files.length, code: codeTo !== null, hours: wanted.hours },
      reason: wanted.reason,
    });
    return { id, url: `${deps.publicUrl}/d/${token}` };
  });
}
