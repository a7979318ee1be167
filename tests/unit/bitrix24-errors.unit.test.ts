import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../connectors/bitrix24/envelope.ts';
import { refusalError } from '../../connectors/bitrix24/errors.ts';
import type { HubError, HubErrorKind } from '../../domain/errors.ts';

const RATE_UNTIL = 1_000;
const OPERATING_UNTIL = 2_000;

function errorOf(status: number, body: unknown, readOnly = false): HubError {
  const reading = readAnswer(status, typeof body === 'string' ? body : JSON.stringify(body));
  if (reading.ok) throw new Error('not a refusal');
  return refusalError(reading.refusal, {
    operation: 'crm.item.update',
    readOnly,
    redact: (text) => text,
    untilMs: (limit) => (limit === 'rate' ? RATE_UNTIL : OPERATING_UNTIL),
  });
}

const cases: [string, number, unknown, HubErrorKind, string][] = [
  [
    'too many requests',
    503,
    { error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' },
    'rate_limited',
    'B24_QUERY_LIMIT',
  ],
  [
    'a spent method',
    429,
    { error: 'OPERATION_TIME_LIMIT', error_description: 'Method is blocked' },
    'rate_limited',
    'B24_OPERATION_TIME_LIMIT',
  ],
  ['a manual block is not hammered', 503, { error: 'OVERLOAD_LIMIT' }, 'auth', 'B24_OVERLOAD_LIMIT'],
  ['an expired token', 401, { error: 'expired_token' }, 'auth', 'B24_EXPIRED_TOKEN'],
  ['a deleted webhook', 401, { error: 'INVALID_CREDENTIALS' }, 'auth', 'B24_INVALID_CREDENTIALS'],
  ['a dismissed employee', 401, { error: 'authorization_error' }, 'auth', 'B24_AUTHORIZATION_ERROR'],
  ['a closed portal', 410, { error: 'PORTAL_DELETED' }, 'auth', 'B24_PORTAL_DELETED'],
  ['a lacking scope, whichever status', 401, { error: 'insufficient_scope' }, 'permission', 'B24_INSUFFICIENT_SCOPE'],
  ['the same as documented', 403, { error: 'insufficient_scope' }, 'permission', 'B24_INSUFFICIENT_SCOPE'],
  ['a method for applications', 403, { error: 'WRONG_AUTH_TYPE' }, 'config', 'B24_WRONG_AUTH_TYPE'],
  [
    'the same by its text',
    403,
    { error: 'ACCESS_DENIED', error_description: 'Access denied! Application context required' },
    'config',
    'B24_WRONG_AUTH_TYPE',
  ],
  [
    'a plan without REST',
    403,
    { error: 'ACCESS_DENIED', error_description: 'REST is available only on commercial plans.' },
    'permission',
    'B24_PLAN',
  ],
  [
    'no rights, 400 style',
    400,
    { error: 'ACCESS_DENIED', error_description: 'Access denied' },
    'permission',
    'B24_ACCESS_DENIED',
  ],
  ['a missing record', 400, { error: 'NOT_FOUND', error_description: 'Element not found' }, 'not_found', 'B24_NOT_FOUND'],
  [
    'a missing kind of record',
    400,
    { error: 'NOT_FOUND', error_description: 'Smart process not found' },
    'config',
    'B24_ENTITY_TYPE_NOT_SUPPORTED',
  ],
  ['an empty code with "Not found"', 400, { error: '', error_description: 'Not found' }, 'not_found', 'B24_NOT_FOUND'],
  [
    'an empty code with "Access denied."',
    400,
    { error: '', error_description: 'Access denied.' },
    'permission',
    'B24_ACCESS_DENIED',
  ],
  [
    'an empty code with anything else',
    400,
    { error: '', error_description: 'ID is not defined or invalid.' },
    'validation',
    'B24_INVALID_DATA',
  ],
  ['zero as code', 400, { error: 0, error_description: 'No fields to update.' }, 'validation', 'B24_INVALID_DATA'],
  ['a number as code', 400, { error: 200640400001, error_description: 'Bad' }, 'validation', 'B24_INVALID_DATA'],
  [
    'a sentence as code',
    400,
    { error: 'Invalid parameters.', error_description: 'Incorrect parameters passed.' },
    'validation',
    'B24_INVALID_DATA',
  ],
  [
    'an object as code',
    400,
    { error: { code: 'BITRIX_REST_V3_EXCEPTION_VALIDATION', message: 'x' } },
    'validation',
    'B24_INVALID_DATA',
  ],
  [
    'a bad filter',
    400,
    { error: 'INVALID_ARG_VALUE', error_description: "Invalid filter: field 'FIELD' is not allowed in filter" },
    'validation',
    'B24_INVALID_DATA',
  ],
  ['an error inside 200', 200, { error: 'wrong_client' }, 'auth', 'B24_WRONG_CLIENT'],
  ['an internal error during a write', 500, { error: 'INTERNAL_SERVER_ERROR' }, 'unknown_outcome', 'B24_INTERNAL_SERVER_ERROR'],
  ['a gateway page during a write', 504, '<html>504</html>', 'unknown_outcome', 'B24_UNREADABLE_ANSWER'],
  ['a page with 200 during a write', 200, '<html>busy</html>', 'unknown_outcome', 'B24_UNREADABLE_ANSWER'],
  ['a gateway page saying no REST', 404, '<html>404</html>', 'config', 'B24_NO_REST_HERE'],
  ['a page that forbids', 403, '<html>403</html>', 'permission', 'B24_FORBIDDEN'],
  [
    'a blocked command of a batch',
    200,
    { result: { result: [], result_error: { c0: { error: 'OPERATION_TIME_LIMIT' } } } },
    'rate_limited',
    'B24_OPERATION_TIME_LIMIT',
  ],
  ['a connector call refused inside 200', 200, { result: { result: false, error: 'NOT_ACTIVE_LINE' } }, 'config', 'B24_LINE_OFF'],
  [
    'a message refused inside 200',
    200,
    { result: { SUCCESS: true, DATA: { RESULT: [{ SUCCESS: false, ERRORS: ['no line'] }] } } },
    'validation',
    'B24_INVALID_DATA',
  ],
];

describe('a refusal is judged by status, code and text together', () => {
  test.each(cases)('%s', (_name, status, body, kind, code) => {
    expect(errorOf(status, body)).toMatchObject({ kind, code });
  });
});

test('a read that meets a failing server is simply repeated', () => {
  expect(errorOf(500, { error: 'INTERNAL_SERVER_ERROR' }, true).kind).toBe('transient');
  expect(errorOf(502, '<html>502</html>', true).kind).toBe('transient');
});

test('each limit tells its own moment of repeating', () => {
  expect(errorOf(503, { error: 'QUERY_LIMIT_EXCEEDED' }).untilMs).toBe(RATE_UNTIL);
  expect(errorOf(429, { error: 'OPERATION_TIME_LIMIT' }).untilMs).toBe(OPERATING_UNTIL);
  expect(errorOf(400, { error: 'NOT_FOUND' }).untilMs).toBeUndefined();
});

test('the description of an error with an empty code is kept, its mark-up is not', () => {
  expect(errorOf(400, { error: '', error_description: 'No fields<br>to update.' }).detail).toContain('No fields to update.');
});

test('the empty batch error list of PHP is no failure', () => {
  expect(readAnswer(200, JSON.stringify({ result: { result: { c0: [] }, result_error: [] } })).ok).toBe(true);
});
