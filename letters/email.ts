import type { Language } from '../domain/templates/types.ts';
import type { Filled } from './blocks.ts';

const ENTITIES: { [sign: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
const lines = (text: string) => escaped(text).replace(/\n/g, '<br/>');

const ATTRIBUTES = [
  '<mj-all font-family="Arial, Helvetica, sans-serif"/>',
  '<mj-text font-size="16px" line-height="24px" color="#1c2430" padding="6px 24px"/>',
  '<mj-button background-color="#1f5fa8" color="#ffffff" font-size="16px" border-radius="6px" inner-padding="14px 24px" align="left" padding="10px 24px"/>',
  '<mj-divider border-width="1px" border-color="#d5dbe3" padding="14px 24px"/>',
  '<mj-table font-size="15px" line-height="22px" color="#1c2430" padding="6px 24px"/>',
].join('');

/** A letter as HTML that mail programs show alike. Values are text: nothing in them becomes markup. @throws Error when it cannot be laid out */
export async function htmlOf(
  letter: { subject: string; preheader: string; blocks: readonly Filled[] },
  language: Language,
): Promise<string> {
  // Loaded with the first letter: it takes a third of a second.
  const { default: mjml2html } = await import('mjml');
  const { html, errors } = await mjml2html(mjmlOf(letter, language), {
    validationLevel: 'strict',
    keepComments: false,
    fonts: {},
    ignoreIncludes: true,
  });
  const [wrong] = errors;
  if (wrong) throw new Error(wrong.formattedMessage);
  return html;
}

function mjmlOf({ subject, preheader, blocks }: Parameters<typeof htmlOf>[0], language: Language): string {
  return [
    `<mjml lang="${language}"><mj-head><mj-title>${escaped(subject)}</mj-title>`,
    preheader === '' ? '' : `<mj-preview>${escaped(preheader)}</mj-preview>`,
    `<mj-attributes>${ATTRIBUTES}</mj-attributes></mj-head>`,
    '<mj-body background-color="#f3f5f8" width="640px"><mj-section background-color="#ffffff" padding="18px 0"><mj-column>',
    ...blocks.map(blockOf),
    '</mj-column></mj-section></mj-body></mjml>',
  ].join('');
}

function blockOf(block: Filled): string {
  switch (block.kind) {
    case 'heading':
      return `<mj-text font-size="22px" line-height="30px"><h1 style="font-size:22px;line-height:30px;margin:0">${lines(block.text)}</h1></mj-text>`;
    case 'text':
      return `<mj-text>${block.text
        .split(/\n{2,}/)
        .map((part) => `<p style="margin:0 0 10px">${lines(part)}</p>`)
        .join('')}</mj-text>`;
    case 'button':
      return `<mj-button href="${escaped(block.url)}">${escaped(block.text)}</mj-button>`;
    case 'files': {
      const items = block.files.map(({ name, note }) => `<li>${escaped(name)}${note === '' ? '' : ` (${escaped(note)})`}</li>`);
      return `<mj-text>${escaped(block.title)}<ul style="margin:6px 0;padding-left:22px">${items.join('')}</ul></mj-text>`;
    }
    case 'facts':
      return tableOf(
        block.rows.map(
          ({ label, value }) =>
            `<th scope="row" style="text-align:left;font-weight:normal;color:#566170;padding:3px 16px 3px 0;vertical-align:top">${escaped(label)}</th><td style="padding:3px 0">${lines(value)}</td>`,
        ),
      );
    case 'table':
      return tableOf([
        block.head
          .map((title) => `<th scope="col" style="text-align:left;padding:4px 12px 4px 0">${escaped(title)}</th>`)
          .join(''),
        ...block.rows.map((row) => row.map((cell) => `<td style="padding:4px 12px 4px 0">${lines(cell)}</td>`).join('')),
      ]);
    case 'divider':
      return '<mj-divider/>';
    case 'contacts':
    case 'mark':
      return `<mj-text font-size="14px" line-height="21px" color="#566170">${block.lines.map(escaped).join('<br/>')}</mj-text>`;
  }
}

const tableOf = (rows: string[]) => `<mj-table>${rows.map((row) => `<tr>${row}</tr>`).join('')}</mj-table>`;
