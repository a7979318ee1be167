import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RewritingProxy {
  url: string;
  /** Alters answers on their way back; the last one set counts. */
  rewrite: (body: string) => string;
  close(): void;
}

/** Stands in front of a system and can make it say what its twin never would. */
export async function startRewritingProxy(target: string): Promise<RewritingProxy> {
  const proxy: RewritingProxy = { url: '', rewrite: (body) => body, close: () => server.close() };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    try {
      const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
      const answer = await fetch(target, {
        method: request.method ?? 'POST',
        headers: headers as Record<string, string>,
        body: Buffer.concat(chunks),
      });
      const body = proxy.rewrite(await answer.text());
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/xml' }).end(body);
    } catch {
      response.destroy();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return proxy;
}
