import { isAbsolute, join } from 'node:path';
import { type Mistake, readVariables, type Variables } from './variables.ts';

export { SettingsError } from './variables.ts';

/** `api` answers HTTP, `worker` runs workflows and activities, `all` does both and may provide its own database and Temporal. */
export type Role = Variables['UZEL_ROLE'];
export type LogLevel = Variables['UZEL_LOG_LEVEL'];

/** Everything the environment decides, checked. Secrets are never printed from here. */
export interface Settings {
  role: Role;
  /** Address the HTTP server listens on. */
  host: string;
  port: number;
  /** How people and outside systems reach this hub; no trailing slash. */
  publicUrl: string;
  /** Proxies of ours before the hub: so many of the last addresses in X-Forwarded-For are believed. */
  proxies: number;
  /** Null: an embedded PostgreSQL is provided under `dataDir`. */
  databaseUrl: string | null;
  temporal: {
    /** `host:port` of a running server. Null: a local one is provided. */
    address: string | null;
    namespace: string;
    /** gRPC and web ports of the provided server. */
    port: number;
    uiPort: number;
    /** Where the hub itself reaches the Temporal UI, whose public path is /temporal; no trailing slash. People reach it through the hub. */
    uiUrl: string;
  };
  /** 32 bytes. Null: generated once and kept under `dataDir`. */
  masterKey: Uint8Array | null;
  /** Master keys that are read besides: older ones, and the next one while it is being rolled out. */
  readableMasterKeys: readonly Uint8Array[];
  /** Null: generated once and kept under `dataDir`. */
  apiToken: string | null;
  /** Absolute. */
  dataDir: string;
  sandbox: { enabled: boolean; port: number; scenario: boolean };
  /** Vendor limits and settle times are divided by this on hub and twins; 1 in production. */
  limitScale: number;
  logLevel: LogLevel;
}

export interface SettingsOverrides {
  /** `uzel start --sandbox`: run the sandbox next to real services. */
  sandbox?: boolean;
  /** Folder that a relative `UZEL_DATA_DIR` starts from. */
  cwd?: string;
}

/**
 * Reads the environment once.
 *
 * @throws SettingsError with every mistake at once: the variable, what was found (never for secrets) and what is expected
 */
export function readSettings(env: NodeJS.ProcessEnv, overrides: SettingsOverrides = {}): Settings {
  const v = readVariables(env, together);
  const ownServices = v.DATABASE_URL === undefined && v.TEMPORAL_ADDRESS === undefined;
  const cwd = overrides.cwd ?? process.cwd();
  return {
    role: v.UZEL_ROLE,
    host: v.UZEL_HOST,
    port: v.UZEL_PORT,
    publicUrl: v.UZEL_PUBLIC_URL ?? `http://localhost:${v.UZEL_PORT}`,
    proxies: v.UZEL_PROXIES,
    databaseUrl: v.DATABASE_URL ?? null,
    temporal: {
      address: v.TEMPORAL_ADDRESS ?? null,
      namespace: v.TEMPORAL_NAMESPACE,
      port: v.UZEL_TEMPORAL_PORT,
      uiPort: v.UZEL_TEMPORAL_UI_PORT,
      uiUrl: v.UZEL_TEMPORAL_UI_URL ?? `http://127.0.0.1:${v.UZEL_TEMPORAL_UI_PORT}`,
    },
    masterKey: v.UZEL_MASTER_KEY ?? null,
    readableMasterKeys: v.UZEL_MASTER_KEYS_READABLE ?? [],
    apiToken: v.UZEL_API_TOKEN ?? null,
    dataDir: isAbsolute(v.UZEL_DATA_DIR) ? v.UZEL_DATA_DIR : join(cwd, v.UZEL_DATA_DIR),
    sandbox: {
      enabled: overrides.sandbox ?? ownServices,
      port: v.UZEL_SANDBOX_PORT,
      scenario: v.UZEL_SANDBOX_SCENARIO === 'on',
    },
    limitScale: v.UZEL_LIMIT_SCALE,
    logLevel: v.UZEL_LOG_LEVEL,
  };
}

/** Rules that bind several variables. */
function together(v: Variables): Mistake[] {
  const mistakes: Mistake[] = [];
  if (v.UZEL_ROLE !== 'all') {
    const why = `set, because UZEL_ROLE=${v.UZEL_ROLE} shares it with other processes`;
    if (v.DATABASE_URL === undefined) mistakes.push({ variable: 'DATABASE_URL', found: 'nothing', expected: why });
    if (v.TEMPORAL_ADDRESS === undefined) mistakes.push({ variable: 'TEMPORAL_ADDRESS', found: 'nothing', expected: why });
  }
  if (v.DATABASE_URL !== undefined && v.UZEL_MASTER_KEY === undefined) {
    mistakes.push({
      variable: 'UZEL_MASTER_KEY',
      found: 'nothing',
      expected:
        '32 bytes in base64, because secrets in a shared database need one key for all processes (openssl rand -base64 32)',
    });
  }
  const taken = new Map<number, string>();
  for (const variable of ['UZEL_PORT', 'UZEL_TEMPORAL_PORT', 'UZEL_TEMPORAL_UI_PORT', 'UZEL_SANDBOX_PORT'] as const) {
    const other = taken.get(v[variable]);
    if (other !== undefined)
      mistakes.push({ variable, found: String(v[variable]), expected: `a port other than that of ${other}` });
    taken.set(v[variable], variable);
  }
  return mistakes;
}
