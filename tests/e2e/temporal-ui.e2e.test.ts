import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../store/database.ts';
import { startBrowser } from '../support/browser.ts';
import { startOwnTemporal } from '../support/cluster-servers.ts';
import { clusterForFile, sharedServers, temporaryFolder } from '../support/cluster-test.ts';
import { PASSWORD, person } from '../support/people.ts';

const temporal = await startOwnTemporal(temporaryFolder(), 0, 0);
afterAll(() => temporal.stop());
const raw = temporal.uiUrl ?? '';
const { postgresUrl } = await sharedServers();
const servers = { postgresUrl, temporalAddress: temporal.address };
const cluster = await clusterForFile({ name: 'ui', temporalUiUrl: raw }, servers);
const database = openDatabase(cluster.databaseUrl, { max: 1, onError: () => undefined });
afterAll(() => database.close());
const browser = await startBrowser();
afterAll(() => browser.close());
const hub = cluster.urls.hub;

/** A run of a deal: its page, its address in the UI's interface, and the link that it was given. */
let run: { page: string; api: string; link: string };

beforeAll(async () => {
  await cluster.samo.seed(2, 3);
  await cluster.connect();
  await cluster.quiet();
  const { namespace } = cluster.temporal.options;
  for await (const { workflowId, runId } of cluster.temporal.workflow.list({ query: "WorkflowType = 'dealSync'" })) {
    const named = `/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
    run = {
      page: `/temporal${named}/${runId}/history`,
      api: `/temporal/api/v1${named}`,
      link: workflowId.slice('deal:'.length),
    };
  }
});

/** A fresh browser profile; with roles, somebody who has them is signed in there. */
async function profile(...roles: string[]): Promise<BrowserContext> {
  const context = await browser.newContext();
  if (roles.length === 0) return context;
  const { email } = await person(
    database.db,
    roles.map((role) => ({ role, unit: null })),
  );
  const answer = await context.request.post(`${hub}/api/auth/sign-in/email`, {
    data: { email, password: PASSWORD },
    headers: { origin: hub },
  });
  if (!answer.ok()) throw new Error(`the sign-in was answered with ${answer.status()}`);
  return context;
}

/** What a person sees on the page of a run, and what the browser complains about. */
async function seen(context: BrowserContext, url: string): Promise<{ text: string; complaints: string[] }> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  await page
    .getByText(/Workflow Execution Started/i)
    .first()
    .waitFor({ timeout: 30_000 });
  await page
    .getByText('"drains"')
    .or(page.getByText(/"AR[\w+/]{40}/))
    .first()
    .waitFor();
  return { text: await page.evaluate<string>('document.body.innerText'), complaints };
}

const inputOf = (link: string) => `"${link}"`;

describe('the Temporal UI', () => {
  test('is readable to a signed-in operator, behind the hub', async () => {
    const { text, complaints } = await seen(await profile('operations'), `${hub}${run.page}`);
    expect(text).toContain(inputOf(run.link));
    expect(text).toContain('"writes": ');
    expect(text).toContain('Заявка и сделка');
    expect(complaints).toEqual([]);
  });

  test('shows ciphertext to whoever comes to its own port', async () => {
    const { text } = await seen(await profile(), `${raw}${run.page}`);
    expect(text).not.toContain(inputOf(run.link));
    expect(text).not.toContain('"writes"');
    expect(text).not.toContain('Заявка и сделка');
  });

  test('is closed to strangers and to people without the right', async () => {
    const stranger = (await profile()).request;
    expect((await stranger.get(`${hub}${run.api}`)).status()).toBe(401);
    const page = await stranger.get(`${hub}${run.page}`, { headers: { accept: 'text/html' }, maxRedirects: 0 });
    expect([page.status(), page.headers()['location']]).toEqual([302, `/sign-in?to=${encodeURIComponent(run.page)}`]);
    expect((await (await profile('agent')).request.get(`${hub}${run.api}`)).status()).toBe(403);
    expect((await fetch(`${hub}/api/codec/decode`, { method: 'POST', body: '{"payloads":[]}' })).status).toBe(401);
  });

  test('lets an auditor read and change nothing, and an operator change things from a page of the hub alone', async () => {
    const terminate = async (context: BrowserContext, origin: string) =>
      (await context.request.post(`${hub}${run.api}/terminate`, { data: { reason: 'test' }, headers: { origin } })).status();
    const auditor = await profile('auditor');
    expect((await auditor.request.get(`${hub}${run.api}`)).status()).toBe(200);
    expect(await terminate(auditor, hub)).toBe(403);
    const operator = await profile('operations');
    expect(await terminate(operator, 'https://evil.example.com')).toBe(403);
    const page = await operator.newPage();
    await page.goto(`${hub}/temporal/`);
    const told = await page.evaluate<string>(`fetch(${JSON.stringify(`${run.api}/terminate`)}, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': /_csrf=([^;]+)/.exec(document.cookie)?.[1] ?? '' },
      body: JSON.stringify({ reason: 'test' }),
    }).then((answer) => answer.text())`);
    expect(told).toContain('workflow execution already completed');
    const { rows } = await cluster.db.query("select act, outcome from audit where permission = 'temporal.operate' order by id");
    expect(rows).toEqual([
      { act: 'command', outcome: 'denied' },
      { act: 'command', outcome: 'allowed' },
    ]);
  });

  test('leaves in the audit who read which run, once a minute', async () => {
    const { rows } = await cluster.db.query(
      "select actor, count(*)::int as reads from audit where permission = 'temporal.read' and outcome = 'allowed' and target like $1 group by 1",
      [`%${encodeURIComponent(`deal:${run.link}`)}%`],
    );
    expect(rows.length).toBeGreaterThanOrEqual(2);
    for (const { actor, reads } of rows) expect([actor, reads]).toEqual([expect.stringMatching(/^person:/), 1]);
  });
});

test('histories hold ciphertext only: inputs, results, signals, summaries, memos and failures', async () => {
  const encodings = new Set<string>();
  const plain: string[] = [];
  const look = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
    if ('metadata' in value && 'data' in value && !path.includes('earchAttributes')) {
      const { encoding } = (value.metadata ?? {}) as { encoding?: Uint8Array };
      const name = Buffer.from(encoding ?? []).toString();
      encodings.add(name);
      if (name !== 'binary/encrypted') plain.push(`${path}: ${name}`);
      return;
    }
    for (const [name, inner] of Object.entries(value)) look(inner, `${path}.${name}`);
  };
  for await (const { workflowId, runId } of cluster.temporal.workflow.list()) {
    const handle = cluster.temporal.workflow.getHandle(workflowId, runId);
    look(await handle.fetchHistory(), workflowId.split(':')[0] ?? '');
    look((await handle.describe()).raw, workflowId.split(':')[0] ?? '');
  }
  expect(plain).toEqual([]);
  expect([...encodings]).toEqual(['binary/encrypted']);
});
