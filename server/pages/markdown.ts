const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

/** Name of a heading's anchor, as GitHub makes it. */
export const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replace(/ /g, '-');

/** Addresses that a page may lead to: other pages of the docs, places on the page, and the web. */
function addressOf(href: string): string | null {
  if (/^https?:\/\//.test(href) || href.startsWith('#')) return href;
  const [, page, anchor = ''] = /^(?:\.\/)?([a-z0-9-]+)\.md(#.*)?$/.exec(href) ?? [];
  return page === undefined ? null : `/help/${page}${anchor}`;
}

/** Code, bold, italics and links of one line; everything else is text. */
function inline(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) => {
      if (part.length > 2 && part.startsWith('`') && part.endsWith('`')) return `<code>${escaped(part.slice(1, -1))}</code>`;
      return escaped(part)
        .replace(/!\[([^\]]*)\]\(images\/([\w.-]+)\)/g, '<img src="/help/images/$2" alt="$1">')
        .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, words: string, href: string) => {
          const address = addressOf(href);
          return address === null ? words : `<a href="${address}">${words}</a>`;
        })
        .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
        .replace(/(^|[\s(])\*([^*\s][^*]*)\*/g, '$1<i>$2</i>');
    })
    .join('');
}

const cells = (row: string): string[] =>
  row
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => inline(cell.trim().replace(/\\\|/g, '|')));

/** A kind of block: how it begins, which lines belong to it, and what becomes of them. */
interface Block {
  begins: RegExp;
  goesOn: (line: string, lines: readonly string[]) => boolean;
  html: (lines: readonly string[]) => string;
}

const BLOCKS: readonly Block[] = [
  {
    begins: /^```/,
    goesOn: (_, lines) => lines.length < 2 || !/^```\s*$/.test(lines.at(-1) ?? ''),
    html: (lines) => `<pre tabindex="0">${escaped(lines.slice(1, -1).join('\n'))}</pre>`,
  },
  {
    begins: /^#{1,4} /,
    goesOn: () => false,
    html: ([line = '']) => {
      const [, marks = '#', title = ''] = /^(#+) (.*)$/.exec(line) ?? [];
      return `<h${marks.length} id="${anchorOf(title)}">${inline(title)}</h${marks.length}>`;
    },
  },
  {
    begins: /^\|/,
    goesOn: (line) => line.startsWith('|'),
    html: ([head = '', , ...rows]) => {
      const tr = (row: string, tag: string) =>
        `<tr>${cells(row)
          .map((cell) => `<${tag}>${cell}</${tag}>`)
          .join('')}</tr>`;
      return `<table><thead>${tr(head, 'th')}</thead><tbody>${rows.map((row) => tr(row, 'td')).join('')}</tbody></table>`;
    },
  },
  { begins: /^[-*] /, goesOn: (line) => /^([-*] | {2,}\S)/.test(line), html: (lines) => listOf('ul', /^[-*] /, lines) },
  { begins: /^\d+\. /, goesOn: (line) => /^(\d+\. | {2,}\S)/.test(line), html: (lines) => listOf('ol', /^\d+\. /, lines) },
  {
    begins: /^> ?/,
    goesOn: (line) => line.startsWith('>'),
    html: (lines) => `<blockquote>${inline(lines.map((line) => line.replace(/^> ?/, '')).join(' '))}</blockquote>`,
  },
];

/** Items go over several lines when these are indented. */
function listOf(tag: string, mark: RegExp, lines: readonly string[]): string {
  const items: string[] = [];
  for (const line of lines) {
    if (mark.test(line)) items.push(line.replace(mark, ''));
    else items[items.length - 1] = `${items.at(-1) ?? ''} ${line.trim()}`;
  }
  return `<${tag}>${items.map((item) => `<li>${inline(item)}</li>`).join('')}</${tag}>`;
}

/** The Markdown that the hub's own docs are written in, as HTML: headings, paragraphs, lists, tables, code, links. Any HTML in it is text. */
export function markdownToHtml(source: string): string {
  const lines = source.split(/\r?\n/);
  const out: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const first = lines[at] ?? '';
    const block = BLOCKS.find(({ begins }) => begins.test(first));
    const taken = [first];
    at += 1;
    const belongs = block
      ? (line: string) => block.goesOn(line, taken)
      : (line: string) => line.trim() !== '' && !BLOCKS.some(({ begins }) => begins.test(line));
    if (first.trim() === '') continue;
    while (at < lines.length && belongs(lines[at] ?? '')) {
      taken.push(lines[at] ?? '');
      at += 1;
    }
    out.push(block ? block.html(taken) : `<p>${inline(taken.map((line) => line.trim()).join(' '))}</p>`);
  }
  return out.join('\n');
}
