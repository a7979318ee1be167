import { join } from 'node:path';
import type { Hono } from 'hono';
import { Registry } from 'prom-client';
import { projectRoot } from '../../config/root.ts';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { samo } from '../../connectors/samo/index.ts';
import type { Capability } from '../../connectors/sdk/contract.ts';
import { createRegistry } from '../../connectors/sdk/registry.ts';
import { smtp } from '../../connectors/smtp/index.ts';
import { tbank } from '../../connectors/tbank/index.ts';
import { webhook } from '../../connectors/webhook/index.ts';
import { yookassa } from '../../connectors/yookassa/index.ts';
import type { Json } from '../../domain/json.ts';
import { createAcceptor } from '../../ingress/accept.ts';
import { runIds } from '../../ingress/subjects.ts';
import { createRenderer } from '../../letters/index.ts';
import { libraryOf } from '../../mappings/engine/library.ts';
import type { AppDeps } from '../../server/api/deps.ts';
import { createApp } from '../../server/app.ts';
import type { ConnectedPort } from '../../server/deps.ts';
import { createLive } from '../../server/live.ts';
import { getConnection, openSecrets } from '../../store/connections.ts';
import type { Database } from '../../store/database.ts';
import { createVault } from '../../store/keys.ts';
import { createPayloadKeys } from '../../store/payload-keys.ts';
import { openPreviousSecrets } from '../../store/secrets.ts';
import { createPayloadCodec } from '../../vault/codec.ts';
import { createKeyring } from '../../vault/keyring.ts';

export const TOKEN = 'test-token-0123456789';

/** Nothing is published; a test of mappings brings its own. */
const noMappings: AppDeps['mappings'] = {
  library: () => libraryOf([]),
  refresh: async () => undefined,
  describe: async () => ({ hash: '', changed: false }),
  schemas: async () => null,
  look: () => Promise.reject(new Error('this test has no systems to look at')),
  whatIf: () => Promise.reject(new Error('this test keeps no records')),
};

export interface LoggedLine {
  level: 'info' | 'warn' | 'error';
  fields: Record<string, unknown>;
  message: string;
}

/** Everything an app needs on a database, with what it said and how often it woke the dispatcher. */
export function appDeps(db: Database, overrides: Partial<AppDeps> = {}): AppDeps & { lines: LoggedLine[]; woken(): number } {
  const keyring = createKeyring(Buffer.alloc(32, 7));
  const vault = createVault(keyring);
  const registry = createRegistry([bitrix24, samo, smtp, tbank, webhook, yookassa]);
  const lines: LoggedLine[] = [];
  const say = (level: LoggedLine['level']) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message });
  let wakes = 0;
  const wake = () => {
    wakes += 1;
  };
  const connected: ConnectedPort = {
    async find(id) {
      const row = await getConnection(db, id);
      const connector = row && registry[row.system];
      if (!row || !connector) return null;
      const secret = await openSecrets(db, vault, id);
      const parse = (other: object) => connector.options.parse({ ...row.options, ...secret, ...other });
      const replaced = await openPreviousSecrets(db, vault, id, new Date());
      const previous = replaced.map(({ name, value, until }) => ({ options: parse({ [name]: value }), until }));
      return { row, connector, options: parse({}), previous };
    },
    test: async (): Promise<Capability[]> => [
      { name: 'read', available: true, reason: { ru: 'Есть доступ', en: 'Access is granted' } },
    ],
    writes: async () => [],
    render: async () => null,
    preparing: async () => null,
    forget: () => undefined,
    lend: () => Promise.reject(new Error('this test installs nothing')),
  };
  return {
    db,
    vault,
    registry,
    acceptor: createAcceptor(db, vault, wake),
    connected,
    mappings: noMappings,
    renderer: createRenderer(),
    previewPack: () => Promise.reject(new Error('this test has no booking system')),
    wake,
    live: createLive(db, () => undefined),
    pages: { console: join(projectRoot(), 'dist/console'), docs: join(projectRoot(), 'docs') },
    wakeJobs: wake,
    wakePulls: async () => undefined,
    startReconcile: async (pairId) => runIds.reconcile(pairId),
    schedules: { list: async () => [], trigger: async () => undefined, wake },
    temporal: { uiUrl: 'https://uzel.example.com/temporal', upstream: 'http://127.0.0.1:1', namespace: 'default' },
    codec: createPayloadCodec(createPayloadKeys(db, vault, () => new Date())),
    keys: { present: keyring.present, readable: keyring.readable, wake: () => undefined },
    apiToken: TOKEN,
    metrics: new Registry(),
    readiness: async () => [{ name: 'database', ok: true, detail: 'answers' }],
    log: { info: say('info'), warn: say('warn'), error: say('error') },
    publicUrl: 'https://uzel.example.com',
    proxies: 0,
    now: () => new Date(),
    lines,
    woken: () => wakes,
    ...overrides,
  };
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
}

/** The value at a dotted path of an answer; null where the path leads nowhere. */
export function pick({ body }: Answer, path: string): Json {
  return path.split('.').reduce<Json>((value, key) => {
    if (typeof value !== 'object' || value === null) return null;
    return (Array.isArray(value) ? value[Number(key)] : value[key]) ?? null;
  }, body);
}

/** Calls an app as a client with the token would. */
export function apiClient(app: Hono, token: string | null = TOKEN) {
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await app.request(path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }
  return {
    get: (path: string, headers?: Record<string, string>) => call('GET', path, undefined, headers),
    post: (path: string, body?: unknown, headers?: Record<string, string>) => call('POST', path, body, headers),
    put: (path: string, body: unknown) => call('PUT', path, body),
    patch: (path: string, body: unknown) => call('PATCH', path, body),
    call,
  };
}

/** A hub on a database: its app, and a client that holds the token. */
export function hubOn(db: Database, overrides: Partial<AppDeps> = {}) {
  const deps = appDeps(db, overrides);
  const app = createApp(deps);
  return { deps, app, api: apiClient(app) };
}
