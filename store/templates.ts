import { createHash } from 'node:crypto';
import { and, asc, desc, eq, ilike, max, or, sql } from 'drizzle-orm';
import type { Language, TemplateBody, TemplateKind } from '../domain/templates/types.ts';
import type { Db } from './database.ts';
import { deskCards, templatePublications, templates, templateUsage, templateVersions } from './schema/index.ts';

export type TemplateRow = typeof templates.$inferSelect;
export type TemplateVersionRow = typeof templateVersions.$inferSelect;
export type TemplatePublicationRow = typeof templatePublications.$inferSelect;
export type NewTemplate = Omit<TemplateRow, 'createdAt'>;

/** sha256 (hex) of a body, whatever the order of its names. */
export function bodyHash(body: TemplateBody): string {
  const sorted = JSON.stringify(body, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(sorted).digest('hex');
}

export interface ListedTemplate extends TemplateRow {
  uses: number;
  lastUsedAt: Date | null;
  inForce: { [language in Language]?: { version: number; publishedAt: string; by: string } };
  newest: { [language in Language]?: number };
}

/** By folder and name, with what is in force and how often each was used. @param filter.search part of the name or of a title */
export async function listTemplates(
  db: Db,
  filter: { kind?: TemplateKind | undefined; folder?: string | undefined; search?: string | undefined; name?: string } = {},
): Promise<ListedTemplate[]> {
  const search = filter.search === undefined ? undefined : `%${filter.search.replace(/[%_\\]/g, '\\$&')}%`;
  const rows = await db
    .select({
      row: templates,
      uses: sql<number>`coalesce((select sum(u.count) from ${templateUsage} u where u.template = ${templates.name}), 0)::int`,
      lastUsedAt: sql<string | null>`(select max(u.last_used_at) from ${templateUsage} u where u.template = ${templates.name})`,
      inForce: sql<
        ListedTemplate['inForce']
      >`coalesce((select jsonb_object_agg(p.language, jsonb_build_object('version', p.version,
        'publishedAt', to_char(p.published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'by', p.author))
        from (select distinct on (language) * from ${templatePublications} where template = ${templates.name}
          order by language, id desc) p), '{}')`,
      newest: sql<ListedTemplate['newest']>`coalesce((select jsonb_object_agg(v.language, v.version)
        from (select language, max(version) as version from ${templateVersions} where template = ${templates.name} group by language) v), '{}')`,
    })
    .from(templates)
    .where(
      and(
        filter.kind === undefined ? undefined : eq(templates.kind, filter.kind),
        filter.folder === undefined ? undefined : eq(templates.folder, filter.folder),
        filter.name === undefined ? undefined : eq(templates.name, filter.name),
        search === undefined
          ? undefined
          : or(
              ilike(templates.name, search),
              sql`${templates.title} ->> 'ru' ilike ${search} or ${templates.title} ->> 'en' ilike ${search}`,
            ),
      ),
    )
    .orderBy(asc(templates.kind), asc(templates.folder), asc(templates.name));
  return rows.map(({ row, lastUsedAt, ...rest }) => ({
    ...row,
    ...rest,
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
  }));
}

export async function getTemplate(db: Db, name: string): Promise<TemplateRow | null> {
  const [row] = await db.select().from(templates).where(eq(templates.name, name));
  return row ?? null;
}

/** Makes a template, or files a known one elsewhere; its kind and topic stay, since its versions are written for them. */
export async function saveTemplate(db: Db, template: NewTemplate): Promise<void> {
  await db
    .insert(templates)
    .values(template)
    .onConflictDoUpdate({ target: templates.name, set: { folder: template.folder, title: template.title } });
}

/** One change to templates at a time, over all processes, until the transaction ends. */
export async function holdTemplates(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('templates', 0))`);
}

/** Appends a version behind the newest one. The newest one's own body again is that version. @param tx  holds templates */
export async function saveVersion(
  tx: Db,
  wanted: Pick<TemplateVersionRow, 'template' | 'language' | 'body' | 'origin' | 'author' | 'reason'>,
): Promise<{ row: TemplateVersionRow; fresh: boolean }> {
  const newest = await getVersion(tx, wanted.template, wanted.language);
  const hash = bodyHash(wanted.body);
  if (newest?.bodyHash === hash) return { row: newest, fresh: false };
  const [last] = await tx
    .select({ version: max(templateVersions.version) })
    .from(templateVersions)
    .where(and(eq(templateVersions.template, wanted.template), eq(templateVersions.language, wanted.language)));
  const [row] = await tx
    .insert(templateVersions)
    .values({ ...wanted, bodyHash: hash, version: (last?.version ?? 0) + 1 })
    .returning();
  if (!row) throw new Error('the version was not stored');
  return { row, fresh: true };
}

/** @param version  the newest when left out */
export async function getVersion(
  db: Db,
  template: string,
  language: Language,
  version?: number,
): Promise<TemplateVersionRow | null> {
  const [row] = await db
    .select()
    .from(templateVersions)
    .where(
      and(
        eq(templateVersions.template, template),
        eq(templateVersions.language, language),
        version === undefined ? undefined : eq(templateVersions.version, version),
      ),
    )
    .orderBy(desc(templateVersions.version))
    .limit(1);
  return row ?? null;
}

/** All versions in one language, the newest first. */
export function versionsOf(db: Db, template: string, language: Language): Promise<TemplateVersionRow[]> {
  return db
    .select()
    .from(templateVersions)
    .where(and(eq(templateVersions.template, template), eq(templateVersions.language, language)))
    .orderBy(desc(templateVersions.version));
}

/** Every time that a version was put in force, the newest first. */
export function publicationsOf(db: Db, template: string, language: Language): Promise<TemplatePublicationRow[]> {
  return db
    .select()
    .from(templatePublications)
    .where(and(eq(templatePublications.template, template), eq(templatePublications.language, language)))
    .orderBy(desc(templatePublications.id));
}

/** @param tx  holds templates */
export async function publishVersion(
  tx: Db,
  publication: Pick<TemplatePublicationRow, 'template' | 'language' | 'version' | 'author' | 'reason'>,
): Promise<void> {
  await tx.insert(templatePublications).values(publication);
}

/** The version that is in force; null where none was ever published. */
export async function inForce(db: Db, template: string, language: Language): Promise<TemplateVersionRow | null> {
  const [newest] = await db
    .select({ version: templatePublications.version })
    .from(templatePublications)
    .where(and(eq(templatePublications.template, template), eq(templatePublications.language, language)))
    .orderBy(desc(templatePublications.id))
    .limit(1);
  return newest ? getVersion(db, template, language, newest.version) : null;
}

/** Somebody was written to with this version. */
export async function countUse(
  db: Db,
  { template, language, version }: Pick<TemplateVersionRow, 'template' | 'language' | 'version'>,
  at: Date,
): Promise<void> {
  await db
    .insert(templateUsage)
    .values({ template, language, version, count: 1, lastUsedAt: at })
    .onConflictDoUpdate({
      target: [templateUsage.template, templateUsage.language, templateUsage.version],
      set: {
        count: sql`${templateUsage.count} + 1`,
        lastUsedAt: sql`greatest(${templateUsage.lastUsedAt}, excluded.last_used_at)`,
      },
    });
}

export type DeskCard = typeof deskCards.$inferSelect;

export function getDeskCards(db: Db): Promise<DeskCard[]> {
  return db.select().from(deskCards).orderBy(asc(deskCards.language));
}

/** @param keep  a card that is there stays as it is */
export async function saveDeskCard(db: Db, card: Omit<DeskCard, 'changedAt'>, keep = false): Promise<void> {
  const insert = db.insert(deskCards).values(card);
  if (keep) await insert.onConflictDoNothing();
  else await insert.onConflictDoUpdate({ target: deskCards.language, set: { ...card, changedAt: sql`now()` } });
}
