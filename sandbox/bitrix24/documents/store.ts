import { keepFile, type StoredFile, storedFiles } from '../files.ts';
import type { Portal } from '../portal.ts';
import { shelf } from '../shelf.ts';
import type { WireMap } from '../wire.ts';

export interface Numerator {
  id: number;
  name: string;
  /** `INV-{NUMBER}` */
  template: string;
  start: number;
  step: number;
  next: number;
}

export interface Template {
  id: number;
  name: string;
  region: string;
  code: string | null;
  fileId: number;
  active: boolean;
  numeratorId: number;
  withStamps: boolean;
  users: string[];
  sort: number;
  entityTypeIds: string[];
  createdAt: number;
  updatedAt: number;
  deleted: boolean;
}

export interface GeneratedDocument {
  id: number;
  /** Finished elsewhere and uploaded: no template, nothing to transform. */
  uploaded: boolean;
  templateId: number;
  entityTypeId: number;
  entityId: number;
  title: string;
  number: string;
  values: WireMap;
  stampsEnabled: boolean;
  fileId: number;
  diskId: number;
  publicUrl: string | null;
  createdAt: number;
  createdBy: number;
  updatedAt: number;
  updatedBy: number | null;
  /** When the converter has its pdf and picture; before that they are missing. */
  readyAt: number;
}

const numeratorShelf = shelf<Numerator>();
const templateShelf = shelf<Template>();
export const documents = shelf<GeneratedDocument>();

/** The numerators of the portal; one is there from the start. */
export function numerators(portal: Portal): Map<number, Numerator> {
  const known = numeratorShelf(portal);
  if (known.size === 0 && portal.nextId('numeratorSeed') === 1) {
    addNumerator(portal, { name: 'Нумератор по умолчанию', template: '{NUMBER}', start: 1, step: 1 });
  }
  return known;
}

export function addNumerator(portal: Portal, init: Pick<Numerator, 'name' | 'template' | 'start' | 'step'>): Numerator {
  const numerator = { id: portal.nextId('numerator'), ...init, next: init.start };
  numeratorShelf(portal).set(numerator.id, numerator);
  return numerator;
}

/** The templates of the portal; a tour operator's own are there from the start. */
export function templates(portal: Portal): Map<number, Template> {
  const known = templateShelf(portal);
  if (known.size > 0 || portal.nextId('templateSeed') > 1) return known;
  for (const name of ['Договор о реализации турпродукта', 'Счёт на оплату тура', 'Акт об оказании услуг']) {
    addTemplate(portal, { name, region: 'ru', entityTypeIds: ['2', '2_category_7'], bytes: Buffer.from(`PK ${name}`) });
  }
  return known;
}

export interface TemplateInit {
  name: string;
  region: string;
  entityTypeIds: string[];
  bytes: Buffer;
}

export function addTemplate(portal: Portal, { bytes, ...init }: TemplateInit): Template {
  const numeratorId = [...numerators(portal).keys()][0] ?? 0;
  const now = portal.clock.now();
  const template: Template = {
    id: portal.nextId('template'),
    ...init,
    code: null,
    fileId: keepFile(portal, `${init.name}.docx`, bytes).id,
    active: true,
    numeratorId,
    withStamps: false,
    users: ['UA'],
    sort: 500,
    createdAt: now,
    updatedAt: now,
    deleted: false,
  };
  templateShelf(portal).set(template.id, template);
  return template;
}

/** The next number of a template's numerator; each call uses one up. */
export function nextNumber(portal: Portal, template: Template): string {
  const numerator = numerators(portal).get(template.numeratorId);
  if (numerator === undefined) return '';
  const number = numerator.next;
  numerator.next += numerator.step;
  return numerator.template.replace('{NUMBER}', String(number));
}

export function contentOf(portal: Portal, fileId: number): StoredFile {
  const file = storedFiles(portal).get(fileId);
  if (file === undefined) throw new Error(`file ${fileId} is gone`);
  return file;
}
