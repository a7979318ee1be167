/** No request lives longer than this on the vendor's cloud. */
export const CUT_OFF_SECONDS = 60;

/** The request ran into the cut-off: what it has done by then stays done, the caller hears only the proxy. */
export class CutOff extends Error {
  constructor() {
    super('the request was cut off');
    this.name = 'CutOff';
  }
}

/** What the proxy says when the portal has not answered in time. */
export function gatewayTimeout(): Response {
  const page =
    '<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';
  return new Response(page, { status: 504, headers: { 'content-type': 'text/html' } });
}
