import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytes, moment } from './columns.ts';
import { units } from './units.ts';

/** A page of our own for one person: a text, files, or both. Its address is kept as a hash, what it shows under the person's key. */
export const sharedLinks = pgTable(
  'shared_links',
  {
    id: text('id').primaryKey(),
    tokenHash: bytes('token_hash').notNull(),
    process: text('process').notNull(),
    /** What it is about: a link of records. */
    subject: text('subject'),
    unitId: text('unit_id').references(() => units.id),
    personId: text('person_id'),
    language: text('language', { enum: ['ru', 'en'] }).notNull(),
    content: bytes('content').notNull(),
    /** Where one-time codes go; null where the address alone lets in. */
    codeTo: bytes('code_to'),
    createdBy: text('created_by').notNull(),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    revokedAt: moment('revoked_at'),
    revokedBy: text('revoked_by'),
    openedAt: moment('opened_at'),
    opens: integer('opens').notNull().default(0),
  },
  (t) => [
    uniqueIndex('shared_links_token').on(t.tokenHash),
    index('shared_links_created').on(t.createdAt, t.id),
    index('shared_links_subject').on(t.process, t.subject),
  ],
);

export const sharedFiles = pgTable(
  'shared_files',
  {
    linkId: text('link_id')
      .notNull()
      .references(() => sharedLinks.id, { onDelete: 'cascade' }),
    place: integer('place').notNull(),
    documentId: uuid('document_id').notNull(),
    name: bytes('name').notNull(),
    contentType: text('content_type').notNull(),
    size: integer('size').notNull(),
    sha256: text('sha256').notNull(),
    downloadedAt: moment('downloaded_at'),
    downloads: integer('downloads').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.linkId, t.place] })],
);

/** The code that was sent last for a link; only its keyed hash is kept. */
export const sharedCodes = pgTable(
  'shared_codes',
  {
    linkId: text('link_id')
      .primaryKey()
      .references(() => sharedLinks.id, { onDelete: 'cascade' }),
    no: integer('no').notNull(),
    hash: text('hash').notNull(),
    sentAt: moment('sent_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    tries: integer('tries').notNull().default(0),
    used: boolean('used').notNull().default(false),
  },
  (t) => [check('shared_codes_tries', sql`${t.tries} >= 0`)],
);
