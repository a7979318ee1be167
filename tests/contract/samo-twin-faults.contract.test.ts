import { afterEach, expect, test } from 'vitest';
import type { FaultRule } from '../../sandbox/core/types.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { at, attributes, samoCaller } from '../support/samo-caller.ts';
import { existing, idParams, type SeenClaim } from '../support/samo-desk.ts';

let sandbox: Sandbox | null = null;

afterEach(async () => {
  await sandbox?.stop();
  sandbox = null;
});

/** A sandbox over real sockets, with one booking, steered through its control API alone. */
async function struck(rule: Partial<FaultRule> & Pick<FaultRule, 'kind'>) {
  sandbox = await startSandbox({ port: 0 });
  const { url } = sandbox;
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(`${url}/control/samo/${path}`, { method: 'POST', body: JSON.stringify(body) });
    return (await answer.json()) as Record<string, unknown>;
  };
  const claims = async () => ((await (await fetch(`${url}/control/samo/state/claims`)).json()) as { items: SeenClaim[] }).items;
  await post('acts/book', {});
  const claim = existing((await claims())[0]);
  await post('faults', { seed: 1, rules: [{ operation: '*', share: 1, ...rule }] });
  const send = (body: string) => fetch(`${url}/samo/modules/andromeda_3/service.php`, { method: 'POST', body });
  return { caller: samoCaller(send), claim, claims, post };
}

test('drop closes the connection before anything is done', async () => {
  const { caller, claim, claims } = await struck({ kind: 'drop' });
  await expect(caller.call('GET_CLAIM_CANCEL', idParams(claim))).rejects.toThrow('fetch failed');
  expect((await claims())[0]).toMatchObject({ cancelRequestedAt: null });
});

test('commit_then_drop does the work and closes the connection instead of answering', async () => {
  const { caller, claim, claims } = await struck({ kind: 'commit_then_drop' });
  await expect(caller.call('GET_CLAIM_CANCEL', idParams(claim))).rejects.toThrow('fetch failed');
  expect((await claims())[0]).toMatchObject({ status: 'csAwaitingCancel' });
});

test('error answers the code of the rule as a SOAP fault, 2999 without one', async () => {
  const { caller, claim, claims, post } = await struck({ kind: 'error', operation: 'GET_CLAIM_CANCEL' });
  expect(await caller.call('GET_CLAIM_CANCEL', idParams(claim))).toMatchObject({ status: 500, fault: { code: '2999' } });
  await post('faults', { seed: 1, rules: [{ operation: 'GET_PARTNER', kind: 'error', code: '3500', share: 1 }] });
  expect((await caller.call('GET_PARTNER')).fault?.code).toBe('3500');
  await post('faults', { seed: 1, rules: [{ operation: 'GET_PARTNER', kind: 'error', code: '5', share: 1 }] });
  expect((await caller.call('GET_PARTNER')).fault?.text).toBe('Client Authorization Error 5');
  expect((await caller.call('GET_CLAIM_LIST', '<CLAIMTYPE>1</CLAIMTYPE>')).fault).toBeNull();
  expect((await claims())[0]).toMatchObject({ cancelRequestedAt: null });
});

test.each([
  [undefined, 502],
  ['504', 504],
])('html answers the page of a proxy (%s → %i)', async (code, status) => {
  await struck({ kind: 'html', ...(code === undefined ? {} : { code }) });
  const answer = await fetchService();
  expect(answer.status).toBe(status);
  expect(await answer.text()).toContain('<html>');
});

test('rate_limit answers 429 with the time to wait', async () => {
  await struck({ kind: 'rate_limit' });
  const answer = await fetchService();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
});

test('truncate cuts an answer that looks whole', async () => {
  await struck({ kind: 'truncate' });
  const answer = await fetchService();
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(text).toContain('Envelope');
  expect(text).not.toContain('</SOAP-ENV:Envelope>');
});

test('delay holds the answer back', async () => {
  const { caller } = await struck({ kind: 'delay', ms: 120 });
  const begun = performance.now();
  expect((await caller.call('GET_PARTNER')).fault).toBeNull();
  expect(performance.now() - begun).toBeGreaterThanOrEqual(110);
});

test('stale_read shows a claim as it was before its last change', async () => {
  const { caller, claim, post } = await struck({ kind: 'stale_read' });
  await post('acts/edit', { claim: claim.guid, patch: { note: 'Первая заметка' } });
  await post('acts/edit', { claim: claim.guid, patch: { note: 'Вторая заметка' } });
  const note = async () =>
    at((await caller.call('GET_CLAIM_OFFER', idParams(claim))).root, 'claim', 'claimDocument', 'note')[0]?._;
  expect(await note()).toBe('Первая заметка');
  const listed = await caller.call('GET_CLAIM_LIST', '<CLAIMTYPE>1</CLAIMTYPE>');
  expect(attributes(at(listed.root, 'dataset', 'i')[0])['note']).toBe('Первая заметка');
  await post('faults', { seed: 1, rules: [] });
  expect(await note()).toBe('Вторая заметка');
});

test('duplicate_event on the list sends the page before again, and the answer says which page it is', async () => {
  const { caller, post } = await struck({ kind: 'duplicate_event', operation: 'GET_CLAIM_LIST' });
  for (let n = 0; n < 4; n += 1) await post('acts/book', {});
  const answer = await caller.call('GET_CLAIM_LIST', '<CLAIMTYPE>1</CLAIMTYPE><RPP>2</RPP><PAGE>2</PAGE>');
  expect(attributes(at(answer.root, 'dataset')[0])).toMatchObject({ page: '1', pcount: '3' });
});

test('over a socket a token works from the allowed addresses alone', async () => {
  const { post } = await struck({ kind: 'lose_event' });
  const { url } = existing(sandbox);
  const query = 'samo_action=api&action=SearchTour_ADULT&oauth_token=sandbox-oauth-token';
  const ask = async () => (await fetch(`${url}/samo/export/default.php?${query}`)).text();
  expect(await ask()).toBe('{"SearchTour_ADULT":[1,2,3,4]}');
  await post('acts/access', { addresses: ['192.0.2.7'] });
  expect(await ask()).toContain('apiKey blacklisted');
  await post('acts/access', { addresses: ['127.0.0.1'] });
  expect(await ask()).toBe('{"SearchTour_ADULT":[1,2,3,4]}');
});

test.each(['export/default.php?samo_action=reference&type=state', 'public/documents/x.pdf'])(
  'delay, html and drop strike %s as they strike the claim service',
  async (path) => {
    const { post } = await struck({ kind: 'html' });
    const { url } = existing(sandbox);
    const ask = () => fetch(`${url}/samo/${path}`);
    expect((await ask()).status).toBe(502);
    await post('faults', { seed: 1, rules: [{ operation: '*', kind: 'delay', share: 1, ms: 120 }] });
    const begun = performance.now();
    await ask();
    expect(performance.now() - begun).toBeGreaterThanOrEqual(110);
    await post('faults', { seed: 1, rules: [{ operation: '*', kind: 'drop', share: 1 }] });
    await expect(ask()).rejects.toThrow('fetch failed');
  },
);

async function fetchService(): Promise<Response> {
  const { url } = existing(sandbox);
  let answer: Response | null = null;
  const capture = samoCaller(async (body) => {
    answer = await fetch(`${url}/samo/modules/andromeda_3/service.php`, { method: 'POST', body });
    throw new Error('captured');
  });
  await capture.call('GET_PARTNER').catch(() => undefined);
  return existing<Response>(answer);
}
