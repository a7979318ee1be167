import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '../config/settings.ts';

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
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}
