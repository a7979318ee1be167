import { index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Json } from '../../domain/json.ts';
import { moment } from './columns.ts';
import { connections, type Mode, type PauseReason } from './connections.ts';
import { units } from './units.ts';

/** The write that a route makes for each event: an operation of the target's connector. */
export interface RouteWrite {
  operation: string;
  entity: string;
  /** Path in the event to the target's id, for writes that need one. */
  id?: string;
}

/** What a route is told of values that no connector describes: a type by path. */
export interface RouteTypes {
  source: Record<string, string>;
  target: Record<string, string>;
}

/** From an event to a write, as data: which events, under which condition, mapped how, written where. */
export const routes = pgTable(
  'routes',
  {
    id: text('id').primaryKey(),
    title: text('title').notNull(),
    unitId: text('unit_id').references(() => units.id),
    sourceConnection: text('source_connection')
      .notNull()
      .references(() => connections.id),
    /** Kind of event, as the source's connector names it. */
    event: text('event').notNull(),
    /** Conditions of the mapping language, all of which must hold. */
    conditions: jsonb('conditions').$type<Json[]>().notNull().default([]),
    /** Rules of the mapping language. */
    rules: jsonb('rules').$type<Json[]>().notNull(),
    dictionaries: jsonb('dictionaries').$type<Record<string, Json>>().notNull().default({}),
    constants: jsonb('constants').$type<Record<string, Json>>().notNull().default({}),
    types: jsonb('types').$type<RouteTypes>().notNull().default({ source: {}, target: {} }),
    targetConnection: text('target_connection')
      .notNull()
      .references(() => connections.id),
    write: jsonb('write').$type<RouteWrite>().notNull(),
    /** Path in the event whose value orders events among each other; null: each event stands alone. */
    orderBy: text('order_by'),
    lanes: integer('lanes').notNull().default(4),
    /** `off` takes no events, `paused` lets them wait. */
    state: text('state', { enum: ['on', 'off', 'paused'] })
      .notNull()
      .default('off'),
    pause: jsonb('pause').$type<PauseReason>(),
    mode: text('mode', { enum: ['off', 'observe', 'live'] })
      .$type<Mode>()
      .notNull()
      .default('observe'),
    version: integer('version').notNull().default(1),
    mappingHash: text('mapping_hash').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [index('routes_source').on(t.sourceConnection, t.event), index('routes_target').on(t.targetConnection)],
);
