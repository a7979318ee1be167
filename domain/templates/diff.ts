import type { TemplateBody } from './types.ts';

/** A line of a comparison of two versions. */
export interface DiffLine {
  mark: ' ' | '-' | '+';
  text: string;
}

/** A body as lines that people can compare. A docx is compared by the texts that the renderer finds in it, and by its size. */
export function linesOf(body: TemplateBody): string[] {
  switch (body.kind) {
    case 'canned':
      return body.text.split('\n');
    case 'docx':
      return [`docx, ${Math.floor((body.file.length * 3) / 4)} bytes`];
    case 'email':
      return [`subject: ${body.subject}`, `preheader: ${body.preheader}`, ...body.blocks.flatMap(blockLines)];
    case 'pdf':
      return [`title: ${body.title}`, ...body.blocks.flatMap(blockLines)];
  }
}

function blockLines(block: Extract<TemplateBody, { kind: 'email' }>['blocks'][number]): string[] {
  switch (block.kind) {
    case 'heading':
      return [`# ${block.text}`];
    case 'text':
      return block.text.split('\n');
    case 'button':
      return [`[${block.text}](${block.url})`];
    case 'files':
      return [`files: ${block.title}`];
    case 'facts':
      return block.rows.map(({ label, value }) => `${label}: ${value}`);
    case 'table':
      return [`table of ${block.each}`, ...block.columns.map(({ title, value }) => `| ${title}: ${value}`)];
    case 'divider':
      return ['---'];
    case 'contacts':
      return ['contacts'];
    case 'mark':
      return [`advertising: ${block.advertiser}, erid ${block.erid}`];
  }
}

/** The longest common lines stay; what is left is taken away or added. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const common = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  const length = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const row = common[i] ?? new Uint16Array();
    for (let j = after.length - 1; j >= 0; j--)
      row[j] = before[i] === after[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ mark: ' ', text: before[i] ?? '' });
      i++;
      j++;
    } else if (i < before.length && (j >= after.length || length(i + 1, j) >= length(i, j + 1)))
      lines.push({ mark: '-', text: before[i++] ?? '' });
    else lines.push({ mark: '+', text: after[j++] ?? '' });
  }
  return lines;
}
