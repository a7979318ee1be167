/** What of a request the Temporal UI is given: no session, no token, nothing that tells who asks. */
const REQUEST_HEADERS = ['accept', 'accept-language', 'content-type', 'if-none-match', 'x-csrf-token', 'caller-type'];
const ANSWER_HEADERS = ['content-type', 'cache-control', 'etag', 'last-modified', 'location'];
/** The UI's own guard against forged requests: a cookie that has to agree with a header. */
const CSRF_COOKIE = /^_csrf=[\w-]+$/;
const PATIENCE_MS = 75_000;

export interface UpstreamRequest {
  method: string;
  /** Path with query, from the slash. */
  path: string;
  headers: Headers;
  body: string | undefined;
}

export interface UpstreamAnswer {
  status: number;
  headers: Headers;
  body: ArrayBuffer;
}

/** Asks the Temporal UI on somebody's behalf. @throws Error when it does not answer */
export async function askUpstream(origin: string, { method, path, headers, body }: UpstreamRequest): Promise<UpstreamAnswer> {
  const given = new Headers({ 'accept-encoding': 'identity' });
  copy(headers, given, REQUEST_HEADERS);
  const csrf = (headers.get('cookie') ?? '').split(/;\s*/).find((cookie) => CSRF_COOKIE.test(cookie));
  if (csrf !== undefined) given.set('cookie', csrf);
  const answer = await fetch(`${origin}${path}`, {
    method,
    headers: given,
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body === undefined ? {} : { body }),
  });
  const kept = new Headers();
  copy(answer.headers, kept, ANSWER_HEADERS);
  for (const cookie of answer.headers.getSetCookie()) if (cookie.startsWith('_csrf=')) kept.append('set-cookie', cookie);
  return { status: answer.status, headers: kept, body: await answer.arrayBuffer() };
}

function copy(from: Headers, to: Headers, names: readonly string[]): void {
  for (const name of names) {
    const value = from.get(name);
    if (value !== null) to.set(name, value);
  }
}
