import type { AnswerOf } from '../../api/types.ts';

export type Detail = AnswerOf<'get', '/templates/{name}'>;
export type Kind = Detail['kind'];
export type LetterLanguage = keyof Detail['newest'];
export type Body = AnswerOf<'get', '/templates/{name}/{language}/versions/{version}'>['body'];
/** What a body becomes when it is filled. */
export type Rendered = AnswerOf<'post', '/templates/{name}/{language}/preview'>;
export type Blocks = Extract<Body, { kind: 'email' }>['blocks'];
export type Block = Blocks[number];

export const BLOCK_KINDS = [
  'heading',
  'text',
  'button',
  'files',
  'facts',
  'table',
  'divider',
  'contacts',
  'mark',
] as const satisfies readonly Block['kind'][];

/** What a template begins with in a language that has no version yet. */
export function emptyBody(kind: Kind): Body {
  switch (kind) {
    case 'email':
      return { kind, subject: '', preheader: '', blocks: [] };
    case 'pdf':
      return { kind, title: '', blocks: [] };
    case 'docx':
      return { kind, file: '' };
    case 'canned':
      return { kind, text: '' };
  }
}

export function emptyBlock(kind: Block['kind']): Block {
  switch (kind) {
    case 'heading':
    case 'text':
      return { kind, text: '' };
    case 'button':
      return { kind, text: '', url: '' };
    case 'files':
      return { kind, title: '' };
    case 'facts':
      return { kind, rows: [{ label: '', value: '' }] };
    case 'table':
      return { kind, each: '', columns: [{ title: '', value: '' }] };
    case 'divider':
    case 'contacts':
      return { kind };
    case 'mark':
      return { kind, advertiser: '', erid: '' };
  }
}

/** Whether anything can be made of a body: the hub takes none without a subject, a block, a file or a text. */
export function isComplete(body: Body): boolean {
  switch (body.kind) {
    case 'email':
      return body.subject.trim() !== '' && body.blocks.length > 0;
    case 'pdf':
      return body.title.trim() !== '' && body.blocks.length > 0;
    case 'docx':
      return body.file !== '';
    case 'canned':
      return body.text.trim() !== '';
  }
}

/** Whether two bodies say the same, whatever the order of their names. */
export const isSame = (one: Body, other: Body): boolean => inOrder(one) === inOrder(other);

const inOrder = (body: Body) =>
  JSON.stringify(body, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

const keys = new WeakMap<object, string>();
let made = 0;

/** A name for something in a list that has none of its own: it stays while the thing is moved and, through `insteadOf`, changed. */
export function keyOf(thing: object): string {
  const known = keys.get(thing);
  if (known !== undefined) return known;
  made += 1;
  keys.set(thing, `part-${made}`);
  return `part-${made}`;
}

/** The changed thing under the name of the one before. */
export function insteadOf<Thing extends object>(before: object, changed: Thing): Thing {
  keys.set(changed, keyOf(before));
  return changed;
}
