import { inflateSync } from 'node:zlib';

/** The words of a PDF made with embedded fonts, page by page: glyphs are read through each font's own table of characters. */
export function pdfPages(file: Uint8Array): string[] {
  const objects = new Map<string, { head: string; stream: string }>();
  const whole = Buffer.from(file).toString('latin1');
  for (const [, id = '', body = ''] of whole.matchAll(/(\d+) 0 obj\s([\s\S]*?)\nendobj/g)) {
    const at = body.indexOf('stream\n');
    const head = at < 0 ? body : body.slice(0, at);
    const raw = at < 0 ? '' : body.slice(at + 7, body.lastIndexOf('\nendstream'));
    const stream = /FlateDecode/.test(head) ? inflateSync(Buffer.from(raw, 'latin1')).toString('latin1') : raw;
    objects.set(id, { head, stream });
  }
  const get = (id: string | undefined) => objects.get(id ?? '') ?? { head: '', stream: '' };
  const fonts = new Map<string, Map<number, string>>();
  for (const [id, { head }] of objects) {
    const map = /\/ToUnicode (\d+) 0 R/.exec(head)?.[1];
    if (map !== undefined) fonts.set(id, charactersOf(get(map).stream));
  }
  return [...objects.values()]
    .filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head))
    .map(({ head }) => {
      const inlined = /\/Resources (\d+) 0 R/.exec(head)?.[1];
      const resources = inlined === undefined ? head : get(inlined).head;
      const named = new Map(
        [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id = '']) => [name, fonts.get(id)]),
      );
      return wordsOf(get(/\/Contents (\d+) 0 R/.exec(head)?.[1]).stream, named);
    });
}

function charactersOf(cmap: string): Map<number, string> {
  const characters = new Map<number, string>();
  for (const [, first = '', , list = ''] of cmap.matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/gi))
    [...list.matchAll(/<([0-9a-f]*)>/gi)].forEach(([, code = ''], offset) => {
      characters.set(Number.parseInt(first, 16) + offset, Buffer.from(code, 'hex').swap16().toString('utf16le'));
    });
  return characters;
}

function wordsOf(content: string, fonts: ReadonlyMap<string, Map<number, string> | undefined>): string {
  let font: Map<number, string> | undefined;
  let text = '';
  for (const [, name, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[((?:<[0-9a-f]*>|[-\d.\s])*)\] TJ/gi)) {
    if (name !== undefined) font = fonts.get(name);
    else {
      const glyphs = [...(shown ?? '').matchAll(/<([0-9a-f]*)>/gi)].map(([, hex]) => hex ?? '').join('');
      for (const glyph of glyphs.match(/.{4}/g) ?? []) text += font?.get(Number.parseInt(glyph, 16)) ?? '?';
      text += ' ';
    }
  }
  return text.replace(/\s+/g, ' ').trim();
}
