import { join } from 'node:path';
import { projectRoot } from '../../config/root.ts';
import type { ConsoleHub } from '../support/console.ts';
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
  'events/:id': async (hub) => `events/${await newestEvent(hub)}`,
  'routes/:id': async (hub) => `routes/${await orderRoute(hub)}`,
};

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
