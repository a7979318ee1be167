import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Sentence } from '../../domain/errors.ts';
import type { TemplateBody } from '../../domain/templates/types.ts';
import { moment } from './columns.ts';

const language = () => text('language', { enum: ['ru', 'en'] }).notNull();

/** What people are written to with: a letter, a page, a Word document, a ready answer. Its texts are versions. */
export const templates = pgTable(
  'templates',
  {
    name: text('name').primaryKey(),
    kind: text('kind', { enum: ['email', 'pdf', 'docx', 'canned'] }).notNull(),
    folder: text('folder').notNull(),
    topic: text('topic', { enum: ['claim', 'payment', 'account', 'alert', 'conversation'] }).notNull(),
    title: jsonb('title').$type<Sentence>().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [index('templates_folder').on(t.kind, t.folder)],
);

/** Rows are never changed. */
export const templateVersions = pgTable(
  'template_versions',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    template: text('template')
      .notNull()
      .references(() => templates.name),
    language: language(),
    version: integer('version').notNull(),
    body: jsonb('body').$type<TemplateBody>().notNull(),
    bodyHash: text('body_hash').notNull(),
    /** `shipped` came with the product. */
    origin: text('origin', { enum: ['shipped', 'saved'] }).notNull(),
    author: text('author').notNull(),
    reason: text('reason').notNull(),
    savedAt: moment('saved_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('template_versions_version').on(t.template, t.language, t.version)],
);

/** Which version was put in force when; the newest row decides, and rolling back appends one. */
export const templatePublications = pgTable(
  'template_publications',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    template: text('template')
      .notNull()
      .references(() => templates.name),
    language: language(),
    version: integer('version').notNull(),
    author: text('author').notNull(),
    reason: text('reason').notNull(),
    publishedAt: moment('published_at').notNull().defaultNow(),
  },
  (t) => [index('template_publications_newest').on(t.template, t.language, t.id)],
);

/** How often each version was used to write to somebody. */
export const templateUsage = pgTable(
  'template_usage',
  {
    template: text('template')
      .notNull()
      .references(() => templates.name),
    language: language(),
    version: integer('version').notNull(),
    count: bigint('count', { mode: 'number' }).notNull(),
    lastUsedAt: moment('last_used_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.template, t.language, t.version] })],
);

/** How the desk signs its letters, in each language. */
export const deskCards = pgTable('desk_cards', {
  language: language().primaryKey(),
  name: text('name').notNull(),
  phone: text('phone'),
  email: text('email'),
  hours: text('hours'),
  changedBy: text('changed_by').notNull(),
  changedAt: moment('changed_at').notNull().defaultNow(),
});
