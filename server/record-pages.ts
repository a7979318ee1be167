import type { ConnectorRegistry } from '../connectors/sdk/registry.ts';
import { getConnection, getPair } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import type { LinkRow } from '../store/links.ts';
import { latestSnapshot } from '../store/schema-snapshots.ts';

/** One end of a link as people know it. */
export interface LinkEnd {
  connection: string;
  system: string;
  title: string;
  /** Where people look at the record in its own system; null where that is not known, or there is no record yet. */
  page: string | null;
}

/** Both ends of a link, and how the right system calls its fields. */
export async function endsOf(
  { db, registry }: { db: Database; registry: ConnectorRegistry },
  link: LinkRow,
): Promise<{ left: LinkEnd; right: LinkEnd; titles: ReadonlyMap<string, string> } | null> {
  const pair = await getPair(db, link.pairId);
  if (pair === null) return null;
  const [left, right, titles] = await Promise.all([
    getConnection(db, pair.leftConnection),
    getConnection(db, pair.rightConnection),
    titlesOf(db, pair.rightConnection, link.kind),
  ]);
  if (left === null || right === null) return null;
  const claim = link.kind === 'deal' ? { entity: 'claim', id: link.leftId, number: link.leftNumber } : null;
  const record = link.rightId === null ? null : { entity: link.kind, id: link.rightId, number: null };
  const pageIn = ({ system, options }: typeof left, of: typeof claim) =>
    of === null ? null : (registry[system]?.recordPage?.(options, of) ?? null);
  return {
    left: { connection: left.id, system: left.system, title: left.title, page: pageIn(left, claim) },
    right: { connection: right.id, system: right.system, title: right.title, page: pageIn(right, record) },
    titles,
  };
}

async function titlesOf(db: Database, connectionId: string, entity: string): Promise<ReadonlyMap<string, string>> {
  const schemas = (await latestSnapshot(db, connectionId))?.schemas;
  const titles = new Map<string, string>();
  for (const schema of Array.isArray(schemas) ? schemas : []) {
    if (!isObject(schema) || schema['entity'] !== entity || !Array.isArray(schema['fields'])) continue;
    for (const field of schema['fields']) {
      if (!isObject(field)) continue;
      const { name, title } = field;
      if (typeof name === 'string' && typeof title === 'string' && title !== '') titles.set(name, title);
    }
  }
  return titles;
}

const isObject = (value: unknown): value is { [name: string]: unknown } => typeof value === 'object' && value !== null;
