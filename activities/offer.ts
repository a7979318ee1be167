import { HubError } from '../domain/errors.ts';
import type { Db } from '../store/database.ts';
import type { DeliveryRow, OpenedMessage } from '../store/deliveries.ts';
import type { Attachment } from '../store/delivery-attachments.ts';
import type { Vault } from '../store/keys.ts';
import { shareLink } from '../store/shared-links.ts';

/** For how long a page of files is there, from the moment in which its address was handed over. */
const OFFERED_MS = 14 * 24 * 3_600_000;

/**
 * Makes the page that a short text names, with the files of its message. The same again changes nothing: a repeated message names the same page. Whoever is
 * written to by SMS has no other channel left, so the code goes to that phone: the address alone lets nobody in.
 * @throws HubError `bug` for a file that is no document
 */
export async function offerFiles(
  db: Db,
  vault: Vault,
  { process, subject, unitId, personId }: DeliveryRow,
  { to, content }: OpenedMessage,
  attachments: readonly Attachment[],
  now: Date,
): Promise<void> {
  const { page, subject: title } = content;
  if (page === undefined) return;
  const files = attachments.map(({ name, contentType, size, sha256, source }) => {
    if (!('documentId' in source)) throw notKept();
    return { name, contentType, size, sha256, documentId: source.documentId };
  });
  await shareLink(
    db,
    vault,
    {
      ...{ process, subject, unitId, personId, files },
      ...page,
      createdBy: 'hub',
      expiresAt: new Date(now.getTime() + OFFERED_MS),
      content: { title, text: '' },
      codeTo: to.phone === undefined ? null : { phone: to.phone },
    },
    now,
  );
}

const notKept = () =>
  new HubError({
    code: 'FILE_NOT_KEPT',
    kind: 'bug',
    userMessage: {
      ru: 'Файл этого сообщения нельзя открыть по ссылке',
      en: 'A file of this message cannot be offered by a link',
    },
  });
