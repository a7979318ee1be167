import { HubError } from '../domain/errors.ts';
import type { Topic } from '../domain/templates/fields.ts';
import type { Language, Rendered, Renderer, TemplateData, TemplateKind } from '../domain/templates/types.ts';
import type { Db } from './database.ts';
import { countUse, getDeskCards, getTemplate, inForce } from './templates.ts';

export interface Wanted<Kind extends TemplateKind> {
  name: string;
  kind: Kind;
  language: Language;
  data: TemplateData;
  at: Date;
}

/**
 * Fills the version of a template that is in force, signed by the desk, and counts the use.
 * @throws TemplateRefusal for a field without a value; HubError `config` where no such template is in force
 */
export async function writeLetter<Kind extends TemplateKind>(
  db: Db,
  renderer: Renderer,
  { name, kind, language, data, at }: Wanted<Kind>,
): Promise<{ template: { name: string; version: number }; rendered: Extract<Rendered, { kind: Kind }> }> {
  const [template, version] = await Promise.all([getTemplate(db, name), inForce(db, name, language)]);
  if (template === null || version === null || version.body.kind !== kind) throw notInForce(name);
  const whole = { ...data, desk: await deskData(db, language) };
  const rendered = await renderer.render(version.body, template.topic as Topic, whole, language, at);
  await countUse(db, version, at);
  return { template: { name, version: version.version }, rendered: rendered as Extract<Rendered, { kind: Kind }> };
}

/** How the desk signs in that language. */
export async function deskData(db: Db, language: Language): Promise<TemplateData> {
  const card = (await getDeskCards(db)).find((one) => one.language === language);
  return card ? { name: card.name, phone: card.phone, email: card.email, hours: card.hours } : {};
}

const notInForce = (name: string) =>
  new HubError({
    code: 'TEMPLATE_NOT_IN_FORCE',
    kind: 'config',
    userMessage: { ru: `Шаблон «${name}» не опубликован`, en: `The template “${name}” is not published` },
    detail: name,
  });
