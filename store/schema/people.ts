import { pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/** The only clear columns with names, phones and e-mails; masked by the API, erased by UPDATE. */
export const people = pgTable('people', {
  id: text('id').primaryKey(),
  kind: text('kind', { enum: ['person', 'company'] }).notNull(),
  name: text('name'),
  phone: text('phone'),
  email: text('email'),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
});

/** Keyed hash of what identifies a person in a system (buyer key, else normalised phone), never the value itself. */
export const identities = pgTable(
  'identities',
  {
    hash: text('hash').primaryKey(),
    kind: text('kind').notNull(),
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('identities_person_kind').on(t.personId, t.kind, t.hash)],
);
