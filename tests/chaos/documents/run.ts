import { setTimeout as sleep } from 'node:timers/promises';
import { optionsOf } from '../../../runtime/sandbox-options.ts';
import type { Cluster } from '../../support/cluster.ts';
import { stateOfAffairs } from '../../support/cluster-dump.ts';
import { connectDocuments, mailOf } from '../../support/document-desk.ts';
import { type FaultRuleInput, twinControl } from '../../support/twin-control.ts';

export interface DocumentsSoak {
  payments: number;
  /** Workers ended by SIGKILL and started again. */
  kills: number;
  /** Share of calls of the booking system and of letters that go wrong, and of webhooks that come twice, late or out of order. */
  faults: number;
  /** How long the hub may take to come to rest. */
  restSeconds: number;
}

export interface DocumentsVerdict {
  violations: string[];
  figures: { [name: string]: number };
  affairs: string | null;
}

interface Claim {
  number: number;
  guid: string;
  buyer: { email: string | null };
  moneys: { debt: string; isClaimCurrency: boolean }[];
}

/** Parts that a payment in full brings at once. */
const PARTS = ['contract', 'now'];

/**
 * People pay, half of them in two instalments, while webhooks come twice, late and out of order, letters and calls go wrong, and workers are killed. Once all is
 * at rest: no part went twice, each is proven to have been sent or asks a person, and after the answers each has arrived once.
 */
export async function soakDocuments(
  cluster: Cluster,
  wanted: DocumentsSoak,
  say: (line: string) => void,
): Promise<DocumentsVerdict> {
  const shop = twinControl(cluster.urls.sandbox, 'yookassa');
  const mail = mailOf(cluster);
  await connect(cluster, shop);
  const claims = await book(cluster, wanted.payments);
  say(`${claims.length} claims booked`);
  await untilLinked(cluster, claims, wanted.restSeconds);

  const share = wanted.faults;
  await cluster.samo.faults(...of('*', share, ['drop', 'commit_then_drop', 'error', 'rate_limit']));
  await mail.faults(...of('DATA', share, ['drop', 'commit_then_drop', 'error']), {
    operation: 'RCPT',
    kind: 'rate_limit',
    share: share / 4,
  });
  await shop.faults(...of('*', share, ['duplicate_event', 'delay_event', 'reorder_events']));

  const killing = killAndRestart(cluster, wanted.kills, say);
  const startedAt = Date.now();
  const paid: string[] = [];
  const pay = async ({ number }: Claim, sum: number) => {
    const { payment } = await shop.act('pay', { order: `${number}-1`, amount: sum.toFixed(2) });
    paid.push(String(payment));
    // A notification that is held back for the next one gets its next one.
    await shop.act('repeat', { payment: paid.at(-2) ?? payment });
  };
  for (const [index, claim] of claims.entries()) {
    const debt = debtOf(claim);
    const first = index % 2 === 0 ? debt : Math.floor(debt * 40) / 100;
    await pay(claim, first);
  }
  await payRest(cluster, claims, wanted.restSeconds);
  await killing;
  say(`paid, ${wanted.kills} kills, after ${seconds(startedAt)} s`);
  await cluster.samo.faults();
  await shop.faults();
  await shop.act('repeat', { payment: paid.at(-1) });

  const violations: string[] = [];
  const rested = await rest(cluster, claims.length, wanted.restSeconds, ['sent', 'unknown']);
  if (rested !== null) violations.push(rested);
  say(`at rest after ${seconds(startedAt)} s`);
  const before = await judge(cluster, 'with open questions');
  violations.push(...before.violations);
  await mail.faults();
  const answered = await answer(cluster);
  say(`${answered} messages asked about and answered by what the mailbox shows`);
  const settled = await rest(cluster, claims.length, wanted.restSeconds, ['sent']);
  if (settled !== null) violations.push(settled);
  const after = await judge(cluster, 'after the answers');
  violations.push(...after.violations);
  if (after.figures['letters'] !== after.figures['wishes'])
    violations.push(`${after.figures['wishes']} wishes, ${after.figures['letters']} letters`);
  const figures = {
    claims: claims.length,
    'parts wished for': after.figures['wishes'] ?? 0,
    'proven before any answer': before.figures['proven'] ?? 0,
    'asked of a person': before.figures['asked'] ?? 0,
    'letters in the mailbox': after.figures['letters'] ?? 0,
    'documents issued in the booking system': (await cluster.samo.ledger()).filter(({ operation }) => operation === 'issue')
      .length,
    'files lost on the way, fetched again by order': refetched,
    seconds: Math.round((Date.now() - startedAt) / 1_000),
  };
  return { violations, figures, affairs: violations.length === 0 ? null : await stateOfAffairs(cluster) };
}

const debtOf = ({ moneys }: Claim) => Number(moneys.find(({ isClaimCurrency }) => !isClaimCurrency)?.debt ?? 0);

/** Who has paid a part online pays the rest at the office, once the booking system has the first instalment: the hub learns of it there. */
async function payRest(cluster: Cluster, claims: readonly Claim[], withinSeconds: number): Promise<void> {
  const left = new Map(claims.map((claim) => [claim.guid, debtOf(claim)]));
  for (const deadline = Date.now() + withinSeconds * 1_000; left.size > 0 && Date.now() < deadline; await sleep(500)) {
    for (const claim of await cluster.samo.state<Claim>('claims')) {
      const [before, debt] = [left.get(claim.guid), debtOf(claim)];
      if (before === undefined || debt >= before) continue;
      left.delete(claim.guid);
      if (debt > 0) await cluster.samo.act('pay', { claim: claim.guid, amount: debt.toFixed(2) });
    }
  }
}

async function connect(cluster: Cluster, shop: ReturnType<typeof twinControl>): Promise<void> {
  const granted = { privateNetworks: ['127.0.0.0/8'] };
  await connectDocuments(cluster, { samo: optionsOf((await cluster.samo.connection()) as Parameters<typeof optionsOf>[0]) });
  const { system, options } = await shop.connection();
  await cluster.api.post('/api/connections', {
    id: 'yookassa',
    system,
    title: system,
    options: { ...(options as object), ...granted },
  });
  await cluster.api.put('/api/modes', { process: 'payments', connection: 'samo', mode: 'live' });
  await shop.act('subscribe', { handler: `${cluster.urls.hub}/hooks/yookassa` });
}

const of = (operation: string, share: number, kinds: readonly string[]): FaultRuleInput[] =>
  kinds.map((kind) => ({
    operation,
    kind,
    share: share / kinds.length,
    ...(kind === 'error' && operation === 'DATA' ? { code: '451' } : {}),
    ...(kind === 'delay_event' ? { ms: 1_500 } : {}),
  }));

/** Confirmed claims of people who can be written to. */
async function book(cluster: Cluster, count: number): Promise<Claim[]> {
  const guids = new Set<string>();
  for (let left = count; left > 0; left = count - guids.size) {
    const booked: string[] = [];
    for (let n = 0; n < left; n += 1) booked.push((await cluster.samo.act<{ guid: string }>('book', { buyer: 'person' })).guid);
    for (const claim of await cluster.samo.state<Claim>('claims'))
      if (booked.includes(claim.guid) && claim.buyer.email !== null) guids.add(claim.guid);
  }
  for (const guid of guids) await cluster.samo.act('confirm', { claim: guid });
  return (await cluster.samo.state<Claim>('claims')).filter(({ guid }) => guids.has(guid));
}

/** Payments by order number find their claims once the hub knows these. */
async function untilLinked(cluster: Cluster, claims: readonly Claim[], withinSeconds: number): Promise<void> {
  const numbers = claims.map(({ number }) => String(number));
  for (const deadline = Date.now() + withinSeconds * 1_000; Date.now() < deadline; await sleep(300)) {
    const { rows } = await cluster.db.query<{ n: number }>(
      "select count(*)::int as n from links where kind = 'deal' and left_number = any($1)",
      [numbers],
    );
    if (rows[0]?.n === numbers.length) return;
  }
  throw new Error('the claims were not linked in time');
}

let refetched = 0;

/** Waits until every claim's first parts stand as wanted and nothing is under way; documents that were lost are ordered again meanwhile. Null: at rest. */
async function rest(cluster: Cluster, claims: number, withinSeconds: number, states: readonly string[]): Promise<string | null> {
  let seen = '';
  for (const deadline = Date.now() + withinSeconds * 1_000; Date.now() < deadline; await sleep(500)) {
    await fetchAgain(cluster);
    const { rows } = await cluster.db.query<{ standing: number; pending: number; going: number }>(
      `select (select count(*)::int from document_parts where part = any($1) and recipient = 'payer' and state = any($2)) as standing,
        (select count(*)::int from inbox where state = 'pending') as pending,
        (select count(*)::int from deliveries where state in ('queued', 'sending')) as going`,
      [PARTS, states],
    );
    const [row] = rows;
    seen = `${row?.standing} of ${claims * PARTS.length} parts ${states.join(' or ')}, ${row?.pending} events pending, ${row?.going} messages under way`;
    if (row?.standing === claims * PARTS.length && row.pending === 0 && row.going === 0) return null;
  }
  return `no rest within ${withinSeconds} s: ${seen}`;
}

async function fetchAgain(cluster: Cluster): Promise<void> {
  const { items } = (await cluster.api.get('/api/tasks', { state: 'open', kind: 'documents_lost', limit: 200 })) as {
    items: { id: number }[];
  };
  for (const { id } of items) await cluster.api.post(`/api/tasks/${id}/decide`, { choice: 'fetch_again' });
  refetched += items.length;
}

interface Wish {
  id: string;
  delivery: string;
  name: string;
  state: string;
  tasks: number;
}

async function wishes(cluster: Cluster): Promise<Wish[]> {
  const { rows } = await cluster.db.query<Wish>(`
    select s.id, d.id as delivery, s.link_id || ' ' || s.part || ' ' || s.recipient as name, d.state,
      (select count(*)::int from tasks t where t.kind = 'unknown_delivery' and t.state = 'open' and t.data ->> 'delivery' = d.id) as tasks
    from document_sends s join deliveries d on d.message = s.delivery_id and d.replaced_by is null where s.state = 'posted'`);
  return rows;
}

/** Letters by the message that they belong to, whose id is in their name. */
async function arrived(cluster: Cluster): Promise<Map<string, number>> {
  const letters = await mailOf(cluster).state<{ messageId: string }>('letters');
  const counts = new Map<string, number>();
  for (const { messageId } of letters) {
    const delivery = messageId.slice(0, messageId.lastIndexOf('@'));
    counts.set(delivery, (counts.get(delivery) ?? 0) + 1);
  }
  return counts;
}

async function judge(cluster: Cluster, when: string): Promise<Pick<DocumentsVerdict, 'violations' | 'figures'>> {
  const [all, letters] = [await wishes(cluster), await arrived(cluster)];
  const violations: string[] = [];
  const byPart = new Map<string, number>();
  for (const { delivery, name, state, tasks } of all) {
    const got = letters.get(delivery) ?? 0;
    byPart.set(name, (byPart.get(name) ?? 0) + got);
    if (state === 'sent' && got !== 1) violations.push(`${when}: ${name} is proven and in the mailbox ${got} times`);
    if (state !== 'sent' && !(state === 'unknown' && tasks === 1))
      violations.push(`${when}: ${name} is ${state} with ${tasks} tasks`);
  }
  for (const [name, count] of byPart) if (count > 1) violations.push(`${when}: ${name} is in the mailbox ${count} times`);
  const count = (state: string) => all.filter((one) => one.state === state).length;
  const total = [...letters.values()].reduce((sum, n) => sum + n, 0);
  return { violations, figures: { wishes: all.length, proven: count('sent'), asked: count('unknown'), letters: total } };
}

/** Answers every question as a person does who looks into the mailbox. Returns how many there were. */
async function answer(cluster: Cluster): Promise<number> {
  const letters = await arrived(cluster);
  let count = 0;
  for (;;) {
    const { items } = (await cluster.api.get('/api/tasks', { state: 'open', kind: 'unknown_delivery', limit: 200 })) as {
      items: { id: number; data: { delivery: string } }[];
    };
    if (items.length === 0) return count;
    for (const { id, data } of items)
      await cluster.api.post(`/api/tasks/${id}/decide`, { choice: letters.has(data.delivery) ? 'sent' : 'not_sent' });
    count += items.length;
  }
}

/** Kills come once documents are under way, and so in the midst of them. */
async function killAndRestart(cluster: Cluster, kills: number, say: (line: string) => void): Promise<void> {
  for (let n = 1; n <= kills; n += 1) {
    await sleep(3_000);
    await Promise.all(cluster.workers().map((worker) => worker.kill()));
    await cluster.startWorker();
    say(`kill -9 of the worker, ${n} of ${kills}`);
  }
}

const seconds = (sinceMs: number) => ((Date.now() - sinceMs) / 1_000).toFixed(1);
