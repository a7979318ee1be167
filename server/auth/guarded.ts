import type { Api } from '../api/deps.ts';

/**
 * Every route of the API declares who may use it.
 * @throws Error naming each route that does not: the hub does not start with a door nobody watches
 */
export function checkGuarded(api: Api): void {
  const guarded = new Set(
    api.openAPIRegistry.definitions.flatMap((definition) =>
      definition.type === 'route' && 'x-permission' in definition.route
        ? [`${definition.route.method.toUpperCase()} ${definition.route.path.replaceAll(/\{(.+?)\}/g, ':$1')}`]
        : [],
    ),
  );
  const open = api.routes.map(({ method, path }) => `${method} ${path}`).filter((route) => !guarded.has(route));
  if (open.length > 0) throw new Error(`routes without a permission: ${[...new Set(open)].join(', ')}`);
}
