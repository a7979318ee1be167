import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '../config/settings.ts';
import { isHubError } from '../domain/errors.ts';

/**
 * Fields that never reach the log, at the top level or one level down: credentials, and what tells who a person is. Whoever logs gives ids
 * and codes; this is the net below.
 */
const SECRET_NAMES = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'authorization',
  'cookie',
  'masterKey',
  'apiToken',
  'databaseUrl',
];
const PERSONAL_NAMES = [
  'name',
  'firstName',
  'lastName',
  'fullName',
  'phone',
  'email',
  'passport',
  'address',
  'birthday',
  'text',
  'body',
];

const REDACTED = [...SECRET_NAMES, ...PERSONAL_NAMES].flatMap((name) => [name, `*.${name}`]);

/**
 * The hub's log: one JSON object a line on stdout, time in ISO 8601, level as a word.
 *
 * @param destination where lines go instead of stdout, for tests
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service: 'uzel' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED, censor: '[hidden]' },
      serializers: { err: withoutMessage },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

/**
 * An error for the log: what it is and where it came from. Messages of foreign errors may quote values (a database driver quotes its parameters), so only
 * our own are kept.
 */
export function withoutMessage(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const own = isHubError(error);
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? { code: error.code } : {};
  return {
    type: error.name,
    ...code,
    ...(own ? { message: error.message, detail: error.detail } : {}),
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 12),
    ...(error.cause === undefined ? {} : { cause: withoutMessage(error.cause) }),
  };
}
