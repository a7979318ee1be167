import type { Sentence } from '../errors.ts';
import type { Topic } from './fields.ts';

export type TemplateKind = 'email' | 'pdf' | 'docx' | 'canned';
export type Language = 'ru' | 'en';

/** One piece of a letter or of a page. Texts may hold `{{ fields }}` and conditions; a piece that comes out empty is left out. */
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'button'; text: string; url: string }
  /** The files that go with the message. */
  | { kind: 'files'; title: string }
  | { kind: 'facts'; rows: { label: string; value: string }[] }
  /** A row for each element of a list, which its columns call `item`. */
  | { kind: 'table'; each: string; columns: { title: string; value: string }[] }
  | { kind: 'divider' }
  /** How the desk can be reached. */
  | { kind: 'contacts' }
  /** The mark that advertising bears by 38-ФЗ: the word, who advertises, and the token of the register where there is one. */
  | { kind: 'mark'; advertiser: string; erid: string };

/** What a version of a template says. `file` is a docx in base64. */
export type TemplateBody =
  | { kind: 'email'; subject: string; preheader: string; blocks: Block[] }
  | { kind: 'pdf'; title: string; blocks: Block[] }
  | { kind: 'docx'; file: string }
  | { kind: 'canned'; text: string };

/** What keeps a template from being used, and where it stands. `field` is null where the form of the text is wrong. */
export interface TemplateProblem {
  code: 'unknown_field' | 'missing_value' | 'syntax' | 'too_large' | 'link' | 'file';
  /** `subject`, `block 3 (text)`, `word/document.xml`. */
  place: string;
  field: string | null;
  message: Sentence;
}

/** Values by the paths of the model; null and absent are the same. */
export type TemplateData = { [name: string]: DataValue };
export type DataValue = string | number | null | MoneyValue | TemplateData | TemplateData[];
/** Decimal string and ISO code. */
export type MoneyValue = { sum: string; currency: string };

export type Rendered =
  | { kind: 'email'; subject: string; text: string; html: string }
  | { kind: 'pdf'; content: Uint8Array; pages: number }
  | { kind: 'docx'; content: Uint8Array }
  | { kind: 'canned'; text: string };

/** Turns templates and data into what people read. Knows no files, no network and no clock. */
export interface Renderer {
  /** Everything that keeps a body from being used on a topic, before any data is at hand. Empty when it may be published. */
  check(body: TemplateBody, topic: Topic): Promise<TemplateProblem[]>;
  /**
   * @param at the moment that stands in a document's properties
   * @throws TemplateRefusal naming each field and place; nothing is rendered in part
   */
  render<Body extends TemplateBody>(
    body: Body,
    topic: Topic,
    data: TemplateData,
    language: Language,
    at: Date,
  ): Promise<Extract<Rendered, { kind: Body['kind'] }>>;
}
