import type { Context } from 'hono';
import { escaped } from '../core/html.ts';
import type { Message } from './desk.ts';

const SHOWN = 200;
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const STATES: { readonly [status: number]: string } = {
  [-1]: 'ожидает отправки',
  0: 'передано оператору',
  1: 'доставлено',
  2: 'прочитано',
  3: 'просрочено',
  20: 'невозможно доставить',
  22: 'неверный номер',
  23: 'запрещено',
  24: 'недостаточно средств',
  25: 'недоступный номер',
};

/** Every SMS that was sent, for people to read. */
export function smscPage(c: Context, messages: readonly Message[]): Response | Promise<Response> {
  c.header('content-security-policy', POLICY);
  const rows = messages
    .slice(-SHOWN)
    .reverse()
    .map(
      ({ phone, text, status, parts, cost, at }) => `<tr><td>${escaped(phone)}</td><td>${escaped(text)}</td>
        <td>${STATES[status] ?? status}</td><td>${parts}</td><td>${cost} ₽</td>
        <td><time datetime="${at}">${at.slice(0, 19).replace('T', ' ')} UTC</time></td></tr>`,
    );
  const table =
    rows.length === 0
      ? '<p>Сообщений пока нет. Всё, что отправит узел, появится здесь.</p>'
      : `<table><thead><tr><th>Кому</th><th>Текст</th><th>Что стало</th><th>Частей</th><th>Цена</th><th>Когда</th></tr></thead>
        <tbody>${rows.join('')}</tbody></table>`;
  return c.html(`<!doctype html><html lang="ru"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>SMS песочницы</title><style>
body{margin:0 auto;max-width:960px;padding:24px;font:15px/1.5 system-ui,sans-serif}
h1{font-size:22px}table{width:100%;border-collapse:collapse}
th,td{text-align:left;padding:8px 12px;border-bottom:1px solid color-mix(in srgb,currentColor 18%,transparent);vertical-align:top}
th{font-size:12px}td:nth-child(2){overflow-wrap:anywhere}time{white-space:nowrap}
</style></head><body><h1>SMS песочницы</h1>${table}</body></html>`);
}
