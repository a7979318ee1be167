import { Hono } from 'hono';
import { requestId } from 'hono/request-id';
import { expect, test } from 'vitest';
import { HubError, type HubErrorKind } from '../../domain/errors.ts';
import { problemOf } from '../../server/problems.ts';
import { InvalidRequest } from '../../server/refusals.ts';
import { apiClient, hubOn, type LoggedLine } from '../support/api-client.ts';
import { absentDatabase } from '../support/hub-database.ts';

/** An app with one route that fails as told, and what it logged. */
function failing(error: unknown) {
  const lines: Omit<LoggedLine, 'level'>[] = [];
  const say = (fields: object, message: string) => void lines.push({ fields: { ...fields }, message });
  const app = new Hono();
  app.onError(problemOf({ info: say, warn: say, error: say }));
  app.use(requestId());
  app.get('/', () => {
    throw error;
  });
  return { lines, api: apiClient(app) };
}

const sentence = { ru: 'Так нельзя', en: 'Not like this' };

test.each<[HubErrorKind, number]>([
  ['validation', 422],
  ['config', 422],
  ['not_found', 404],
  ['conflict', 409],
  ['business_refusal', 409],
  ['permission', 403],
  ['auth', 502],
  ['rate_limited', 503],
  ['transient', 503],
  ['bug', 500],
])('an error of kind %s is answered with %i', async (kind, status) => {
  const { api } = failing(new HubError({ code: 'SOME_CODE', kind, userMessage: sentence }));
  const answer = await api.get('/');
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.body).toMatchObject({ status, type: expect.stringMatching(/^urn:uzel:problem:/) });
});

test('a problem speaks the language that is asked for and keeps its code', async () => {
  const { api, lines } = failing(
    new HubError({ code: 'SOME_CODE', kind: 'conflict', userMessage: sentence, detail: 'internal' }),
  );
  const russian = await api.get('/', { 'accept-language': 'ru-RU,ru;q=0.9,en;q=0.5' });
  expect(russian.body).toMatchObject({ detail: 'Так нельзя', code: 'SOME_CODE', requestId: russian.headers.get('x-request-id') });
  expect((await api.get('/')).body).toMatchObject({ detail: 'Not like this', code: 'SOME_CODE' });
  expect(JSON.stringify(russian.body)).not.toContain('internal');
  expect(lines).toEqual([]);
});

test('a rate limit says when to come back', async () => {
  const { api } = failing(
    new HubError({ code: 'BUSY', kind: 'rate_limited', userMessage: sentence, untilMs: Date.now() + 30_000 }),
  );
  const seconds = Number((await api.get('/')).headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(28);
  expect(seconds).toBeLessThanOrEqual(30);
});

test('wrong fields are named one by one', async () => {
  const { api } = failing(new InvalidRequest([{ path: 'options.url', message: 'not an address' }]));
  expect((await api.get('/')).body).toMatchObject({
    status: 422,
    code: 'REQUEST_INVALID',
    errors: [{ path: 'options.url', message: 'not an address' }],
  });
});

test('an unexpected error is logged once under its request id, and nothing of it is told', async () => {
  const { api, lines } = failing(new TypeError('value of Соколова Анна is not iterable'));
  const answer = await api.get('/');
  expect(answer.body).toMatchObject({ status: 500, code: 'UNEXPECTED' });
  expect(lines).toHaveLength(1);
  expect(lines[0]?.fields).toMatchObject({ requestId: answer.headers.get('x-request-id'), error: 'TypeError' });
  expect(JSON.stringify([answer.body, lines])).not.toContain('Соколова');
});

test('a database that is away is a matter of time, not an internal error', async () => {
  const { api, deps } = hubOn(absentDatabase().db);
  const answer = await api.get('/api/connections');
  expect(answer.body).toMatchObject({ status: 503, code: 'DATABASE_AWAY' });
  expect(answer.headers.get('retry-after')).not.toBeNull();
  expect(deps.lines).toMatchObject([{ level: 'error', fields: { code: 'ECONNREFUSED' } }]);
});
