import type { Context, Hono } from 'hono';
import type { Credential } from '../auth.ts';
import { CUT_OFF_SECONDS, gatewayTimeout } from '../cut-off.ts';
import { timeOf } from '../invoke.ts';
import type { Machine } from '../method.ts';
import { authenticate, failure, gated, json, type OnBlocked, type RestDeps } from '../rest.ts';
import { errorByCode, VendorError } from '../vendor-error.ts';
import { asMap, asText, type Wire, type WireMap } from '../wire.ts';
import { noMethod, RestError } from './error.ts';
import { remember, remembered } from './idempotency.ts';
import { type MethodV3, taskMethodsV3 } from './tasks.ts';

const methods: { [name: string]: MethodV3 } = taskMethodsV3;
const MAX_COMMANDS = 50;

/** REST 3.0: JSON by POST alone, the query is ignored, errors are maps. */
export function mountRestV3(app: Hono, deps: RestDeps): void {
  for (const path of ['/rest/api/:user/:secret/:method', '/rest/api/:method']) {
    app.all(path, (c) => {
      const name = (c.req.param('method') ?? '').toLowerCase();
      return gated(c, deps, { method: name }, (violate) => answer(c, deps, name, violate));
    });
  }
}

interface Asked {
  machine: Machine;
  credential: Credential;
  deps: RestDeps;
  onBlocked(method: string): void;
}

async function answer(c: Context, deps: RestDeps, name: string, violate: OnBlocked): Promise<Response> {
  try {
    if (c.req.method !== 'POST') throw new RestError(405, 'INVALIDMETHODEXCEPTION', 'Only POST is allowed');
    const body = await jsonBody(c);
    const credential = authenticate(c, deps.auth, Array.isArray(body) ? {} : asMap(body));
    const { machine } = deps;
    const asked: Asked = { machine, credential, deps, onBlocked: (method) => violate('operating', method) };
    const timed = (result: Wire) =>
      json(200, { result, time: timeOf({ machine, operating: deps.operating, credential, method: name }) });
    if (name === 'batch') return timed(batch(asked, Array.isArray(body) ? body : []));
    const params = asMap(body);
    const key = c.req.header('idempotency-key');
    const method = known(name);
    const scope = { credential: credential.key, userId: credential.userId, method: name, key: key ?? '' };
    const replay = key !== undefined && method.writes ? remembered(machine.portal, scope, params) : null;
    if (replay !== null) {
      const repeated = timed(replay);
      repeated.headers.set('Idempotent-Replayed', 'true');
      return repeated;
    }
    const result = run(asked, name, params);
    if (key !== undefined && method.writes) remember(machine.portal, scope, params, result);
    if (secondsOf(machine, name, method) > CUT_OFF_SECONDS) return gatewayTimeout();
    return timed(result);
  } catch (error) {
    if (error instanceof RestError) return json(error.status, error.body());
    if (error instanceof VendorError) return failure(error);
    throw error;
  }
}

async function jsonBody(c: Context): Promise<Wire> {
  try {
    return JSON.parse((await c.req.text()) || '{}') as Wire;
  } catch {
    throw new RestError(400, 'INVALIDJSONEXCEPTION', 'Invalid JSON');
  }
}

function known(name: string): MethodV3 {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) throw noMethod(name);
  return method;
}

const secondsOf = ({ portal }: Machine, name: string, method: MethodV3) => portal.slow.get(name) ?? method.seconds;

/** @throws RestError · VendorError insufficient_scope, OPERATION_TIME_LIMIT */
function run({ machine, credential, deps, onBlocked }: Asked, name: string, params: WireMap): Wire {
  const method = known(name);
  if (!method.scopes.some((scope) => credential.scopes.includes(scope))) throw errorByCode('insufficient_scope');
  if (deps.operating.blocked(credential.key, name)) {
    onBlocked(name);
    throw errorByCode('OPERATION_TIME_LIMIT');
  }
  deps.operating.charge(credential.key, name, secondsOf(machine, name, method) / machine.limitScale);
  const actor = { by: 'api', userId: credential.userId, operation: name } as const;
  return method.run({ machine, params, credential, actor });
}

/** An ordered list of `{method, query, as?}`: the first refusal ends it and is all that is answered. */
function batch(asked: Asked, commands: Wire[]): Wire {
  if (commands.length > MAX_COMMANDS) throw new RestError(400, 'BATCHLENGTHEXCEEDEDEXCEPTION', 'Max batch length exceeded');
  return commands.map((command) => {
    const { method, query } = asMap(command);
    return run(asked, asText(method).toLowerCase(), asMap(query));
  });
}
