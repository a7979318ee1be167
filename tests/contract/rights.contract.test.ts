import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rightsOf } from '../../server/auth/caller.ts';
import { isPermission, PERMISSION_NAMES, type Permission, ROLES, type Role, ruleOf } from '../../server/auth/permissions.ts';
import { type Answer, apiClient, hubOn, pick } from '../support/api-client.ts';
import { absentDatabase, startHubDatabase } from '../support/hub-database.ts';
import { browserOf } from '../support/people.ts';
import { accountsOf, type Records, recordsOf } from '../support/rights-world.ts';
import { sampleOf } from '../support/schema-sample.ts';

/** Every role × own or foreign unit × every route, signed out too: allowed or refused as the table of permissions says. */

interface Route {
  method: string;
  path: string;
  permission: Permission | 'public';
  body: unknown;
}

const document = (await apiClient(hubOn(absentDatabase().db).app, null).get('/api/openapi.json')).body as unknown as {
  paths: Record<
    string,
    Record<string, { 'x-permission'?: string; requestBody?: { content: Record<string, { schema: object }> } }>
  >;
  components: { schemas: Record<string, object> };
};

const routes: Route[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { 'x-permission': permission = '', requestBody }]) => {
    if (permission !== 'public' && !isPermission(permission)) throw new Error(`${method} ${path} asks for no known permission`);
    const schema = requestBody?.content['application/json']?.schema;
    const body = schema && sampleOf(schema, document.components.schemas);
    return { method: method.toUpperCase(), path, permission, body };
  }),
);
const guarded = routes.flatMap((route) => (route.permission === 'public' ? [] : [{ ...route, permission: route.permission }]));
/** What reads comes first, what removes last: a later probe finds its records. */
const ORDER = ['GET', 'PATCH', 'PUT', 'POST', 'DELETE'];
guarded.sort((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method));

/** Parts of addresses that name no record of a unit. */
const WORDS: { [address: string]: string } = {
  '/api/connections/{id}/secrets/{name}/replace': 'applicationToken',
  '/api/mapping-schemas/{kind}': 'spec',
};

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let hub: ReturnType<typeof hubOn>;
let own: Records;
let foreign: Records;
let accounts: Awaited<ReturnType<typeof accountsOf>>;
type Browser = Awaited<ReturnType<typeof browserOf>>;
const people = new Map<string, Browser>();
const over = (role: Role, unit: 'hub' | 'unit') => {
  const found = people.get(`${role} ${unit}`);
  if (!found) throw new Error(`nobody is ${role} of the ${unit}`);
  return found;
};

beforeAll(async () => {
  database = await startHubDatabase();
  hub = hubOn(database.db);
  own = await recordsOf(hub, 'own');
  foreign = await recordsOf(hub, 'foreign');
  accounts = await accountsOf(hub);
  for (const role of ROLES) {
    people.set(`${role} hub`, await browserOf(hub.app, database.db, [{ role, unit: null }]));
    people.set(`${role} unit`, await browserOf(hub.app, database.db, [{ role, unit: own.unit }]));
  }
}, 120_000);
afterAll(() => database.stop(), 60_000);

/** The noun whose id an address names; null for addresses without one. */
function nounOf(path: string): string | null {
  const [, noun] = /^\/api\/([a-z-]+)\/\{id\}/.exec(path) ?? [];
  return noun ?? null;
}

function addressOf(path: string, id: string | number | undefined): string {
  return path
    .replace('{id}', String(id ?? 'none'))
    .replace('{field}', 'stage')
    .replace(/\{(\w+)\}/g, (_, name: string) => WORDS[path] ?? (name === 'kind' ? 'connection_stopped' : 'none'));
}

const idIn = (records: Records, noun: string | null): string | number | undefined =>
  noun === null ? undefined : ({ ...accounts, ...records, unit: undefined } as Record<string, string | number | undefined>)[noun];

const each = <Item>(items: readonly Item[], probe: (item: Item) => Promise<void>) => Promise.all(items.map(probe));

const lacks = ({ status, body }: Answer, permission: string) =>
  status === 403 && typeof body === 'object' && body !== null && 'permission' in body && body.permission === permission;

test('the walk meets the whole API, and every permission of a route is held by somebody', () => {
  expect(guarded.length).toBeGreaterThan(90);
  for (const { permission } of guarded) expect(ruleOf(permission).roles.length).toBeGreaterThan(0);
});

test('few routes are open, each for a stated reason', () => {
  expect(routes.filter(({ permission }) => permission === 'public').map(({ path }) => path)).toEqual(['/api/invitations/accept']);
});

test('every id of a unit’s record in an address names one that both units have', () => {
  const scoped = guarded.filter(({ permission }) => ruleOf(permission).reach === 'records');
  const nouns = [...new Set(scoped.flatMap(({ path }) => nounOf(path) ?? []))].sort();
  for (const noun of nouns) expect([noun, idIn(own, noun)]).toEqual([noun, expect.anything()]);
});

describe.each(guarded)('$method $path ($permission)', ({ method, path, permission, body }) => {
  const { reach, roles } = ruleOf(permission);
  const noun = nounOf(path);
  const holders = ROLES.filter((role) => roles.includes(role));
  const others = ROLES.filter((role) => !roles.includes(role));
  const call = (who: Pick<Browser, 'call'>, records: Records) =>
    who.call(method, addressOf(path, idIn(records, noun)), method === 'GET' ? undefined : body);

  test('refuses the signed-out, and every role that does not have it', async () => {
    const stranger = await apiClient(hub.app, null).call(
      method,
      addressOf(path, idIn(own, noun)),
      method === 'GET' ? undefined : body,
    );
    expect([stranger.status, pick(stranger, 'code')]).toEqual([401, 'SIGN_IN_REQUIRED']);
    // Over a unit a role is never more than over the hub: a test below says so.
    await each(others, async (role) => {
      const answer = await call(over(role, 'hub'), own);
      expect({ role, refused: lacks(answer, permission) }).toEqual({ role, refused: true });
    });
  });

  if (reach === 'hub') {
    test('refuses whoever holds such a role over a unit only', async () => {
      await each(holders, async (role) => {
        const answer = await call(over(role, 'unit'), own);
        expect({ role, refused: lacks(answer, permission) }).toEqual({ role, refused: true });
      });
    });
  }

  if (reach === 'records' && noun !== null) {
    test('answers for a record of another unit as for none', async () => {
      await each(holders, async (role) => {
        const answer = await call(over(role, 'unit'), foreign);
        expect({ role, status: answer.status }).toEqual({ role, status: 404 });
      });
    });
  }

  if (reach === 'records' && noun === null && method === 'GET') {
    test('lists nothing of another unit', async () => {
      await each(holders, async (role) => {
        const answer = await call(over(role, 'unit'), own);
        expect({ role, status: answer.status }).toEqual({ role, status: 200 });
        const text = JSON.stringify(answer.body);
        for (const id of Object.values(foreign)) if (typeof id === 'string') expect(text).not.toContain(id);
        expect(text).not.toContain('claim-foreign');
      });
    });
  }

  test.skipIf(path === '/api/live')('lets every role in that has it, where it is held', async () => {
    const held = holders.flatMap((role) => (reach === 'hub' ? [over(role, 'hub')] : [over(role, 'hub'), over(role, 'unit')]));
    const shows = method === 'GET' && reach === 'records' && !MAY_BE_EMPTY.has(path);
    await each(held, async (who) => {
      const answer = await call(who, own);
      expect({ who: who.name, refused: answer.status === 401 || lacks(answer, permission) }).toEqual({
        who: who.name,
        refused: false,
      });
      if (shows) expect({ who: who.name, status: answer.status }).toEqual({ who: who.name, status: 200 });
    });
  });

  if (path.includes('{')) {
    test('an id of nothing is answered, not stumbled over', async () => {
      for (const id of ['none', '999999999', "o'clock %00"]) {
        const { status } = await hub.api.call(
          method,
          addressOf(path, encodeURIComponent(id)),
          method === 'GET' ? undefined : body,
        );
        expect(status).toBeLessThan(500);
      }
    });
  }
});

/** There is nothing to print of a system that needs no preparation, and no file of a document that was not fetched. */
const MAY_BE_EMPTY = new Set(['/api/connections/{id}/prepare/print', '/api/documents/{id}/files/{file}']);

describe('records that a body names', () => {
  const REASON = 'Проверка прав';
  test.each([
    ['PUT', '/api/modes', () => ({ process: 'deals', connection: foreign.connections, mode: 'off', reason: REASON }), 404],
    ['POST', '/api/jobs', () => ({ kind: 'first_sync', pair: foreign.pairs, reason: REASON }), 404],
    ['POST', '/api/reconcile', () => ({ pair: foreign.pairs }), 404],
    ['POST', '/api/pairs', () => ({ process: 'deals', leftConnection: foreign.left, rightConnection: own.connections }), 422],
    ['POST', '/api/connections', () => ({ id: 'new-one', system: 'samo', title: 'САМО', options: {}, unit: foreign.unit }), 422],
    ['POST', '/api/connections', () => ({ id: 'new-one', system: 'samo', title: 'САМО', options: {} }), 422],
    ['PATCH', '/api/connections/b24-own', () => ({ unit: foreign.unit }), 422],
  ] as const)('%s %s finds none of another unit', async (method, path, body, status) => {
    expect((await over('crm_admin', 'unit').call(method, path, body())).status).toBe(status);
  });

  test('a comparison of all pairs is one of the caller’s pairs', async () => {
    const answer = await over('operations', 'unit').post('/api/reconcile', {});
    expect(answer.body).toMatchObject({ runs: [{ pair: own.pairs }] });
  });

  test('a replay by filter means the caller’s events only', async () => {
    const plan = await over('operations', 'unit').post('/api/events/replay/plan', { filter: { state: 'done' } });
    expect(JSON.stringify(plan.body)).not.toContain(foreign.connections);
  });

  test('nobody ends the session of somebody else as their own', async () => {
    const mine = await over('viewer', 'hub').get('/api/me/sessions');
    const answer = await over('agent', 'hub').delete(`/api/me/sessions/${pick(mine, 'items.0.id')}`);
    expect(answer.status).toBe(404);
  });
});

test('rights over a unit reach the units below it', async () => {
  const { body } = await hub.api.post('/api/units', { kind: 'department', name: 'Отдел 24/7', parent: own.unit });
  const below = String((body as { id: string }).id);
  await hub.api.patch(`/api/connections/${own.connections}`, { unit: below });
  expect((await over('operations', 'unit').get(`/api/connections/${own.connections}`)).status).toBe(200);
  const low = await browserOf(hub.app, database.db, [{ role: 'operations', unit: below }]);
  expect((await low.get(`/api/connections/${own.connections}`)).status).toBe(200);
  expect((await low.get(`/api/connections/${own.left}`)).status).toBe(404);
});

test('roles of one person add up, each where it is held', async () => {
  const both = await browserOf(hub.app, database.db, [
    { role: 'viewer', unit: null },
    { role: 'operations', unit: own.unit },
  ]);
  expect((await both.get(`/api/connections/${foreign.connections}`)).status).toBe(200);
  const pause = (id: string) => both.post(`/api/connections/${id}/pause`, { reason: 'Проверка прав' });
  expect((await pause(own.connections)).status).toBe(200);
  expect((await pause(foreign.connections)).status).toBe(404);
});

test('a role over a unit is never more than over the hub, and gives nothing that touches everybody', () => {
  const below = (unit: string) => [unit, 'unt_below'];
  for (const role of ROLES) {
    const everywhere = rightsOf([{ role, unit: null }], below);
    const here = rightsOf([{ role, unit: 'unt_own' }], below);
    expect([...everywhere.keys()].sort()).toEqual(PERMISSION_NAMES.filter((name) => ruleOf(name).roles.includes(role)).sort());
    for (const [permission, scope] of here) {
      expect(everywhere.get(permission)).toBe('all');
      expect(scope).toEqual(['unt_own', 'unt_below']);
      expect(ruleOf(permission).reach).not.toBe('hub');
    }
  }
});
