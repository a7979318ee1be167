import { Hono } from 'hono';
import { escaped } from '../core/html.ts';
import type { HeldLetter, Mailbox } from './mailbox.ts';

const SHOWN = 200;

/** Nothing of a letter runs, loads or reaches the page around it; its links open apart. */
const LETTER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox";
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'";

/** A mailbox for people: what was sent, to whom, and how it looks. */
export function mailboxPages(mailbox: Mailbox): Hono {
  const app = new Hono();
  app.get('/', (c) => {
    c.header('content-security-policy', PAGE_POLICY);
    return c.html(page('Почта песочницы', list(mailbox.letters().slice(-SHOWN).reverse())));
  });
  app.get('/letters/:id', (c) => {
    const letter = mailbox.letter(c.req.param('id'));
    if (!letter) return c.notFound();
    c.header('content-security-policy', PAGE_POLICY);
    return c.html(page(letter.subject, reading(letter)));
  });
  app.get('/letters/:id/body', (c) => {
    const letter = mailbox.letter(c.req.param('id'));
    if (!letter) return c.notFound();
    c.header('content-security-policy', LETTER_POLICY);
    c.header('referrer-policy', 'no-referrer');
    return c.html(letter.html === null ? plain(letter.text) : `<base target="_blank">${letter.html}`);
  });
  app.get('/letters/:id/files/:n', (c) => {
    const { id, n } = c.req.param();
    const file = mailbox.file(id, Number(n));
    const facts = mailbox.letter(id)?.attachments[Number(n)];
    if (!file || !facts) return c.notFound();
    return c.body(new Uint8Array(file), 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(facts.name || `file-${n}`)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
  });
  return app;
}

function list(letters: readonly HeldLetter[]): string {
  if (letters.length === 0) return '<p class="empty">Писем пока нет. Всё, что отправит узел, появится здесь.</p>';
  const rows = letters.map(
    ({ id, at, to, subject, attachments }) => `<tr>
      <td><a href="/smtp/letters/${escaped(id)}">${escaped(subject) || '(без темы)'}</a></td>
      <td>${escaped(to.join(', '))}</td>
      <td>${attachments.length === 0 ? '' : escaped(attachments.map(({ name }) => name).join(', '))}</td>
      <td><time datetime="${at}">${at.slice(0, 19).replace('T', ' ')} UTC</time></td></tr>`,
  );
  return `<h1>Почта песочницы</h1><table><thead><tr><th>Тема</th><th>Кому</th><th>Вложения</th><th>Когда</th></tr></thead>
    <tbody>${rows.join('')}</tbody></table>`;
}

function reading(letter: HeldLetter): string {
  const { id, at, from, to, subject, messageId, attachments } = letter;
  const rows: [string, string][] = [
    ['От кого', from],
    ['Кому', to.join(', ')],
    ['Когда', `${at.slice(0, 19).replace('T', ' ')} UTC`],
    ['Message-ID', messageId],
  ];
  return `<p><a href="/smtp">← Все письма</a></p><h1>${escaped(subject) || '(без темы)'}</h1>
    <dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>
    ${attachments.length === 0 ? '' : files(id, attachments)}
    <iframe title="Письмо" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/smtp/letters/${escaped(id)}/body"></iframe>`;
}

function files(letter: string, attachments: HeldLetter['attachments']): string {
  const rows = attachments.map(
    ({ name, contentType, size, sha256 }, n) => `<tr>
      <td><a href="/smtp/letters/${escaped(letter)}/files/${n}" download>${escaped(name) || '(без имени)'}</a></td>
      <td>${escaped(contentType)}</td><td>${size.toLocaleString('ru-RU')} Б</td><td><code>${sha256}</code></td></tr>`,
  );
  return `<h2>Вложения</h2><table><thead><tr><th>Файл</th><th>Тип</th><th>Размер</th><th>SHA-256</th></tr></thead>
    <tbody>${rows.join('')}</tbody></table>`;
}

/** A text letter, its addresses as links. */
function plain(text: string): string {
  const linked = escaped(text).replace(/https?:\/\/[^\s<>"]+[^\s<>".,;:)]/g, (url) => `<a href="${url}">${url}</a>`);
  return `<base target="_blank"><pre style="white-space:pre-wrap;font:15px/1.5 system-ui,sans-serif">${linked}</pre>`;
}

const page = (title: string, body: string) => `<!doctype html><html lang="ru"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${escaped(title) || 'Письмо'}</title><style>
body{margin:0 auto;max-width:960px;padding:24px;font:15px/1.5 system-ui,sans-serif}
h1{font-size:22px}h2{font-size:17px}code{font-size:12px;overflow-wrap:anywhere}table{width:100%;border-collapse:collapse}
th,td{text-align:left;padding:8px 12px;border-bottom:1px solid color-mix(in srgb,currentColor 18%,transparent);vertical-align:top}
th{font-size:12px}time{white-space:nowrap}dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px}dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere}
iframe{width:100%;height:60vh;border:1px solid color-mix(in srgb,currentColor 18%,transparent);border-radius:8px;background:#fff}
</style></head><body>${body}</body></html>`;
