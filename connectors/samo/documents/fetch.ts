import type { ClaimDocument, FetchedDocument } from '../../../domain/booking/ports.ts';
import type { ClaimRef } from '../../../domain/deals/claim.ts';
import type { WriteInput, WriteOutcome } from '../../../domain/deals/ports.ts';
import { HubError, type Sentence } from '../../../domain/errors.ts';
import type { Write } from '../../sdk/contract.ts';
import { scaledTimeoutMs } from '../../sdk/writes.ts';
import type { SamoClient } from '../client.ts';
import { badInput, refOf, textField } from '../outcome.ts';
import { ISSUED_BY_DOWNLOAD } from './list.ts';

const TIMEOUT_MS = 180_000;

/**
 * Takes one version of a document out of SAMO: fields of `FetchDocument`, `readBack` a `FetchedDocument`.
 *
 * A write, because SAMO counts vouchers, policies and tickets as handed out once they are downloaded. Whether an interrupted download got that far is
 * told by that mark; the file itself is then lost, and a person decides whether to take it once more. Other documents leave no mark: to take
 * them again changes nothing.
 * @throws HubError `transient` while the document is being made, `conflict` when another version stands there or the claim is not paid
 */
export const fetchDocument: Write<SamoClient> = {
  retry: 'findable',
  settleMs: 120_000,
  timeoutMs: TIMEOUT_MS,
  async perform(client, input) {
    const { ref, documentId, version } = wanted(input);
    const deadlineAt = client.clock.now() + scaledTimeoutMs(TIMEOUT_MS, client.limitScale);
    const document = (await client.listDocuments(ref)).find(({ id }) => id === documentId);
    await requireFetchable(client, ref, document, version);
    const file = await client.takeFile(ref, documentId, deadlineAt);
    if (!file) throw failed('SAMO_3500', 'transient', MAKING);
    const { bytes, contentType, sha256 } = file;
    return outcome({
      documentId,
      version,
      content: Buffer.from(bytes).toString('base64'),
      contentType,
      size: bytes.length,
      sha256,
    });
  },
  async find(client, input) {
    const { ref, documentId, version } = wanted(input);
    const document = (await client.listDocuments(ref)).find(({ id }) => id === documentId);
    if (document?.version !== version || !document.issued) return null;
    return outcome({ documentId, version, content: null, contentType: null, size: null, sha256: null });
  },
};

async function requireFetchable(
  client: SamoClient,
  ref: ClaimRef,
  document: ClaimDocument | undefined,
  version: string,
): Promise<void> {
  if (!document) throw failed('SAMO_NO_DOCUMENT', 'not_found', NO_DOCUMENT);
  if (document.version !== version) throw failed('SAMO_DOCUMENT_VERSION', 'conflict', OTHER_VERSION);
  const { availability } = document;
  if (availability.state !== 'ready') {
    const { state, code, message } = availability;
    throw failed(`SAMO_${code || 'NO_REASON'}`, state === 'waits' ? 'conflict' : 'business_refusal', message);
  }
  if (!ISSUED_BY_DOWNLOAD.includes(document.category)) return;
  if ((await client.getClaim(ref))?.status.payment !== 'paid') throw failed('SAMO_DOCUMENT_UNPAID', 'conflict', UNPAID);
}

function wanted(input: WriteInput): { ref: ClaimRef; documentId: string; version: string } {
  const [documentId, version] = [textField(input.fields, 'documentId'), textField(input.fields, 'version')];
  if (!documentId || !version) throw badInput('fields.documentId and fields.version are required');
  return { ref: refOf(input), documentId, version };
}

function outcome(document: FetchedDocument): WriteOutcome {
  return { externalId: document.documentId, revision: document.version, readBack: document };
}

function failed(code: string, kind: HubError['kind'], userMessage: Sentence): HubError {
  return new HubError({ code, kind, userMessage });
}

const MAKING = {
  ru: 'САМО ещё готовит документ. Узел спросит снова.',
  en: 'SAMO is still making the document. Uzel asks again.',
};
const NO_DOCUMENT = { ru: 'У заявки САМО нет такого документа.', en: 'The claim in SAMO has no such document.' };
const OTHER_VERSION = {
  ru: 'В САМО уже другая версия документа. Узел прочитает список документов заново.',
  en: 'SAMO has another version of the document by now. Uzel reads the list again.',
};
const UNPAID = {
  ru: 'Заявка не оплачена полностью: документ не скачивается, чтобы САМО не сочло его выданным.',
  en: 'The claim is not paid in full: the document is not downloaded, so that SAMO does not count it as handed out.',
};
