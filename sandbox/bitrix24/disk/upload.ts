import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { Portal } from '../portal.ts';
import { shelf } from '../shelf.ts';
import { VendorError } from '../vendor-error.ts';
import type { WireMap } from '../wire.ts';
import { fresh, objectRow } from './present.ts';
import { type DiskObject, diskObjects, notFound, type Upload, uploadInto } from './store.ts';

interface Promised extends Omit<Upload, 'bytes'> {
  folderId: number;
}

const promised = shelf<Promised, string>();

/** Where the bytes are to be posted as multipart, under which field name; the address works once. */
export function promiseUpload(portal: Portal, folder: DiskObject, upload: Omit<Upload, 'bytes'>): WireMap {
  const token = createHash('sha256')
    .update(`upload ${portal.nextId('upload')}`)
    .digest('hex')
    .slice(0, 32);
  promised(portal).set(token, { ...upload, folderId: folder.id });
  return { field: 'file', uploadUrl: `${portal.endpoint()}upload.json?token=${token}` };
}

/** The second step of an upload that did not bring its bytes along. */
export function mountUpload(app: Hono, portal: Portal): void {
  app.post('/rest/upload.json', (c) => receive(c, portal));
}

async function receive(c: Context, portal: Portal): Promise<Response> {
  const token = c.req.query('token') ?? '';
  const upload = promised(portal).get(token);
  const { file } = await c.req.parseBody();
  try {
    const folder = diskObjects(portal).get(upload?.folderId ?? 0);
    if (upload === undefined || folder === undefined) throw notFound(token);
    if (!(file instanceof File)) throw new VendorError(400, 'ERROR_COULD_NOT_SAVE_FILE', 'Could not save file');
    promised(portal).delete(token);
    const saved = uploadInto(portal, folder, { ...upload, bytes: Buffer.from(await file.arrayBuffer()) });
    return c.json({ result: objectRow(portal, saved, fresh) });
  } catch (error) {
    if (error instanceof VendorError) return c.json(error.body(), 400);
    throw error;
  }
}
