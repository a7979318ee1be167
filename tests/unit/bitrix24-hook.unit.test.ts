import { describe, expect, test } from 'vitest';
import { hook } from '../../connectors/bitrix24/hook.ts';
import type { RawRequest } from '../../connectors/sdk/contract.ts';
import { isHubError } from '../../domain/errors.ts';
import { bitrix24Options } from '../support/bitrix24.ts';

const options = bitrix24Options();

function form(pairs: { [key: string]: string }): RawRequest {
  const body = Object.entries(pairs).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
  return request(body.join('&'), 'application/x-www-form-urlencoded');
}

function request(body: string, contentType: string): RawRequest {
  return { method: 'POST', headers: { 'content-type': contentType }, query: '', body: new TextEncoder().encode(body) };
}

const update = {
  event: 'ONCRMDEALUPDATE',
  event_handler_id: '11',
  'data[FIELDS][ID]': '42',
  ts: '1724695689',
  'auth[domain]': 'tour.bitrix24.example',
  'auth[member_id]': 'member-1',
  'auth[application_token]': 'app-token-1',
};

describe('origin', () => {
  test('an event with the application token is let in', () => {
    expect(hook.verify(form(update), options)).toBe(true);
  });

  test('a wrong, missing or nested token is refused', () => {
    expect(hook.verify(form({ ...update, 'auth[application_token]': 'app-token-2' }), options)).toBe(false);
    expect(hook.verify(form({ event: 'ONCRMDEALUPDATE', 'data[FIELDS][ID]': '42' }), options)).toBe(false);
    expect(hook.verify(form({ 'auth[application_token][x]': 'app-token-1' }), options)).toBe(false);
    expect(hook.verify(request('\u0000\u0001', 'application/octet-stream'), options)).toBe(false);
  });

  test('without a configured token everything is refused, an empty one too', () => {
    const { applicationToken, ...unset } = options;
    expect(applicationToken).toBe('app-token-1');
    expect(hook.verify(form(update), unset)).toBe(false);
    expect(hook.verify(form({ ...update, 'auth[application_token]': '' }), unset)).toBe(false);
  });

  test('events of another portal are refused when the portal is known', () => {
    expect(hook.verify(form(update), { ...options, memberId: 'member-1' })).toBe(true);
    expect(hook.verify(form(update), { ...options, memberId: 'member-2' })).toBe(false);
  });
});

describe('hints', () => {
  test('a changed deal is a hint to read it', () => {
    expect(hook.parse(form(update))).toEqual([{ kind: 'hint', entity: 'deal', id: '42' }]);
  });

  test.each([
    ['ONCRMDEALADD', { kind: 'hint', entity: 'deal', id: '42' }],
    ['onCrmDealMoveToCategory', { kind: 'hint', entity: 'deal', id: '42' }],
    ['ONCRMDEALDELETE', { kind: 'hint', entity: 'deal', id: '42', change: 'deleted' }],
    ['OnCrmContactUpdate', { kind: 'hint', entity: 'contact', id: '42' }],
    ['ONCRMLEADADD', { kind: 'hint', entity: 'lead', id: '42' }],
    ['onCrmTimelineCommentAdd', { kind: 'hint', entity: 'comment', id: '42' }],
    ['onCrmActivityUpdate', { kind: 'hint', entity: 'activity', id: '42' }],
    ['ONCRMCOMPANYDELETE', { kind: 'hint', entity: 'company', id: '42', change: 'deleted' }],
  ])('%s is understood in any case', (event, hint) => {
    expect(hook.parse(form({ ...update, event }))).toEqual([hint]);
  });

  test('the id is read from both places where events carry it', () => {
    expect(hook.parse(form({ event: 'ONCRMDEALUPDATE', 'data[ID]': '7' }))).toEqual([{ kind: 'hint', entity: 'deal', id: '7' }]);
  });

  test('a 64-bit id is kept digit by digit, in JSON too', () => {
    const id = '9223372036854775807';
    expect(hook.parse(form({ ...update, 'data[FIELDS][ID]': id }))).toMatchObject([{ id }]);
    const json = request(`{"event":"ONCRMDEALADD","data":{"FIELDS":{"ID":${id}}}}`, 'application/json');
    expect(hook.parse(json)).toMatchObject([{ id }]);
  });

  test('events that do not concern records give nothing', () => {
    for (const event of ['ONCRMDEALUSERFIELDADD', 'ONCRMDEALRECURRINGUPDATE', 'ONAPPTEST', 'ONOFFLINEEVENT'])
      expect(hook.parse(form({ ...update, event }))).toEqual([]);
  });

  test.each(['', 'undefined', '0', '-1', '1 OR 1'])('an id "%s" is no id', (id) => {
    expect(() => hook.parse(form({ ...update, 'data[FIELDS][ID]': id }))).toThrowError(/B24_EVENT_WITHOUT_ID/);
  });
});

test('the wake-up of the event queue names the feed to read', () => {
  expect(hook.wakes?.(form({ event: 'ONOFFLINEEVENT' }))).toEqual(['queue']);
  expect(hook.wakes?.(form(update))).toEqual([]);
});

describe('hostile bodies', () => {
  test('a key named __proto__ pollutes nothing', () => {
    hook.parse(
      form({
        ...update,
        '__proto__[polluted]': 'yes',
        'data[__proto__][polluted]': 'yes',
        'constructor[prototype][polluted]': 'yes',
      }),
    );
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  test.each([
    ['too deep', form({ [`data${'[x]'.repeat(50)}`]: '1' })],
    ['too many parameters', form(Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`k${i}`, '1'])))],
    ['too large', request(`event=${'x'.repeat(1_100_000)}`, 'application/x-www-form-urlencoded')],
    ['broken JSON', request('{"event":', 'application/json')],
    ['a JSON list', request('[]', 'application/json')],
  ])('%s is refused as unreadable', (_name, hostile) => {
    const caught = thrownBy(() => hook.parse(hostile));
    expect(isHubError(caught) && caught.kind).toBe('validation');
    expect(hook.verify(hostile, options)).toBe(false);
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
