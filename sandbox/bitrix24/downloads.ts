import type { Context, Hono } from 'hono';
import { downloadToken, storedFiles } from './files.ts';
import type { Portal } from './portal.ts';

/** Methods that give out bytes instead of JSON: for records, the disk and documents. */
export const downloadMethods = {
  record: 'crm.controller.item.getFile',
  disk: 'download',
  document: 'crm.documentgenerator.document.download',
  template: 'crm.documentgenerator.template.download',
} as const;

/** The links of answers. A caller that does not look like a browser is told 404 by the proxy in front. */
export function mountDownloads(app: Hono, portal: Portal): void {
  for (const method of Object.values(downloadMethods)) {
    app.get(`/rest/${method}.json`, (c) => download(c, portal));
    app.get(`/rest/${method}/`, (c) => download(c, portal));
  }
}

function download(c: Context, portal: Portal): Response {
  const human = ['user-agent', 'accept', 'accept-language'].every((name) => (c.req.header(name) ?? '') !== '');
  const token = c.req.query('token') ?? '';
  const file = [...storedFiles(portal).values()].find((one) => downloadToken(one.id) === token);
  if (!human || file === undefined) return c.html('<html><head><title>404 Not Found</title></head></html>', 404);
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    },
  });
}
