import { integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Calendar } from '../../domain/sla/calendar.ts';
import type { ClockPolicy } from '../../domain/sla/clock.ts';
import type { CalendarDraft } from '../../domain/sla/draft.ts';
import type { ProductionYear } from '../../domain/sla/production.ts';
import { moment } from './columns.ts';

/** Who put a version in force, why and when. Rows are never changed. */
const published = {
  version: integer('version').notNull(),
  author: text('author').notNull(),
  reason: text('reason').notNull(),
  publishedAt: moment('published_at').notNull(),
};

/** When a unit works. `owner` is a unit, or `hub`: a unit without a calendar of its own keeps to that of the unit above it, at last to the hub's. */
export const calendars = pgTable(
  'calendars',
  {
    owner: text('owner').notNull(),
    draft: jsonb('draft').$type<CalendarDraft>().notNull(),
    /** The draft with the days of the production calendar as it was then. */
    calendar: jsonb('calendar').$type<Calendar>().notNull(),
    ...published,
  },
  (t) => [primaryKey({ columns: [t.owner, t.version] })],
);

/** Days off, transferred and shortened days of a country. */
export const productionCalendars = pgTable(
  'production_calendars',
  {
    country: text('country').notNull(),
    years: jsonb('years').$type<ProductionYear[]>().notNull(),
    /** `shipped` came with the product. */
    origin: text('origin', { enum: ['shipped', 'saved'] }).notNull(),
    ...published,
  },
  (t) => [primaryKey({ columns: [t.country, t.version] })],
);

/** What clocks are judged by, by name; owned like calendars are. */
export const policies = pgTable(
  'policies',
  {
    owner: text('owner').notNull(),
    name: text('name').notNull(),
    policy: jsonb('policy').$type<ClockPolicy>().notNull(),
    ...published,
  },
  (t) => [primaryKey({ columns: [t.owner, t.name, t.version] })],
);
