/**
 * The body of a request in bytes; null as soon as it is known to be longer than `max`.
 *
 * A declared length is held to by the HTTP parser and read in one go; a chunked body is counted while it is read.
 */
export async function readBody(request: Request, max: number): Promise<Uint8Array | null> {
  const declared = request.headers.get('content-length');
  if (declared !== null && !request.headers.has('transfer-encoding')) {
    if (Number(declared) > max) return null;
    const body = new Uint8Array(await request.arrayBuffer());
    return body.byteLength > max ? null : body;
  }
  return request.body === null ? new Uint8Array() : readCounted(request.body, max);
}

async function readCounted(stream: ReadableStream<Uint8Array>, max: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > max) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
