import { join } from 'node:path';
import { projectRoot } from '../../config/root.ts';
import type { ConsoleHub } from '../support/console.ts';
import { sentPack } from '../support/console-documents.ts';
import { bookedKnown, comparison, conflictOn, paidKnown, plannedJob } from '../support/console-records.ts';
import { orderRoute } from '../support/order-route.ts';

/** What a test needs to know of a screen. */
export interface Route {
  path: string;
  title: { ru: string; en: string };
  permission: string;
  nav?: object;
  help: string;
}

/** Every route of the console, as its registry names them. */
export async function consoleRoutes(): Promise<Route[]> {
  const registry: { screens: Route[] } = await import(/* @vite-ignore */ join(projectRoot(), 'console/screens/index.ts'));
  return registry.screens;
}

/** A record to look at, for each route that shows one. */
const EXAMPLES: { [path: string]: (hub: ConsoleHub) => Promise<string> } = {
  'connections/:id': async () => 'connections/bitrix24',
  'deals/:id': async (hub) =>
    `deals/${await newest(hub, "select id from links where kind = 'deal' order by created_at limit 1")}`,
  'tasks/:id': async (hub) => `tasks/${(await newest(hub, TASK)) ?? (await openConflict(hub))}`,
  'effects/:id': async (hub) => `effects/${await newest(hub, 'select id from effects order by id limit 1')}`,
  'jobs/:id': async (hub) => `jobs/${(await newest(hub, 'select id from bulk_jobs limit 1')) ?? (await plannedJob(hub))}`,
  'drift/:id': async (hub) => `drift/${(await newest(hub, RUN)) ?? (await comparison(hub))}`,
  'events/:id': async (hub) => `events/${await newestEvent(hub)}`,
  'mappings/:kind/:name': async () => 'mappings/spec/samo-claim--bitrix24-deal',
  'payments/:id': async (hub) =>
    `payments/${(await newest(hub, 'select id from payments limit 1')) ?? (await paidKnown(hub)).payment}`,
  'documents/:id': async (hub) =>
    `documents/${(await newest(hub, 'select link_id as id from document_packs limit 1')) ?? (await sentPack(hub)).deal}`,
  'templates/:name': async () => 'templates/documents-now',
  'routes/:id': async (hub) => `routes/${await orderRoute(hub)}`,
};

const TASK = "select id from tasks where kind = 'conflict' order by id desc limit 1";
const RUN = 'select id from drift_runs where finished_at is not null order by id desc limit 1';

async function newest(hub: ConsoleHub, sql: string): Promise<string | null> {
  const { rows } = await hub.db.query<{ id: string }>(sql);
  return rows[0]?.id ?? null;
}

async function openConflict(hub: ConsoleHub): Promise<number> {
  const phones = { left: '+7 900 000-81-01', right: '+7 900 000-81-02' };
  return (await conflictOn(hub, await bookedKnown(hub), phones)).task;
}

/** An address at which a route can be opened. @throws Error for a route about a record without an example above */
export async function addressOf(route: Route, hub: ConsoleHub): Promise<string> {
  if (!route.path.includes(':')) return `/${route.path}`;
  const example = EXAMPLES[route.path];
  if (!example) throw new Error(`tests/console/routes.ts names no example of ${route.path}`);
  return `/${await example(hub)}`;
}

async function newestEvent(hub: ConsoleHub): Promise<number> {
  const { items } = (await hub.api.get('/api/events?limit=1')) as { items: { id: number }[] };
  const [event] = items;
  if (!event) throw new Error('the hub has seen no event');
  return event.id;
}
