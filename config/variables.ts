import { z } from 'zod';

/** One wrong variable: what was found there and what should be. */
export interface Mistake {
  variable: string;
  found: string;
  expected: string;
}

/** The environment cannot be used; the message lists every mistake, one a line. */
export class SettingsError extends Error {
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(
      ['Settings need attention:', ...mistakes.map((m) => `  ${m.variable}: found ${m.found}, expected ${m.expected}`)].join(
        '\n',
      ),
    );
    this.name = 'SettingsError';
    this.mistakes = mistakes;
  }
}

const port = (byDefault: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((value) => value >= 1 && value <= 65_535)
    .default(byDefault)
    .meta({ expected: 'a port number from 1 to 65535' });

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values, byDefault: Values[number]) =>
  z
    .enum(values)
    .default(byDefault)
    .meta({ expected: values.join(', ').replace(/, ([^,]*)$/, ' or $1') });

const webAddress = z
  .string()
  .refine((value) => hasProtocol(value, ['http:', 'https:']))
  .transform((value) => value.replace(/\/+$/, ''))
  .optional()
  .meta({ expected: 'an address that starts with http:// or https://' });

const schema = z.object({
  UZEL_ROLE: oneOf(['api', 'worker', 'all'], 'all'),
  UZEL_HOST: z.string().default('127.0.0.1').meta({ expected: 'an address to listen on, 127.0.0.1 or 0.0.0.0' }),
  UZEL_PORT: port(8080),
  UZEL_PUBLIC_URL: webAddress,
  UZEL_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(9)
    .default(0)
    .meta({ expected: 'how many proxies of yours stand before the hub' }),
  UZEL_TEMPORAL_PORT: port(7233),
  UZEL_TEMPORAL_UI_PORT: port(8233),
  UZEL_TEMPORAL_UI_URL: webAddress,
  UZEL_SANDBOX_PORT: port(8090),
  UZEL_SANDBOX_SCENARIO: oneOf(['on', 'off'], 'on'),
  DATABASE_URL: z
    .string()
    .refine((value) => hasProtocol(value, ['postgres:', 'postgresql:']))
    .optional()
    .meta({ expected: 'postgresql://user:password@host:port/database', secret: true }),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:/]+:\d{1,5}$/)
    .optional()
    .meta({ expected: 'host:port, without a scheme' }),
  TEMPORAL_NAMESPACE: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .default('default')
    .meta({ expected: 'letters, digits, dots and dashes' }),
  UZEL_MASTER_KEY: z
    .string()
    .transform((value) => new Uint8Array(Buffer.from(value, 'base64')))
    .refine((key) => key.length === 32)
    .optional()
    .meta({ expected: '32 bytes in base64 (openssl rand -base64 32)', secret: true }),
  UZEL_MASTER_KEYS_READABLE: z
    .string()
    .transform((value) => value.split(/[\s,]+/).map((key) => new Uint8Array(Buffer.from(key, 'base64'))))
    .refine((keys) => keys.every((key) => key.length === 32))
    .optional()
    .meta({ expected: 'master keys in base64, 32 bytes each, separated by commas', secret: true }),
  UZEL_API_TOKEN: z.string().min(16).optional().meta({ expected: 'at least 16 characters', secret: true }),
  UZEL_DATA_DIR: z.string().default('.uzel').meta({ expected: 'a folder' }),
  UZEL_LIMIT_SCALE: z
    .string()
    .transform(Number)
    .refine((value) => Number.isFinite(value) && value >= 1)
    .default(1)
    .meta({ expected: 'a number, 1 or more' }),
  UZEL_LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
});

/** The environment as typed values, before it is arranged into settings. */
export type Variables = z.output<typeof schema>;

/** Names of all variables, for documentation checks. */
export const VARIABLE_NAMES = Object.keys(schema.shape) as (keyof Variables)[];

/**
 * Parses the environment. An empty value counts as unset, as compose files write it.
 *
 * @throws SettingsError with the mistakes of single variables, or, when there are none, those that `together` finds
 */
export function readVariables(env: NodeJS.ProcessEnv, together: (variables: Variables) => Mistake[]): Variables {
  const given = Object.fromEntries(VARIABLE_NAMES.map((name) => [name, env[name]?.trim() || undefined]));
  const parsed = schema.safeParse(given);
  if (parsed.success) {
    const mistakes = together(parsed.data);
    if (mistakes.length > 0) throw new SettingsError(mistakes);
    return parsed.data;
  }
  const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0]) as keyof Variables));
  throw new SettingsError([...wrong].map((name) => mistakeIn(name, given[name])));
}

function mistakeIn(name: keyof Variables, found: string | undefined): Mistake {
  const { expected, secret } = schema.shape[name].meta() as { expected: string; secret?: boolean };
  return { variable: name, found: secret ? 'a value that cannot be used (not shown)' : JSON.stringify(found), expected };
}

/** Read by other programs of ours: the command line client, and a sandbox that runs by itself. */
const ELSEWHERE = ['UZEL_URL', 'UZEL_SANDBOX_HOST'];

/** Variables that begin with UZEL_ and that nothing reads: misspelt, most likely. */
export function unknownNames(env: NodeJS.ProcessEnv): string[] {
  const known = new Set<string>([...VARIABLE_NAMES, ...ELSEWHERE]);
  return Object.keys(env).filter((name) => name.startsWith('UZEL_') && !known.has(name));
}

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}
