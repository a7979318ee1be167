import type { FetchDocument } from '../../domain/booking/ports.ts';
import type { ListedDocument } from '../../domain/documents/types.ts';
import { permitFor } from '../../domain/effects/permit.ts';
import type { EffectPlan, Mode } from '../../domain/effects/plan.ts';
import type { HubError } from '../../domain/errors.ts';
import { failDocument, getDocuments, keepBytes } from '../../store/documents.ts';
import { asHubError, isRepeatable, storedError } from '../errors.ts';
import type { DocumentDeps } from './deps.ts';
import type { Subject } from './view.ts';

const NO_BASES = { left: null, right: null };

/** What came of fetching some documents: how many were got, and what keeps the others for now. */
export interface Fetched {
  got: number;
  /** A repeat cures it: the booking system is busy, or an earlier attempt is not settled yet. */
  repeat: HubError | null;
  /** The list has moved on: it is read again a little later. */
  moved: boolean;
  /** Only a person or a setting cures it, for the whole connection. */
  stopped: HubError | null;
}

/**
 * Takes documents out of the booking system, each version once: through the ledger, since taking some of them counts there as handing them out. The bytes are
 * stored in the transaction that stores the outcome. What was handed out in an attempt that broke off is lost: a person decides about it.
 */
export async function fetchDocuments(
  deps: DocumentDeps,
  subject: Subject,
  mode: Mode,
  wanted: readonly ListedDocument[],
): Promise<Fetched> {
  const fetched: Fetched = { got: 0, repeat: null, moved: false, stopped: null };
  const permit = permitFor(mode, 'documents', subject.pair.leftConnection);
  for (const { id } of wanted) {
    const [row] = await getDocuments(deps.db, [id]);
    if (row?.state !== 'listed') continue;
    const plan = planOf(subject, row);
    if (permit === null) {
      await deps.ledger.observe(subject.link, plan);
      continue;
    }
    try {
      await deps.ledger.perform(
        subject.link,
        plan,
        permit,
        { ...NO_BASES },
        {
          async alongside(tx, { readBack }) {
            const { content, contentType } = readBack ?? {};
            if (typeof content !== 'string') return;
            const bytes = Buffer.from(content, 'base64');
            const type = typeof contentType === 'string' ? contentType : 'application/octet-stream';
            await keepBytes(tx, deps.vault, subject.link, { documentId: id, contentType: type, bytes }, subject.now);
          },
        },
      );
      const [after] = await getDocuments(deps.db, [id]);
      if (after?.state === 'fetched') fetched.got += 1;
      else await failDocument(deps.db, id, 'lost', null);
    } catch (thrown) {
      const error = asHubError(thrown);
      if (error.kind === 'bug') deps.log.warn({ document: id, code: error.code, err: error.cause ?? error }, 'a document failed');
      if (error.kind === 'conflict' && error.code !== 'ATTEMPT_SUPERSEDED') fetched.moved = true;
      else if (isRepeatable(error)) fetched.repeat ??= error.at(subject.pair.leftConnection);
      else if (error.kind === 'auth' || error.kind === 'config' || error.kind === 'permission') {
        fetched.stopped = error.at(subject.pair.leftConnection);
        return fetched;
      } else await failDocument(deps.db, id, 'refused', storedError(error));
    }
  }
  return fetched;
}

function planOf({ link, pair, claim }: Subject, document: { externalId: string; version: string; fetches: number }): EffectPlan {
  const { externalId, version, fetches } = document;
  const fields: FetchDocument = { number: claim.ref.number, documentId: externalId, version };
  return {
    process: 'documents',
    linkId: link.id,
    side: 'left',
    connectionId: pair.leftConnection,
    entity: 'claim',
    operation: 'document.fetch',
    creates: false,
    externalId: link.leftId,
    part: `${externalId}@${version}#${fetches}`,
    baseRev: link.rev,
    fields,
    agreed: {},
    mappingHash: '',
  };
}
