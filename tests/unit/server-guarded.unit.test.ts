import { createRoute } from '@hono/zod-openapi';
import { expect, test } from 'vitest';
import { createApi } from '../../server/api/deps.ts';
import { allow, allowPublic } from '../../server/auth/allow.ts';
import { checkGuarded } from '../../server/auth/guarded.ts';

const route = { method: 'get', path: '/things/{id}', responses: { 204: { description: 'Nothing' } } } as const;

test('an API with a route that asks for no permission is not served: the route is named', () => {
  const api = createApi();
  api.openapi(createRoute({ ...allow('links.read'), ...route }), (c) => c.body(null, 204));
  api.openapi(createRoute({ ...allowPublic('Says nothing'), ...route, path: '/open' }), (c) => c.body(null, 204));
  expect(() => checkGuarded(api)).not.toThrow();
  api.openapi(createRoute({ ...route, path: '/forgotten/{id}' }), (c) => c.body(null, 204));
  expect(() => checkGuarded(api)).toThrow('GET /forgotten/:id');
});

test('a route that the description does not hold, or that hides from it, is found as well', () => {
  const bare = createApi();
  bare.post('/backdoor', (c) => c.body(null, 204));
  expect(() => checkGuarded(bare)).toThrow('POST /backdoor');
  const hidden = createApi();
  hidden.openapi(createRoute({ ...allow('links.read'), ...route, hide: true }), (c) => c.body(null, 204));
  expect(() => checkGuarded(hidden)).toThrow('GET /things/:id');
});
