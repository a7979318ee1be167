import { html } from 'hono/html';
import type { SharedContent, SharedFile } from '../../store/shared-links.ts';
import { type Html, page } from '../pages/layout.ts';
import { type Language, type Notice, WORDS } from './words.ts';

interface Shown {
  language: Language;
  nonce: string | undefined;
  /** Of the page itself, without a slash at its end. */
  path: string;
}

export function gonePage({ language, nonce }: Omit<Shown, 'path'>) {
  const t = WORDS[language];
  return page(language, nonce, t.gone, html`<h1>${t.gone}</h1><p>${t.goneText}</p>`);
}

/** Before anything is shown: a button, since programs follow links and people press buttons; or the code. */
export function doorPage({ language, nonce, path }: Shown, asks: boolean, notice: Notice | null) {
  const t = WORDS[language];
  const said = notice === null ? '' : html`<p role="${notice === 'sent' ? 'status' : 'alert'}">${t[notice]}</p>`;
  const content = asks
    ? html`<h1>${t.ready}</h1><p>${t.needCode}</p>${said}
<form method="post" action="${path}/code"><button>${notice === null ? t.askCode : t.askAgain}</button></form>
<form method="post" action="${path}/open">
<p><label for="code">${t.code}</label><br>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required aria-describedby="hint"></p>
<p id="hint"><small>${t.codeHint}</small></p>
<button>${t.open}</button></form>`
    : html`<h1>${t.ready}</h1>${said}<form method="post" action="${path}/open"><button>${t.open}</button></form>`;
  return page(language, nonce, t.ready, content);
}

export function contentPage(
  shown: Shown,
  { title, text, files }: SharedContent & { files: readonly SharedFile[] },
  expiresAt: Date,
) {
  const { language, nonce, path } = shown;
  const t = WORDS[language];
  const paragraphs = text.split(/\n{2,}/).filter((part) => part.trim() !== '');
  const until = new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', { dateStyle: 'long', timeZone: 'Europe/Moscow' });
  const list: Html | '' =
    files.length === 0
      ? ''
      : html`<h2>${t.files}</h2><ul>${files.map(
          ({ place, name, size }) =>
            html`<li><a href="${path}/files/${place}" download aria-label="${t.download}: ${name}">${name}</a> <small>${sizeOf(size, language)}</small></li>`,
        )}</ul>`;
  return page(
    language,
    nonce,
    title,
    html`<h1>${title}</h1>${paragraphs.map((part) => html`<p>${part}</p>`)}${list}
<p><small>${t.until} <time datetime="${expiresAt.toISOString()}">${until.format(expiresAt)}</time></small></p>`,
  );
}

function sizeOf(bytes: number, language: Language): string {
  const [b, kb, mb] = WORDS[language].bytes;
  if (bytes < 1024) return `${bytes} ${b}`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} ${kb}` : `${(bytes / 1024 / 1024).toFixed(1)} ${mb}`;
}
