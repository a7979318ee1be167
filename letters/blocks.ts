import { fieldsOf, type Topic } from '../domain/templates/fields.ts';
import { badLink, unknownField } from '../domain/templates/refusal.ts';
import type { Block, TemplateData, TemplateProblem } from '../domain/templates/types.ts';
import { checkText, type Filler } from './fill.ts';

/** A block with its texts filled: ready to become HTML, plain text or a page. */
export type Filled =
  | { kind: 'heading' | 'text'; text: string }
  | { kind: 'button'; text: string; url: string }
  | { kind: 'files'; title: string; files: { name: string; note: string }[] }
  | { kind: 'facts'; rows: { label: string; value: string }[] }
  | { kind: 'table'; head: string[]; rows: string[][] }
  | { kind: 'divider' }
  | { kind: 'contacts' | 'mark'; lines: string[] };

const placeOf = (block: Block, index: number) => `block ${index + 1} (${block.kind})`;

/** Blocks with values in them; what comes out empty is left out. */
export function fillBlocks(blocks: readonly Block[], data: TemplateData, filler: Filler): Filled[] {
  return blocks.flatMap((block, index) => fillBlock(block, placeOf(block, index), data, filler) ?? []);
}

function fillBlock(block: Block, place: string, data: TemplateData, filler: Filler): Filled | null {
  switch (block.kind) {
    case 'heading':
    case 'text': {
      const text = filler.fill(block.text, place);
      return text === '' ? null : { kind: block.kind, text };
    }
    case 'button': {
      const url = filler.fill(block.url, `${place}, link`);
      const text = filler.fill(block.text, place);
      if (url === '') return null;
      if (!isLink(url)) filler.problems.push(badLink(place));
      return { kind: 'button', text, url };
    }
    case 'files': {
      const files = listOf(data, 'files').map(({ name, note }) => ({ name: String(name ?? ''), note: String(note ?? '') }));
      return files.length === 0 ? null : { kind: 'files', title: filler.fill(block.title, place), files };
    }
    case 'facts': {
      const rows = block.rows
        .map(({ label, value }, row) => ({
          label: filler.fill(label, place),
          value: filler.fill(value, `${place}, row ${row + 1}`),
        }))
        .filter(({ value }) => value !== '');
      return rows.length === 0 ? null : { kind: 'facts', rows };
    }
    case 'table': {
      const rows = listOf(data, block.each).map((item) =>
        block.columns.map(({ value }, column) => filler.fill(value, `${place}, column ${column + 1}`, { item })),
      );
      return rows.length === 0
        ? null
        : { kind: 'table', head: block.columns.map(({ title }) => filler.fill(title, place)), rows };
    }
    case 'divider':
      return { kind: 'divider' };
    case 'contacts': {
      const desk = groupOf(data, 'desk');
      const lines = ['name', 'phone', 'email', 'hours'].flatMap((name) => (desk[name] == null ? [] : [String(desk[name])]));
      return lines.length === 0 ? null : { kind: 'contacts', lines };
    }
    case 'mark': {
      const advertiser = filler.fill(block.advertiser, place);
      return { kind: 'mark', lines: [`Реклама. ${advertiser}${block.erid === '' ? '' : `. erid: ${block.erid}`}`] };
    }
  }
}

/** Everything that is wrong with blocks before there is data. */
export function checkBlocks(blocks: readonly Block[], topic: Topic): TemplateProblem[] {
  return blocks.flatMap((block, index) => {
    const place = placeOf(block, index);
    const check = (text: string, at = place) => checkText(text, at, topic);
    switch (block.kind) {
      case 'heading':
      case 'text':
        return check(block.text);
      case 'button':
        return [...check(block.text), ...check(block.url, `${place}, link`), ...(mayLink(block.url) ? [] : [badLink(place)])];
      case 'files':
        return [
          ...check(block.title),
          ...(fieldsOf(topic).some(({ path }) => path === 'files') ? [] : [unknownField('files', place)]),
        ];
      case 'facts':
        return block.rows.flatMap(({ label, value }, row) => [...check(label), ...check(value, `${place}, row ${row + 1}`)]);
      case 'table': {
        const list = fieldsOf(topic).find(({ path, type }) => path === block.each && type === 'list');
        if (!list) return [unknownField(block.each, place)];
        return block.columns.flatMap(({ title, value }, column) => [
          ...check(title),
          ...checkText(value, `${place}, column ${column + 1}`, topic, list),
        ]);
      }
      case 'mark':
        return check(block.advertiser);
      default:
        return [];
    }
  });
}

const isLink = (url: string) => /^https?:\/\/[^\s"'<>]+$/.test(url);
const mayLink = (url: string) => isLink(url) || /^\s*{[{%]/.test(url);

function listOf(data: TemplateData, path: string): TemplateData[] {
  const [head = '', tail] = path.split('.');
  const value = tail === undefined ? data[head] : groupOf(data, head)[tail];
  return Array.isArray(value) ? value : [];
}

function groupOf(data: TemplateData, name: string): TemplateData {
  const value = data[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('sum' in value) ? (value as TemplateData) : {};
}
