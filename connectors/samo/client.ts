import type {
  ClaimDocument,
  ClaimPayment,
  DocumentPort,
  PaymentPort,
  ReferencePort,
  RenderJob,
  TouristPort,
} from '../../domain/booking/ports.ts';
import type { Claim, ClaimRef } from '../../domain/deals/claim.ts';
import type { ClaimListPage, ClaimListQuery, ClaimSource, ClaimStatusRow } from '../../domain/deals/ports.ts';
import { HubError, isHubError } from '../../domain/errors.ts';
import type { Clock, Connected } from '../sdk/contract.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { child, children, descend, type XmlInput, type XmlNode } from '../sdk/xml.ts';
import { attributesOf } from './attributes.ts';
import type { Bank } from './bank/wspay.ts';
import { readClaim } from './claim.ts';
import { type DownloadedFile, download, vendorUrl } from './documents/download.ts';
import { readDocuments } from './documents/list.ts';
import type { OnlineApi } from './export/online.ts';
import { listItems, listParams, sameGuid, statusRows } from './list.ts';
import { rateScope, type SamoOptions, turnOf } from './options.ts';
import { readPayments } from './payments.ts';
import { createScrub } from './scrub.ts';
import { touristRules } from './tourist-rules.ts';
import { createTransports, type Transports } from './transports.ts';
import { count, moment, text } from './values.ts';
import { createWork, isOutage, type Work, type WorkAnswer } from './work.ts';

/** The service itself waits up to 29 s for a document. */
const CALL_TIMEOUT_MS = 35_000;
/** Guids of one GET_CLAIM_STATUS. */
const STATUS_BATCH = 100;

/** A claim as the service wrote it, for the read-modify-write of tourists. */
export interface RawClaim {
  claim: Claim;
  document: XmlNode;
  /** `checkFields/people`: one element per field of a tourist. */
  rules: XmlNode | null;
}

/**
 * One SAMO installation. Claims, their payments and their documents come from its Andromeda service alone; what other interfaces give is null
 * where the connection has none.
 */
export interface SamoClient extends ClaimSource, PaymentPort, DocumentPort, TouristPort {
  options: SamoOptions;
  clock: Clock;
  limitScale: number;
  /** The claim with its raw document; null when the service does not know it. */
  readRaw(ref: ClaimRef, deadlineAt?: number): Promise<RawClaim | null>;
  /** Any procedure, for probes and writes. */
  work: Work;
  references: (ReferencePort & { currentStamp(): Promise<string> }) | null;
  online: OnlineApi | null;
  bank: Bank | null;
  /** Tries the print jobs; null where documents are made by the claim service. */
  checkPrint: (() => Promise<void>) | null;
  /** The file of a document; null while it is being made. Changes SAMO's state. @throws HubError */
  takeFile(ref: ClaimRef, documentId: string, deadlineAt: number): Promise<DownloadedFile | null>;
}

export function createSamoClient(connected: Connected<SamoOptions>): SamoClient {
  const { options, clock, limitScale } = connected;
  const http = connected.http({
    baseUrl: options.url,
    timeoutMs: scaledTimeoutMs(CALL_TIMEOUT_MS, limitScale),
    scope: rateScope(options),
    turn: turnOf(options, limitScale),
    isOutage,
  });
  const scrub = createScrub(options, http.redact);
  const work = createWork(options, http, clock, scrub);
  const transports: Transports = createTransports(connected, scrub);

  /** An answer of "not found" is a result of a read, not its failure. */
  async function read(proc: string, params: XmlInput, deadlineAt?: number): Promise<XmlNode | null> {
    try {
      return rootOf(await work({ proc, params, readOnly: true, ...(deadlineAt === undefined ? {} : { deadlineAt }) }));
    } catch (error) {
      if (isHubError(error) && error.kind === 'not_found') return null;
      throw error;
    }
  }

  async function listClaims(query: ClaimListQuery): Promise<ClaimListPage> {
    const dataset = datasetOf(await read('GET_CLAIM_LIST', listParams(query)), 'CLAIM');
    if (!dataset) return { items: [], pageCount: 0 };
    const a = attributesOf(dataset);
    const page = count(a('page'));
    if (page !== null && page !== query.page) throw misplacedPage(query.page, page);
    const items = listItems(dataset);
    const full = children(dataset, 'i').length >= query.pageSize;
    return { items, pageCount: count(a('pcount')) ?? query.page + (full ? 1 : 0) };
  }

  /** The list alone tells when and why a claim was cancelled. */
  async function withCancellation(claim: Claim, deadlineAt?: number): Promise<Claim> {
    const { number, guid } = claim.ref;
    const params = listParams({ page: 1, pageSize: 10, numbers: { from: number, to: number } });
    const rows = children(datasetOf(await read('GET_CLAIM_LIST', params, deadlineAt), 'CLAIM'), 'i').map(attributesOf);
    const row = rows.find((a) => sameGuid(a('guid') ?? '', guid));
    if (!row) return claim;
    return {
      ...claim,
      dates: {
        ...claim.dates,
        cancelRequested: claim.dates.cancelRequested ?? moment(row('requestcanceldate')),
        cancelled: claim.dates.cancelled ?? moment(row('canceldate')),
      },
      cancelReason: claim.cancelReason ?? text(row('reason')),
    };
  }

  async function readRaw(ref: ClaimRef, deadlineAt?: number): Promise<RawClaim | null> {
    const root = await read('GET_CLAIM_OFFER', { CLAIM: ref.number, GUID: ref.guid }, deadlineAt);
    const holder = child(root, 'claim') ?? root;
    const document = child(holder, 'claimDocument');
    if (!document) return null;
    const plain = readClaim(document, ref);
    const claim = plain.status.cancel === 'none' ? plain : await withCancellation(plain, deadlineAt);
    return { claim, document, rules: descend(holder, 'checkFields', 'people') };
  }

  async function statusBatch(guids: readonly string[]): Promise<ClaimStatusRow[]> {
    const rows = statusRows(datasetOf(await read('GET_CLAIM_STATUS', { RESERVATIONS: { GUID: [...guids] } }), 'RESERVATION'));
    return guids.flatMap((guid) => {
      const row = rows.find((candidate) => sameGuid(candidate.guid, guid));
      return row ? [{ guid, fingerprint: row.fingerprint }] : [];
    });
  }

  async function documentUrl(ref: ClaimRef, documentId: string): Promise<string | null> {
    const params = { CLAIM: ref.number, GUID: ref.guid, DOCUMENTID: documentId };
    try {
      const answer = rootOf(await work({ proc: 'GET_DOCUMENT_URL', params, readOnly: true }));
      return text(attributesOf(answer?.name === 'document' ? answer : child(answer, 'document'))('url'));
    } catch (error) {
      if (isHubError(error) && error.code === 'SAMO_3500') return null;
      throw error;
    }
  }
  const render = transports.print ?? documentUrl;

  return {
    options,
    clock,
    limitScale,
    work,
    readRaw,
    listClaims,
    references: transports.gate,
    online: transports.online,
    bank: transports.bank,
    checkPrint: transports.print?.check ?? null,
    async getTouristRules(ref) {
      const raw = await readRaw(ref);
      return raw && touristRules(raw.rules);
    },
    listPayments: async ({ number, guid }): Promise<ClaimPayment[]> =>
      readPayments(await read('GET_CLAIM_PAYMENT', { CLAIM: number, GUID: guid })),
    listDocuments: async ({ number, guid }): Promise<ClaimDocument[]> =>
      readDocuments(datasetOf(await read('GET_DOCUMENTS', { CLAIM: number, GUID: guid }), 'DOCUMENT')),
    render: async (ref, documentId): Promise<RenderJob> => ({
      documentId,
      state: (await render(ref, documentId)) === null ? 'working' : 'ready',
    }),
    async takeFile(ref, documentId, deadlineAt) {
      const link = await render(ref, documentId);
      if (link === null) return null;
      const scope = rateScope({ url: vendorUrl(link, options).href, login: options.login });
      const timeoutScale = (ms: number) => scaledTimeoutMs(ms, limitScale);
      return download(link, options, connected.http, { scope, turn: turnOf(options, limitScale), timeoutScale, deadlineAt });
    },
    getClaim: async (ref) => (await readRaw(ref))?.claim ?? null,
    async getStatuses(guids) {
      const rows: ClaimStatusRow[] = [];
      for (let at = 0; at < guids.length; at += STATUS_BATCH)
        rows.push(...(await statusBatch(guids.slice(at, at + STATUS_BATCH))));
      return rows;
    },
  };
}

export function rootOf(answer: WorkAnswer): XmlNode | null {
  return answer.kind === 'answer' ? answer.root : null;
}

/** The dataset of that name, or the only one where names are missing. */
export function datasetOf(root: XmlNode | null, name: string): XmlNode | null {
  const datasets = children(root, 'dataset');
  return (
    datasets.find((dataset) => attributesOf(dataset)('name')?.toUpperCase() === name) ??
    (datasets.length === 1 ? (datasets[0] ?? null) : null)
  );
}

/** The service sometimes sends the page before the one asked for; taking it would skip claims. */
function misplacedPage(asked: number, got: number): HubError {
  return new HubError({
    code: 'SAMO_MISPLACED_PAGE',
    kind: 'transient',
    userMessage: {
      ru: 'САМО прислало не ту страницу списка. Узел повторит запрос.',
      en: 'SAMO sent another page of the list. Uzel asks again.',
    },
    detail: `asked for page ${asked}, got ${got}`,
  });
}
