import { createHash } from 'node:crypto';
import { HubError, type HubErrorKind, type Sentence } from '../../../domain/errors.ts';
import type { HttpAnswer, HttpCore, HttpCoreSpec } from '../../sdk/http.ts';
import type { Turn } from '../../sdk/ports.ts';
import type { SamoOptions } from '../options.ts';

/** Largest document accepted. */
const MAX_BYTES = 15 * 1024 * 1024;
const TIMEOUT_MS = 45_000;
/** Statuses under which nothing was handed out. */
const NOT_THERE = [404, 410];

export interface DownloadedFile {
  bytes: Uint8Array;
  contentType: string;
  sha256: string;
}

/**
 * Takes one file from a SAMO server. A download changes SAMO's state, so it counts as a write: broken off, its outcome is unknown.
 * @throws HubError `config` for a host that is none of SAMO's, before anything is sent; `transient` where there is no file yet
 */
export async function download(
  link: string,
  options: SamoOptions,
  http: (spec: HttpCoreSpec) => HttpCore,
  call: { scope: string; turn: Turn; timeoutScale: (ms: number) => number; deadlineAt: number },
): Promise<DownloadedFile> {
  const url = vendorUrl(link, options);
  const { scope, turn } = call;
  const core = http({ baseUrl: url.origin, timeoutMs: call.timeoutScale(TIMEOUT_MS), maxBytes: MAX_BYTES, scope, turn });
  const answer = await core.request({
    method: 'GET',
    path: url.pathname + url.search,
    operation: 'download',
    readOnly: false,
    deadlineAt: call.deadlineAt,
  });
  if (NOT_THERE.includes(answer.status)) throw failed('SAMO_FILE_GONE', 'transient', GONE);
  if (answer.status >= 300 && answer.status < 500) throw failed(`SAMO_FILE_HTTP_${answer.status}`, 'config', CLOSED);
  const contentType = typeOf(answer);
  if (answer.status !== 200 || !isWhole(answer.body, contentType)) throw failed('SAMO_FILE_BROKEN', 'unknown_outcome', BROKEN);
  return { bytes: answer.body, contentType, sha256: createHash('sha256').update(answer.body).digest('hex') };
}

/** Only the servers of the connection's own addresses, and those that an administrator has named. */
export function vendorUrl(link: string, options: SamoOptions): URL {
  const own = [options.url, options.gateUrl, options.onlineUrl, options.documentsUrl].flatMap((url) => url ?? []);
  const hosts = [...own.map((url) => new URL(url).host), ...options.documentHosts.map((host) => host.toLowerCase())];
  const url = URL.canParse(link, options.url) ? new URL(link, options.url) : null;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && hosts.includes(url.host)) return url;
  throw failed('SAMO_FILE_HOST', 'config', FOREIGN, url?.host);
}

function typeOf({ headers, body }: HttpAnswer): string {
  const told = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (isPdf(body)) return 'application/pdf';
  return told || 'application/octet-stream';
}

/** Half of a document is none, and a page that says so is none either. */
function isWhole(body: Uint8Array, contentType: string): boolean {
  if (body.length === 0 || contentType === 'text/html') return false;
  if (contentType !== 'application/pdf') return true;
  return isPdf(body) && Buffer.from(body.subarray(-1_024)).includes('%%EOF');
}

function isPdf(body: Uint8Array): boolean {
  return Buffer.from(body.subarray(0, 1_024)).includes('%PDF-');
}

function failed(code: string, kind: HubErrorKind, userMessage: Sentence, detail?: string): HubError {
  return new HubError({ code, kind, userMessage, ...(detail === undefined ? {} : { detail }) });
}

const GONE = {
  ru: 'Файла документа в САМО ещё или уже нет. Узел запросит его снова.',
  en: 'The file of the document is not there yet or any more. Uzel asks for it again.',
};
const CLOSED = {
  ru: 'САМО не отдаёт файл документа по своей ссылке. Сообщите администратору САМО.',
  en: 'SAMO does not give out the file under its own link. Tell the SAMO administrator.',
};
const BROKEN = {
  ru: 'Файл документа из САМО пришёл не целиком. Узел проверит, считается ли документ выданным.',
  en: 'The file of the document came incomplete. Uzel checks whether SAMO counts it as handed out.',
};
const FOREIGN = {
  ru: 'САМО прислало ссылку на чужой сервер. Если файлы лежат на нём, укажите его в параметрах подключения.',
  en: 'SAMO sent a link to a server that is none of its own. Name it in the connection options if the files are there.',
};
