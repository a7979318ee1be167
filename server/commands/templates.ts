import type { Claim } from '../../domain/deals/claim.ts';
import { claimData } from '../../domain/templates/claim-data.ts';
import { fieldsOf, sampleData, type TemplateField } from '../../domain/templates/fields.ts';
import { TemplateRefusal } from '../../domain/templates/refusal.ts';
import type { DataValue, Language, TemplateBody, TemplateData } from '../../domain/templates/types.ts';
import { leftRecordOf } from '../../store/left-records.ts';
import { deskData } from '../../store/letters.ts';
import type { LinkRow } from '../../store/links.ts';
import {
  getTemplate,
  getVersion,
  holdTemplates,
  inForce,
  type NewTemplate,
  publishVersion,
  saveTemplate,
  saveVersion,
  type TemplateRow,
  type TemplateVersionRow,
} from '../../store/templates.ts';
import type { ServerDeps } from '../deps.ts';
import { maskValue } from '../mask.ts';
import { conflict, InvalidRequest, notFound } from '../refusals.ts';
import { recordCommand } from './journal.ts';

type Deps = Pick<ServerDeps, 'db' | 'vault' | 'renderer'>;

/** Makes a template, or files it elsewhere. @throws HubError `conflict` when it is known under another kind or topic */
export async function fileTemplate({ db, vault }: Deps, by: string, wanted: NewTemplate): Promise<void> {
  await db.transaction(async (tx) => {
    await holdTemplates(tx);
    const known = await getTemplate(tx, wanted.name);
    if (known !== null && (known.kind !== wanted.kind || known.topic !== wanted.topic)) throw otherKind();
    await saveTemplate(tx, wanted);
    if (known === null)
      await recordCommand(tx, vault, { by, type: 'template_made', data: { name: wanted.name, kind: wanted.kind } });
  });
}

export interface NewVersion {
  language: Language;
  body: TemplateBody;
  reason: string;
  /** The version that the author looked at; another one in the meantime is a conflict. Not minded when left out. */
  over?: number | undefined;
}

/** Keeps a text as the next version; it is not in force yet. @throws InvalidRequest with every field and place that is wrong */
export async function keepVersion(
  { db, vault, renderer }: Deps,
  by: string,
  template: TemplateRow,
  { language, body, reason, over }: NewVersion,
): Promise<{ row: TemplateVersionRow; fresh: boolean }> {
  if (body.kind !== template.kind) throw otherKind();
  refuse(await renderer.check(body, template.topic));
  return db.transaction(async (tx) => {
    await holdTemplates(tx);
    const newest = await getVersion(tx, template.name, language);
    const wanted = { template: template.name, language, body, origin: 'saved' as const, author: by, reason };
    const stored = await saveVersion(tx, wanted);
    if (stored.fresh && over !== undefined && over !== (newest?.version ?? 0)) throw moved();
    if (stored.fresh)
      await recordCommand(tx, vault, {
        by,
        type: 'template_saved',
        data: { name: template.name, language, version: stored.row.version },
        reason,
      });
    return stored;
  });
}

/** Puts a version in force; an older one is how a text is rolled back. Idempotent. @throws InvalidRequest when it names fields that are gone */
export async function putInForce(
  { db, vault, renderer }: Deps,
  by: string,
  template: TemplateRow,
  { language, version, reason }: { language: Language; version: number; reason: string },
): Promise<void> {
  const row = await getVersion(db, template.name, language, version);
  if (!row) throw unknownVersion();
  refuse(await renderer.check(row.body, template.topic));
  await db.transaction(async (tx) => {
    await holdTemplates(tx);
    const standing = await inForce(tx, template.name, language);
    if (standing?.version === version) return;
    await publishVersion(tx, { template: template.name, language, version, author: by, reason });
    await recordCommand(tx, vault, {
      by,
      type: standing !== null && standing.version > version ? 'template_rolled_back' : 'template_published',
      data: { name: template.name, language, version },
      reason,
    });
  });
}

/**
 * What a template is filled with for somebody who looks: made-up values, or those of a real claim over them, masked unless told otherwise.
 * @throws HubError `not_found` when nothing is kept of that claim yet
 */
export async function previewData(
  { db, vault }: Deps,
  template: Pick<TemplateRow, 'topic'>,
  language: Language,
  of: { link: LinkRow; clear: boolean } | null,
): Promise<TemplateData> {
  const desk = await deskData(db, language);
  if (of === null) return { ...sampleData(template.topic), desk };
  const record = await leftRecordOf(db, vault, of.link);
  if (record === null || of.link.kind !== 'deal') throw noRecord();
  const data = { ...sampleData(template.topic), ...claimData(record as Claim), desk };
  return of.clear ? data : masked(fieldsOf(template.topic), data);
}

function masked(fields: readonly TemplateField[], data: TemplateData): TemplateData {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]): [string, DataValue] => {
      const own = (path: string) => fields.find((field) => field.path === path);
      if (Array.isArray(value)) return [name, value.map((element) => masked(own(name)?.items ?? [], element))];
      if (typeof value === 'object' && value !== null && !('sum' in value)) {
        const inner = fields
          .filter(({ path }) => path.startsWith(`${name}.`))
          .map((field) => ({ ...field, path: field.path.slice(name.length + 1) }));
        return [name, masked(inner, value as TemplateData)];
      }
      return [name, own(name)?.personal && typeof value === 'string' ? String(maskValue(name, value, 'person')) : value];
    }),
  );
}

function refuse(problems: TemplateRefusal['problems']): void {
  if (problems.length > 0) throw asInvalid(new TemplateRefusal(problems));
}

/** A refusal as an answer that names every field and place. */
export function asInvalid(error: unknown): unknown {
  if (!(error instanceof TemplateRefusal)) return error;
  return new InvalidRequest(
    error.problems.map(({ place, message }) => ({ path: place, message: message.en, ru: message.ru })),
    'TEMPLATE_INVALID',
  );
}

export const unknownTemplate = () => notFound('TEMPLATE_UNKNOWN', 'Такого шаблона нет.', 'There is no such template.');
export const unknownVersion = () =>
  notFound('TEMPLATE_VERSION_UNKNOWN', 'Такой версии шаблона нет.', 'There is no such version of the template.');
const noRecord = () =>
  notFound('TEMPLATE_RECORD_UNKNOWN', 'По этой заявке ещё ничего не прочитано.', 'Nothing has been read of this claim yet.');
const otherKind = () =>
  conflict('TEMPLATE_KIND', 'Вид и тема шаблона не меняются.', 'Kind and topic of a template do not change.');
const moved = () =>
  conflict(
    'TEMPLATE_MOVED',
    'Пока вы правили, сохранена другая версия. Сравните с ней и сохраните снова.',
    'Another version was saved while you were editing. Compare with it and save again.',
  );
