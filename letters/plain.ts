import type { Filled } from './blocks.ts';

/** The same letter for programs that show no HTML, and for people who want none. */
export function plainOf(blocks: readonly Filled[]): string {
  return `${blocks.map(partOf).join('\n\n')}\n`;
}

function partOf(block: Filled): string {
  switch (block.kind) {
    case 'heading':
      return block.text.toUpperCase();
    case 'text':
      return block.text;
    case 'button':
      return `${block.text}: ${block.url}`;
    case 'files':
      return [block.title, ...block.files.map(({ name, note }) => `- ${name}${note === '' ? '' : ` (${note})`}`)].join('\n');
    case 'facts':
      return block.rows.map(({ label, value }) => `${label}: ${value}`).join('\n');
    case 'table':
      return block.rows.map((row) => `- ${row.map((cell, column) => `${block.head[column]}: ${cell}`).join('; ')}`).join('\n');
    case 'divider':
      return '---';
    case 'contacts':
    case 'mark':
      return block.lines.join('\n');
  }
}
