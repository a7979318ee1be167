import { and, eq } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { PairRow } from './connections.ts';
import type { Db } from './database.ts';
import type { LinkRow } from './links.ts';
import { connections, links, type Mode, modes, pairs } from './schema/index.ts';

/** A link with what decides whether anything may be done about it. */
export interface LinkContext {
  link: LinkRow;
  pair: PairRow;
  /** One of its connections is paused. */
  paused: boolean;
  modes: { left: Mode; right: Mode };
}

const leftConnection = alias(connections, 'left_connection');
const rightConnection = alias(connections, 'right_connection');
const leftMode = alias(modes, 'left_mode');
const rightMode = alias(modes, 'right_mode');

export async function linkContext(db: Db, linkId: string): Promise<LinkContext | null> {
  const [row] = await db
    .select({
      link: links,
      pair: pairs,
      leftStatus: leftConnection.status,
      rightStatus: rightConnection.status,
      leftMode: leftMode.mode,
      rightMode: rightMode.mode,
    })
    .from(links)
    .innerJoin(pairs, eq(pairs.id, links.pairId))
    .innerJoin(leftConnection, eq(leftConnection.id, pairs.leftConnection))
    .innerJoin(rightConnection, eq(rightConnection.id, pairs.rightConnection))
    .leftJoin(leftMode, and(eq(leftMode.process, pairs.process), eq(leftMode.connectionId, pairs.leftConnection)))
    .leftJoin(rightMode, and(eq(rightMode.process, pairs.process), eq(rightMode.connectionId, pairs.rightConnection)))
    .where(eq(links.id, linkId));
  if (!row) return null;
  return {
    link: row.link,
    pair: row.pair,
    paused: row.leftStatus === 'paused' || row.rightStatus === 'paused',
    modes: { left: row.leftMode ?? 'off', right: row.rightMode ?? 'off' },
  };
}
