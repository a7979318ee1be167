import { describe, expect, test } from 'vitest';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { packIds, unpackIds } from '../../connectors/bitrix24/pulls/id-set.ts';
import type { PullResult } from '../../connectors/sdk/contract.ts';
import type { Json } from '../../domain/json.ts';
import { bitrix24Options, connected, tokenStore } from '../support/bitrix24.ts';
import { ok, type Params, refusal, type Script, scriptedPortal } from '../support/bitrix24-script.ts';

const pair = { accessToken: 'a', refreshToken: 'r', expiresAt: 0 };

async function application(script: Script, more: { [option: string]: unknown } = {}, now = () => Date.now()) {
  const portal = await scriptedPortal(script);
  const options = bitrix24Options({
    auth: 'oauth',
    portal: portal.url,
    oauthServer: portal.url,
    clientId: 'local.1',
    clientSecret: 's',
    eventQueue: true,
    privateNetworks: ['127.0.0.0/8'],
    ...more,
  });
  const client = bitrix24.connect(connected(options, { clock: { now } }, tokenStore(pair)));
  const pull = async (name: string, cursor: Json | null): Promise<PullResult> => {
    const result = await bitrix24.pulls[name]?.(client, cursor === null ? null : JSON.parse(JSON.stringify(cursor)));
    if (!result) throw new Error(`no pull ${name}`);
    return result;
  };
  return { portal, client, pull };
}

/** The vendor's queue: rows are taken once, reserved under a name until confirmed. */
function queueOf(rows: { event: string; id: number }[]) {
  let waiting = rows.map((row) => ({ EVENT_NAME: row.event, EVENT_DATA: { FIELDS: { ID: String(row.id) } } }));
  const reserved = new Map<string, typeof waiting>();
  let names = 0;
  const script: Script = {
    'event.offline.get': (params) => {
      if (params['auth_connector'] !== 'uzel' || params['clear'] !== 0) return ok({ process_id: null, events: [] });
      const again = params['process_id'];
      if (typeof again === 'string') return ok({ process_id: again, events: reserved.get(again) ?? [] });
      const taken = waiting.splice(0, 2);
      const name = `process-${++names}`;
      if (taken.length > 0) reserved.set(name, taken);
      return ok({ process_id: name, events: taken });
    },
    'event.offline.clear': (params) => ok(reserved.delete(String(params['process_id']))),
    'event.offline.list': () =>
      ok(
        [...reserved]
          .flatMap(([PROCESS_ID, held]) => held.map(() => ({ PROCESS_ID })))
          .concat(waiting.map(() => ({ PROCESS_ID: '' }))),
      ),
  };
  return {
    script,
    reserved,
    add: (row: { event: string; id: number }) =>
      (waiting = [...waiting, { EVENT_NAME: row.event, EVENT_DATA: { FIELDS: { ID: String(row.id) } } }]),
  };
}

describe('the event queue', () => {
  const changes = [
    { event: 'ONCRMDEALUPDATE', id: 1 },
    { event: 'ONCRMDEALDELETE', id: 1 },
    { event: 'ONCRMDEALMOVETOCATEGORY', id: 2 },
  ];

  test('is read to its end, each page confirmed only after it is kept', async () => {
    const queue = queueOf(changes);
    const { pull } = await application(queue.script);
    const first = await pull('queue', null);
    expect(first).toMatchObject({ complete: false, events: [{ kind: 'hint', entity: 'deal', id: '1', change: 'deleted' }] });
    expect(queue.reserved.size).toBe(1);
    await first.ack?.();
    expect(queue.reserved.size).toBe(0);
    const second = await pull('queue', first.cursor);
    expect(second.events).toEqual([{ kind: 'hint', entity: 'deal', id: '2' }]);
    await second.ack?.();
    expect(await pull('queue', second.cursor)).toMatchObject({ events: [], complete: true });
  });

  test('is confirmed by the next reading when the confirmation got lost', async () => {
    const queue = queueOf(changes);
    const { pull } = await application(queue.script);
    const first = await pull('queue', null);
    await pull('queue', first.cursor);
    expect([...queue.reserved.keys()]).toEqual(['process-2']);
  });

  test('gives a reservation again that a process took and died with', async () => {
    const queue = queueOf(changes);
    let now = 1_700_000_000_000;
    const { pull, client } = await application(queue.script, {}, () => now);
    const { cursor, ack } = await pull('queue', null);
    await ack?.();
    await client.queue.take();
    now += 6 * 60_000;
    const found = await pull('queue', cursor);
    expect(found.events).toEqual([{ kind: 'hint', entity: 'deal', id: '2' }]);
    await found.ack?.();
    expect(queue.reserved.size).toBe(0);
  });

  test('lets a row that names no record through alone, and the rest of the page with it', async () => {
    const { pull } = await application({
      'event.offline.get': (_params, call) =>
        ok({
          process_id: 'p',
          events:
            call > 1
              ? []
              : [
                  { EVENT_NAME: 'ONCRMDEALUPDATE', EVENT_DATA: false, MESSAGE_ID: 'm1' },
                  { EVENT_NAME: 'ONCRMDEALADD', EVENT_DATA: { FIELDS: { ID: '2' } } },
                ],
        }),
      'event.offline.list': () => ok([]),
    });
    expect((await pull('queue', null)).events).toMatchObject([
      { kind: 'fact', entity: 'queue.unreadable', id: 'm1' },
      { kind: 'hint', entity: 'deal', id: '2' },
    ]);
  });

  test('costs nothing where it is off, and cannot be turned on for a webhook', async () => {
    const { pull, portal } = await application({}, { eventQueue: false });
    expect(await pull('queue', null)).toMatchObject({ events: [], complete: true });
    expect(portal.calls).toEqual([]);
    const refused = bitrix24.options.safeParse({ ...bitrix24Options(), eventQueue: true }).error;
    expect(refused?.issues.map((issue) => issue.path.join('.'))).toEqual(['eventQueue']);
  });

  test('keeps our own writes out by their name on every changing call, and on no other', async () => {
    const { portal, client } = await application({
      'crm.timeline.comment.add': () => ok(1),
      'crm.item.productrow.list': () => ok({ productRows: [] }),
    });
    await client.comments.add('deal', '1', { text: 'Привет', files: [] }, 'k');
    await client.getProductRows('1');
    expect(portal.paramsOf('crm.timeline.comment.add')[0]).toMatchObject({ auth_connector: 'uzel' });
    expect(portal.paramsOf('crm.item.productrow.list')[0]).not.toHaveProperty('auth_connector');
  });
});

test('every feed has its pace, the queue only where it is on', () => {
  const paces = bitrix24.feeds?.({ eventQueue: true }) ?? {};
  expect(Object.keys(paces).toSorted()).toEqual(Object.keys(bitrix24.pulls).toSorted());
  expect(bitrix24.feeds?.({})).not.toHaveProperty('queue');
});

describe('the log of stage moves', () => {
  const log = (moves: { ID: string | number; OWNER_ID: string | number }[]): Script => ({
    'crm.stagehistory.list': ({ filter, order }) => {
      const after = Number((filter as Params)['>ID'] ?? 0);
      const found = moves.filter((move) => Number(move.ID) > after);
      return ok({ items: ((order as Params)['ID'] === 'DESC' ? found.toReversed() : found).slice(0, 50) });
    },
  });

  test('is read from its end on, ids as texts or numbers', async () => {
    const moves: { ID: string | number; OWNER_ID: string | number }[] = [{ ID: '35', OWNER_ID: '21' }];
    const { pull } = await application(log(moves));
    const start = await pull('stages', null);
    expect(start).toEqual({ events: [], cursor: { afterId: '35' }, complete: true });
    moves.push({ ID: 36, OWNER_ID: 22 }, { ID: '37', OWNER_ID: '22' });
    expect(await pull('stages', start.cursor)).toEqual({
      events: [{ kind: 'hint', entity: 'deal', id: '22' }],
      cursor: { afterId: '37' },
      complete: true,
    });
  });

  test('that is empty starts at nothing', async () => {
    const { pull } = await application(log([]));
    expect((await pull('stages', null)).cursor).toEqual({ afterId: '0' });
  });
});

describe('deletions', () => {
  const HOURS = 3_600_000;

  function records(present: Set<number>, forbidden = new Set<number>(), broken = { on: false }): Script {
    return {
      'crm.item.fields': () => ok({ fields: { id: { type: 'integer' } } }),
      'crm.item.list': ({ entityTypeId, filter }) => {
        if (broken.on) return refusal(400, 'ACCESS_DENIED');
        const after = Number(((filter ?? {}) as Params)['>id'] ?? 0);
        const found =
          Number(entityTypeId) === 2 ? [...present].filter((id) => id > after && !forbidden.has(id)).sort((a, b) => a - b) : [];
        return ok({ items: found.slice(0, 50).map((id) => ({ id })) });
      },
      'crm.item.get': ({ id }) =>
        forbidden.has(Number(id))
          ? refusal(400, 'ACCESS_DENIED')
          : present.has(Number(id))
            ? ok({ item: { id } })
            : refusal(400, 'NOT_FOUND', 'Element not found'),
    };
  }

  async function sweep(pull: (name: string, cursor: Json | null) => Promise<PullResult>, from: Json | null) {
    const events: PullResult['events'] = [];
    for (let cursor = from; ; ) {
      const page = await pull('deletions', cursor);
      events.push(...page.events);
      cursor = page.cursor;
      if (page.complete) return { events, cursor };
    }
  }

  test('are found by comparing all ids every six hours, and asked for one by one', async () => {
    let now = 1_700_000_000_000;
    const present = new Set(Array.from({ length: 3_000 }, (_, at) => at + 1));
    const { pull, portal } = await application(records(present), {}, () => now);
    const first = await sweep(pull, null);
    expect(first.events).toEqual([]);
    for (const id of [7, 2_500]) present.delete(id);
    expect(await sweep(pull, first.cursor)).toMatchObject({ events: [] });
    now += 6 * HOURS;
    const requests = portal.requests.length;
    const second = await sweep(pull, first.cursor);
    expect(second.events).toEqual([
      { kind: 'hint', entity: 'deal', id: '7', change: 'deleted' },
      { kind: 'hint', entity: 'deal', id: '2500', change: 'deleted' },
    ]);
    expect(portal.requests.length - requests).toBeLessThan(12);
    now += 6 * HOURS;
    expect((await sweep(pull, second.cursor)).events).toEqual([]);
  });

  test('are not concluded from a right that was taken away', async () => {
    let now = 1_700_000_000_000;
    const forbidden = new Set<number>();
    const { pull } = await application(records(new Set([1, 2, 3]), forbidden), {}, () => now);
    const { cursor } = await sweep(pull, null);
    forbidden.add(2);
    now += 6 * HOURS;
    expect((await sweep(pull, cursor)).events).toEqual([]);
  });

  test('are not concluded from a reading that broke off', async () => {
    let now = 1_700_000_000_000;
    const broken = { on: false };
    const { pull } = await application(records(new Set([1, 2, 3]), new Set(), broken), {}, () => now);
    const { cursor } = await sweep(pull, null);
    now += 6 * HOURS;
    broken.on = true;
    await expect(sweep(pull, cursor)).rejects.toMatchObject({ kind: 'permission' });
    broken.on = false;
    expect((await sweep(pull, cursor)).events).toEqual([]);
  });

  test('keep thousands of ids in a line', () => {
    const ids = ['1', '2', '3', '10', '9007199254740993', '9007199254740994'];
    expect(packIds(ids.toReversed())).toBe('1-3,10,9007199254740993-9007199254740994');
    expect([...unpackIds(packIds(ids))]).toEqual(ids);
    expect(unpackIds('').size).toBe(0);
  });
});

describe('subscriptions of an application', () => {
  const upkeep = { hookUrl: 'https://hub.example.com/hooks/b24', installUrl: 'https://hub.example.com/install/b24' };
  const names = [
    'ONCRMDEALADD',
    'ONCRMDEALUPDATE',
    'ONCRMDEALDELETE',
    'ONCRMDEALMOVETOCATEGORY',
    'ONIMCONNECTORMESSAGEADD',
    'ONAPPUNINSTALL',
    'ONOFFLINEEVENT',
  ];

  test('are bound where the portal knows the event, stale addresses are let go', async () => {
    const there = [
      { event: 'ONCRMDEALADD', handler: upkeep.hookUrl, offline: 0 },
      { event: 'ONCRMDEALUPDATE', handler: 'https://old.example.com/hooks/b24', offline: 0 },
    ];
    const { portal, client } = await application(
      {
        events: () => ok(names),
        'event.get': () => ok(there),
        'event.bind': () => ok(true),
        'event.unbind': () => ok({ count: 1 }),
      },
      { eventQueue: false },
    );
    await bitrix24.maintain?.(client, upkeep).catch(() => undefined);
    expect(await client.subscriptions.ensure(upkeep)).toEqual([
      'ONCRMDEALUPDATE',
      'ONCRMDEALDELETE',
      'ONCRMDEALMOVETOCATEGORY',
      'ONIMCONNECTORMESSAGEADD',
      'ONAPPUNINSTALL',
    ]);
    expect(portal.paramsOf('event.unbind')[0]).toMatchObject({
      event: 'ONCRMDEALUPDATE',
      handler: 'https://old.example.com/hooks/b24',
    });
    expect(portal.paramsOf('event.bind').find((params) => params['event'] === 'ONAPPUNINSTALL')).toMatchObject({
      handler: upkeep.installUrl,
    });
  });

  test('go to the queue where it is on, with a wake-up', async () => {
    const { portal, client } = await application({
      events: () => ok(names),
      'event.get': () => ok([]),
      'event.bind': () => ok(true),
    });
    await client.subscriptions.ensure(upkeep);
    const bound = portal.paramsOf('event.bind');
    expect(bound.find((params) => params['event'] === 'ONCRMDEALADD')).toMatchObject({
      event_type: 'offline',
      auth_connector: 'uzel',
    });
    expect(bound.find((params) => params['event'] === 'ONOFFLINEEVENT')).toMatchObject({ handler: upkeep.hookUrl });
  });

  test.each(['Unable to set event handler: Handler already binded', 'Unable to set event handler'])(
    'that exist already ("%s") are no failure',
    async (words) => {
      const { client } = await application({
        events: () => ok(names),
        'event.get': () => ok([]),
        'event.bind': () => refusal(400, 'ERROR_CORE', words),
      });
      await expect(client.subscriptions.ensure(upkeep)).resolves.toBeDefined();
    },
  );
});
