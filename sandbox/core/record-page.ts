import { escaped } from './html.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A record as a person would find it in the system itself: its fields one below the other. Null is answered with 404. */
export function recordPage(title: string, record: object | null): Response {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY };
  const rows = Object.entries(record ?? {}).flatMap(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
    return value === null || text === '' ? [] : [`<dt>${escaped(name)}</dt><dd>${escaped(text ?? '')}</dd>`];
  });
  const body = record === null ? '<p>Такой записи нет.</p>' : `<dl>${rows.join('')}</dl>`;
  const page = `<!doctype html><html lang="ru"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><style>
body{margin:0 auto;max-width:860px;padding:24px;font:15px/1.5 system-ui,sans-serif}h1{font-size:22px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px}dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
</style></head><body><h1>${escaped(title)}</h1>${body}</body></html>`;
  return new Response(page, { status: record === null ? 404 : 200, headers });
}
