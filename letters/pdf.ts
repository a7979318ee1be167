import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import type { Language } from '../domain/templates/types.ts';
import type { Filled } from './blocks.ts';

type Definition = Parameters<typeof pdfmake.createPdf>[0];
type Content = Definition['content'];

const FONTS = join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts/Roboto');

pdfmake.setFonts({
  Roboto: {
    normal: join(FONTS, 'Roboto-Regular.ttf'),
    bold: join(FONTS, 'Roboto-Medium.ttf'),
    italics: join(FONTS, 'Roboto-Italic.ttf'),
    bolditalics: join(FONTS, 'Roboto-MediumItalic.ttf'),
  },
});
// Nothing but the fonts that come with the package: a template loads no file and no address.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path.startsWith(FONTS));

/** Pages with the same content for the same input, byte for byte but for the document's id. */
export async function pdfOf(
  { title, blocks }: { title: string; blocks: readonly Filled[] },
  language: Language,
  at: Date,
): Promise<{ content: Uint8Array; pages: number }> {
  const page = { word: language === 'ru' ? 'стр.' : 'page', of: language === 'ru' ? 'из' : 'of' };
  let pages = 0;
  const definition: Definition = {
    info: { title, creator: 'Uzel', producer: 'Uzel', creationDate: at },
    language: language === 'ru' ? 'ru-RU' : 'en-GB',
    pageSize: 'A4',
    pageMargins: [56, 56, 56, 64],
    defaultStyle: { font: 'Roboto', fontSize: 11, lineHeight: 1.3 },
    content: [{ text: title, fontSize: 18, bold: true, margin: [0, 0, 0, 14] }, ...blocks.map(contentOf)],
    footer: (current, count) => {
      pages = count;
      return { text: `${page.word} ${current} ${page.of} ${count}`, alignment: 'right', fontSize: 9, margin: [0, 16, 56, 0] };
    },
  };
  const content = await pdfmake.createPdf(definition).getBuffer();
  return { content, pages };
}

const GAP: [number, number, number, number] = [0, 0, 0, 10];

function contentOf(block: Filled): Content {
  switch (block.kind) {
    case 'heading':
      return { text: block.text, fontSize: 14, bold: true, margin: [0, 8, 0, 6] };
    case 'text':
      return { text: block.text, margin: GAP };
    case 'button':
      return { text: [`${block.text}: `, { text: block.url, link: block.url, decoration: 'underline' }], margin: GAP };
    case 'files':
      return [
        { text: block.title },
        { ul: block.files.map(({ name, note }) => (note === '' ? name : `${name} (${note})`)), margin: GAP },
      ];
    case 'facts':
      return {
        layout: 'noBorders',
        table: { widths: [170, '*'], body: block.rows.map(({ label, value }) => [{ text: label, color: '#566170' }, value]) },
        margin: GAP,
      };
    case 'table':
      return {
        layout: 'lightHorizontalLines',
        table: {
          headerRows: 1,
          widths: block.head.map((_, column) => (column === 0 ? '*' : 'auto')),
          body: [block.head.map((text) => ({ text, bold: true })), ...block.rows],
        },
        margin: GAP,
      };
    case 'divider':
      return { canvas: [{ type: 'line', x1: 0, y1: 4, x2: 483, y2: 4, lineWidth: 0.5, lineColor: '#aab2bd' }], margin: GAP };
    case 'contacts':
    case 'mark':
      return { text: block.lines.join('\n'), fontSize: 10, color: '#566170', margin: [0, 8, 0, 0] };
  }
}
