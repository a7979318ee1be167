import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Json } from '../../domain/json.ts';
import { bytes, moment } from './columns.ts';

/** Specs and dictionaries as they were published; the highest version of a name is in force. Rows are never changed. */
export const mappingDocuments = pgTable(
  'mapping_documents',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind', { enum: ['spec', 'dictionary'] }).notNull(),
    name: text('name').notNull(),
    version: integer('version').notNull(),
    text: text('text').notNull(),
    textHash: text('text_hash').notNull(),
    /** `shipped` came with the product. */
    origin: text('origin', { enum: ['shipped', 'published', 'rolled_back'] }).notNull(),
    author: text('author').notNull(),
    reason: text('reason').notNull(),
    /** The version whose text this one brings back. */
    restores: integer('restores'),
    publishedAt: moment('published_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('mapping_documents_version').on(t.kind, t.name, t.version)],
);

/** What passed through mappings, counted; names of fields and keys of dictionaries, no values of people. */
export const mappingUsage = pgTable(
  'mapping_usage',
  {
    mapping: text('mapping').notNull(),
    kind: text('kind', { enum: ['record', 'source', 'target', 'key', 'lossy', 'missing'] }).notNull(),
    name: text('name').notNull(),
    detail: text('detail').notNull(),
    count: bigint('count', { mode: 'number' }).notNull(),
    known: boolean('known').notNull(),
    firstSeen: moment('first_seen').notNull().defaultNow(),
    lastSeen: moment('last_seen').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.mapping, t.kind, t.name, t.detail] })],
);

/** Entities and fields of a connection's installation as it described them; a new row when they have changed. */
export const schemaSnapshots = pgTable(
  'schema_snapshots',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    connectionId: text('connection_id').notNull(),
    system: text('system').notNull(),
    hash: text('hash').notNull(),
    schemas: jsonb('schemas').$type<Json>().notNull(),
    takenAt: moment('taken_at').notNull().defaultNow(),
    /** When the installation last described itself like this. */
    seenAt: moment('seen_at').notNull().defaultNow(),
  },
  (t) => [index('schema_snapshots_connection').on(t.connectionId, t.id)],
);

/** The left record that each link was last brought together with, sealed under its person's key: input for rehearsing a new mapping. */
export const leftRecords = pgTable(
  'left_records',
  {
    linkId: text('link_id').primaryKey(),
    mapping: text('mapping').notNull(),
    record: bytes('record').notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (t) => [index('left_records_mapping').on(t.mapping, t.at)],
);
