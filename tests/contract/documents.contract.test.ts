import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRegistry } from '../../connectors/sdk/registry.ts';
import { smsc } from '../../connectors/smsc/index.ts';
import { blockAddress } from '../../store/address-blocks.ts';
import { takeReport } from '../../store/delivery-reports.ts';
import { keyNames } from '../../store/keys.ts';
import { pick } from '../support/api-client.ts';
import { type BookedClaim, startDocumentsHub } from '../support/documents-hub.ts';
import { browserOf } from '../support/people.ts';

let desk: Awaited<ReturnType<typeof startDocumentsHub>>;
let claim: BookedClaim;

beforeAll(async () => {
  desk = await startDocumentsHub();
}, 120_000);
afterAll(() => desk.stop(), 60_000);
beforeEach(async () => {
  for (const twin of ['samo', 'smtp', 'smsc', 'bitrix24']) await desk.twin(twin).faults();
  await desk.mode('live');
  claim = await desk.book();
});

const tasks = async () =>
  (
    await desk.rows<{ kind: string }>("select kind from tasks where link_id = $1 and state <> 'closed' order by id", claim.link)
  ).map(({ kind }) => kind);
const reasonsOf = async (part: string) =>
  (
    await desk.rows<{ reasons: { code: string }[] }>(
      'select reasons from document_parts where link_id = $1 and part = $2',
      claim.link,
      part,
    )
  )
    .flatMap(({ reasons }) => reasons)
    .map(({ code }) => code);

describe('after a payment', () => {
  test('what is ready goes once, the rest says why; the deal tells what went where, with the files', async () => {
    await desk.pay(claim);
    const step = await desk.look(claim);
    expect(step.wake?.why).not.toBe('');
    expect(await desk.states(claim)).toMatchObject({
      contract: 'sending',
      now: 'sending',
      tickets: 'not_yet',
      after_tour: 'not_yet',
    });
    await desk.send();
    await desk.look(claim);
    expect(await desk.states(claim)).toMatchObject({ contract: 'sent', now: 'sent' });
    const letters = await desk.letters(claim);
    expect(letters).toHaveLength(2);
    expect(
      letters.flatMap(({ attachments }) => attachments.map(({ name }) => name)).some((name) => /^Ваучер \d+\.pdf$/.test(name)),
    ).toBe(true);
    expect(await reasonsOf('tickets')).toEqual(['days_before']);
    const notes = (await desk.twin('bitrix24').state<{ COMMENT?: string; text?: string }>('comments')).map((one) =>
      JSON.stringify(one),
    );
    expect(notes.filter((note) => note.includes(claim.email))).toHaveLength(2);

    const issued = await desk.issued(claim);
    expect(issued.length).toBeGreaterThan(0);
    expect(new Set(issued).size).toBe(issued.length);
    await desk.settle(claim);
    expect(await desk.letters(claim)).toHaveLength(2);
    expect(await desk.issued(claim)).toEqual(issued);
  });

  test('an instalment brings the contract and nothing that counts as handed out', async () => {
    await desk.pay(claim, 0.3);
    await desk.settle(claim);
    expect(await desk.states(claim)).toMatchObject({ contract: 'sent', now: 'waiting' });
    expect(await reasonsOf('now')).toEqual(['not_paid_fully']);
    expect(await desk.issued(claim)).toEqual([]);
  });

  test('a claim that nothing is paid for is left alone', async () => {
    await desk.look(claim);
    expect(await desk.states(claim)).toEqual({});
  });

  test('observed, what would be fetched is planned; nothing is fetched or sent', async () => {
    await desk.mode('observe');
    await desk.pay(claim);
    await desk.settle(claim);
    expect(await desk.letters(claim)).toEqual([]);
    expect(await desk.issued(claim)).toEqual([]);
    const planned = await desk.rows<{ operation: string }>(
      "select distinct operation from effects where link_id = $1 and state = 'planned'",
      claim.link,
    );
    expect(planned).toEqual([{ operation: 'document.fetch' }]);
  });

  test('a payment that finance looks into holds everything back until it is answered', async () => {
    await desk.pay(claim);
    await desk.rows(
      "insert into payments (id, connection_id, external_id, source, state, amount, currency) values ($1, 'samo', $1, 'booking', 'paid', 1, 'RUB')",
      `pay_${claim.claim}`,
    );
    await desk.rows(
      "insert into payment_shares (payment_id, link_id, share, rest, currency, revision, booked, finding) values ($1, $2, 1, 1, 'RUB', 1, false, 'over')",
      `pay_${claim.claim}`,
      claim.link,
    );
    await desk.rows(
      "insert into tasks (kind, dedup_key, link_id, title) values ('payment_finding', $1, $2, '{}')",
      `payment:pay_${claim.claim}:${claim.link}`,
      claim.link,
    );
    await desk.settle(claim);
    expect(await desk.states(claim)).toMatchObject({ contract: 'waiting', now: 'waiting' });
    await desk.rows("update tasks set state = 'closed' where link_id = $1", claim.link);
    await desk.settle(claim);
    expect(await desk.states(claim)).toMatchObject({ contract: 'sent', now: 'sent' });
  });
});

describe('when things change', () => {
  beforeEach(() => desk.pay(claim));

  test('cancelled before it left, the message is taken back', async () => {
    await desk.look(claim);
    await desk.samo.act('cancel', { claim: claim.guid });
    await desk.settle(claim);
    expect(await desk.letters(claim)).toEqual([]);
    expect(new Set(Object.values(await desk.states(claim)))).toEqual(new Set(['stopped']));
  });

  test('cancelled after it left, a person is asked, once', async () => {
    await desk.settle(claim);
    await desk.samo.act('request_cancel', { claim: claim.guid });
    await desk.look(claim);
    expect(await tasks()).toEqual(['documents_recall']);
    await desk.rows("update tasks set state = 'closed' where link_id = $1", claim.link);
    await desk.look(claim);
    expect(await tasks()).toEqual([]);
    await desk.samo.act('refuse_cancel', { claim: claim.guid });
    await desk.look(claim);
    expect(await desk.states(claim)).toMatchObject({ now: 'sent' });
  });

  test('a changed trip goes out as an update that says so, and each version is issued once', async () => {
    await desk.settle(claim);
    const before = (await desk.letters(claim)).length;
    await desk.samo.act('edit', { claim: claim.guid, patch: { dateBeg: '2027-05-02', dateEnd: '2027-05-09' } });
    await desk.settle(claim);
    const updates = (await desk.letters(claim)).slice(before);
    expect(updates.map(({ subject }) => subject.startsWith('Изменился документ по заявке'))).toEqual(updates.map(() => true));
    expect(updates.length).toBeGreaterThan(0);
    const changed = (await desk.issued(claim)).filter((line) => line.endsWith('true'));
    const again = (await desk.issued(claim)).filter((line) => line.endsWith('false'));
    expect([changed.length > 0, again]).toEqual([true, []]);
    await desk.settle(claim);
    expect((await desk.letters(claim)).length).toBe(before + updates.length);
  });

  test('a file that was handed out and lost on the way asks a person, and is fetched once more by order', async () => {
    await desk.samo.faults({ operation: 'download', kind: 'commit_then_drop', share: 1 });
    await desk.look(claim).catch(() => undefined);
    await desk.samo.faults();
    const voucher = async () =>
      (
        await desk.rows<{ state: string }>("select state from documents where link_id = $1 and category = 'voucher'", claim.link)
      )[0]?.state;
    await expect.poll(() => desk.look(claim).then(voucher, voucher), { timeout: 10_000, interval: 200 }).toBe('lost');
    expect(await tasks()).toContain('documents_lost');
    const lost = await desk.rows<{ id: string }>(
      "select id::text from tasks where link_id = $1 and kind = 'documents_lost' and state = 'open'",
      claim.link,
    );
    for (const { id } of lost)
      expect((await desk.hub.api.post(`/api/tasks/${id}/decide`, { choice: 'fetch_again' })).status).toBe(200);
    await desk.look(claim).catch(() => undefined);
    expect(await voucher()).toBe('fetched');
    expect((await desk.issued(claim)).filter((line) => line.startsWith(`${claim.claim}04`))).toEqual([
      `${claim.claim}0401 true`,
      `${claim.claim}0401 false`,
    ]);
  });

  test('a ticket that its supplier has not brought is waited for, and goes when it is there on its day', async () => {
    await desk.settle(claim);
    const { dateBeg = '' } =
      (await desk.samo.state<{ guid: string; dateBeg?: string }>('claims')).find(({ guid }) => guid === claim.guid) ?? {};
    const day = Date.parse(`${dateBeg}T12:00:00Z`) - 2 * 86_400_000;
    await desk.look(claim, day);
    expect(await reasonsOf('tickets')).toEqual(['document_waits']);
    await desk.samo.act('ready', { claim: claim.guid, category: 8 });
    await desk.look(claim, day);
    expect(await desk.states(claim)).toMatchObject({ tickets: 'sending' });
  });
});

describe('sending again', () => {
  const PART = { part: 'now', recipient: 'payer' };
  beforeEach(async () => {
    await desk.pay(claim);
    await desk.settle(claim);
  });
  const people = async (...roles: ('finance' | 'agent' | 'head' | 'marketer')[]) =>
    Promise.all(roles.map((role) => browserOf(desk.hub.app, desk.hub.deps.db, [{ role, unit: null }])));
  type Person = Awaited<ReturnType<typeof browserOf>>;
  const base = () => `/api/documents/${claim.link}/resend`;
  async function plan(who: Person, address: string | null = null, parts = [PART]) {
    const order = { parts, address };
    const answer = await who.post(`${base()}/plan`, order);
    const items = (pick(answer, 'items') ?? []) as { name: string; documents: { id: string }[] }[];
    const documents = items.flatMap((item) => item.documents.map(({ id }) => id));
    const command = {
      ...order,
      hash: pick(answer, 'hash'),
      documents,
      acknowledge: items.map(({ name }) => name),
      reason: 'Клиент просит',
    };
    return { answer, command };
  }

  test('two people at once send one message; a double click, too', async () => {
    const [finance, agent] = (await people('finance', 'agent')) as [Person, Person];
    const [one, other] = [await plan(finance), await plan(agent)];
    const [first, second] = await Promise.all([finance.post(base(), one.command), agent.post(base(), other.command)]);
    expect([first.status, second.status].sort()).toEqual([202, 409]);
    const winner = first.status === 202 ? finance : agent;
    expect((await winner.post(base(), one.command)).status).toBe(202);
    const before = (await desk.letters(claim)).length;
    await desk.settle(claim);
    const letters = (await desk.letters(claim)).slice(before);
    expect(letters.map(({ subject }) => subject)).toEqual([`Повторно: документы по заявке ${claim.claim}`]);
  });

  test('while one is on its way another is refused', async () => {
    const [finance] = (await people('finance')) as [Person];
    const { command } = await plan(finance);
    await finance.post(base(), command);
    expect(pick((await plan(finance)).answer, 'refusals.0.code')).toBe('BEING_SENT');
  });

  test('an effect that is not acknowledged is not carried out', async () => {
    const [finance] = (await people('finance')) as [Person];
    const { command } = await plan(finance);
    const answer = await finance.post(base(), { ...command, acknowledge: [] });
    expect([answer.status, pick(answer, 'code')]).toEqual([422, 'CONFIRMATION_REQUIRED']);
  });

  test('a resend after the document changed is refused with what changed', async () => {
    const [finance] = (await people('finance')) as [Person];
    const { command } = await plan(finance);
    await desk.samo.act('edit', { claim: claim.guid, patch: { dateBeg: '2027-05-02', dateEnd: '2027-05-09' } });
    await desk.settle(claim);
    const answer = await finance.post(base(), command);
    expect([answer.status, pick(answer, 'code')]).toEqual([409, 'PLAN_CHANGED']);
    expect(JSON.stringify(answer.body)).toMatch(/version 2 instead of 1/);
  });

  test('finance may write to another address, an agent may not, a marketer may nothing', async () => {
    const [finance, agent, marketer] = (await people('finance', 'agent', 'marketer')) as [Person, Person, Person];
    expect(pick((await plan(agent, 'new@example.com')).answer, 'refusals.0.code')).toBe('ADDRESS_FOREIGN');
    expect((await plan(marketer)).answer.status).toBe(403);
    const { answer, command } = await plan(finance, 'new@example.com');
    expect(pick(answer, 'items.0.warnings.0.code')).toBe('foreign_address');
    expect(pick(answer, 'items.0.address')).toBe('n***@example.com');
    expect((await finance.post(base(), command)).status).toBe(202);
    await desk.settle(claim);
    expect(await desk.letters({ email: 'new@example.com' })).toHaveLength(1);
  });

  test('what has not gone out is refused with its reason', async () => {
    const [finance] = (await people('finance')) as [Person];
    const { answer } = await plan(finance, null, [{ part: 'tickets', recipient: 'payer' }]);
    expect(pick(answer, 'refusals.0.code')).toBe('NOT_RELEASED');
    expect(pick(answer, 'refusals.0.message.ru')).toContain('за 3 дня до начала тура');
  });

  test('a document is downloaded by who may, and the audit tells; with the key of the person it is gone', async () => {
    const [finance, marketer] = (await people('finance', 'marketer')) as [Person, Person];
    const pack = await finance.get(`/api/documents/${claim.link}`);
    const files = pick(pack, 'documents') as { id: string; category: string; downloadable: boolean }[];
    const voucher = files.find(({ category }) => category === 'voucher');
    const path = `/api/documents/${claim.link}/files/${voucher?.id}`;
    const answer = await finance.get(path);
    expect([answer.status, String(answer.body).slice(0, 5)]).toEqual([200, '%PDF-']);
    expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent(`Ваучер ${claim.claim}.pdf`));
    expect((await marketer.get(path)).status).toBe(403);
    const audit = await desk.rows<{ target: string }>(
      "select target from audit where target = $1 and outcome = 'allowed'",
      `GET ${path}`,
    );
    expect(audit).toHaveLength(1);
    expect(pick(pack, 'recipients.0.email')).toBe(`${claim.email.slice(0, 1)}***${claim.email.slice(claim.email.indexOf('@'))}`);

    await desk.rows('delete from data_keys where id = $1', keyNames.person(claim.personId));
    // Another process has never seen the key.
    const { hubOn } = await import('../support/api-client.ts');
    const fresh = hubOn(desk.hub.deps.db);
    expect((await fresh.api.get(path)).status).toBe(409);
    expect(pick(await fresh.api.get(`/api/documents/${claim.link}`), 'recipients')).toBeNull();
  });
});

describe('where no letter reaches the payer', () => {
  /** No quiet hour anywhere near. */
  const noon = () => new Date(`${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T09:00:00Z`).getTime();
  const smsTo = async (phone: string) =>
    (await desk.twin('smsc').state<{ phone: string; text: string }>('messages')).filter((sms) => sms.phone === phone);
  const shares = () =>
    desk.rows<{ id: string; line: string }>(
      'select id, row_to_json(t)::text as line from shared_links t where subject = $1 order by id',
      claim.link,
    );
  const told = async () => {
    const finance = await browserOf(desk.hub.app, desk.hub.deps.db, [{ role: 'finance', unit: null }]);
    const story = pick(await finance.get(`/api/documents/${claim.link}`), 'story') as {
      type: string;
      data: { part?: string; channel?: string; why?: { ru: string } };
    }[];
    return story
      .filter(({ type, data }) => type === 'documents_sent' && data.part === 'now')
      .map(({ data }) => [data.channel, data.why?.ru]);
  };
  let phone: string;
  let used = 40;
  beforeEach(async () => {
    used += 1;
    phone = `+79000000${String(used).padStart(3, '0')}`;
    await desk.samo.act('edit', { claim: claim.guid, patch: { phone } });
    await desk.pay(claim);
  });

  async function byPhone(at: number) {
    await desk.look(claim, at);
    await desk.send('smsc', at);
    await desk.look(claim, at);
  }

  test('without an e-mail the files are on a page that a code to the phone opens; the timeline and the deal say so', async () => {
    const at = noon();
    await desk.samo.act('edit', { claim: claim.guid, patch: { email: '' } });
    await desk.look(claim, at);
    expect(await shares()).toEqual([]);
    await byPhone(at);
    expect(await desk.states(claim)).toMatchObject({ contract: 'sent', now: 'sent' });
    expect(await desk.letters(claim)).toEqual([]);
    expect(await told()).toEqual([['sms', 'нет почты: отправлено ссылкой по СМС']]);
    const notes = (await desk.twin('bitrix24').state('comments')).map((one) => JSON.stringify(one));
    expect(notes.filter((note) => note.includes(`${phone} (ссылкой по СМС)`))).toHaveLength(2);

    const sms = await smsTo(phone);
    expect(sms).toHaveLength(2);
    const paths = sms.map(({ text }) => /https:\/\/uzel\.example\.com(\/d\/d_[\w-]{43}) /.exec(text)?.[1] ?? '');
    const rows = await shares();
    expect(rows).toHaveLength(2);
    for (const { line } of rows)
      for (const path of paths) expect([line.includes(path.slice(3)), line.includes(phone)]).toEqual([false, false]);

    const { hubOn } = await import('../support/api-client.ts');
    const door = hubOn(desk.hub.deps.db, { now: () => new Date(at), registry: createRegistry([smsc]) });
    const form = {
      method: 'POST',
      headers: { origin: 'https://uzel.example.com', 'content-type': 'application/x-www-form-urlencoded' },
    };
    const opened: string[] = [];
    for (const path of paths) {
      expect(await (await door.app.request(path)).text()).toContain('одноразовый код');
      expect((await door.app.request(`${path}/files/0`)).status).toBe(404);
      expect(await (await door.app.request(`${path}/code`, form)).text()).toContain('Код отправлен');
      await desk.send('smsc', at);
      const code = /\d{6}/.exec((await smsTo(phone)).at(-1)?.text ?? '')?.[0] ?? '';
      const answer = await door.app.request(`${path}/open`, { ...form, body: new URLSearchParams({ code }).toString() });
      expect(answer.status).toBe(303);
      const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      opened.push(await (await door.app.request(path, { headers: { cookie } })).text());
      const file = await door.app.request(`${path}/files/0`, { headers: { cookie } });
      expect((await file.text()).slice(0, 5)).toBe('%PDF-');
    }
    expect(opened.join('\n')).toContain(`Ваучер ${claim.claim}.pdf`);

    door.deps.now = () => new Date(at + 14 * 86_400_000 + 1);
    expect((await door.app.request(paths[0] ?? '')).status).toBe(404);
    await byPhone(at);
    expect(await shares()).toHaveLength(2);
  });

  test('an address from which mail comes back is not tried again', async () => {
    await blockAddress(
      desk.hub.deps.db,
      desk.hub.deps.vault,
      { channel: 'email', address: claim.email, reason: 'bounced', code: '5.1.1', deliveryId: null },
      new Date(),
    );
    await byPhone(noon());
    expect(await desk.letters(claim)).toEqual([]);
    expect(await smsTo(phone)).toHaveLength(2);
    expect(await told()).toEqual([['sms', 'с этой почты письма возвращаются: отправлено ссылкой по СМС']]);
  });

  test('a letter that arrives makes no page; one that comes back later goes on as a link, and the timeline tells both', async () => {
    await desk.settle(claim);
    expect([await told(), await shares()]).toEqual([[['email', undefined]], []]);
    const { db, vault } = desk.hub.deps;
    const at = noon();
    const rows = await desk.rows<{ id: string }>("select id from deliveries where subject = $1 and state = 'sent'", claim.link);
    for (const { id } of rows)
      await db.transaction((tx) =>
        takeReport(tx, vault, 'smtp', { message: id, verdict: 'message', address: null, code: '5.2.2' }, new Date(at)),
      );
    await byPhone(at);
    expect(await desk.states(claim)).toMatchObject({ contract: 'sent', now: 'sent' });
    expect(await smsTo(phone)).toHaveLength(2);
    expect(await shares()).toHaveLength(2);
    expect(await told()).toEqual([
      ['sms', 'письмо не дошло: отправлено ссылкой по СМС'],
      ['email', undefined],
    ]);
    const notes = (await desk.twin('bitrix24').state('comments')).map((one) => JSON.stringify(one));
    const noted = (where: string) => notes.filter((note) => note.includes(where)).length;
    expect([noted(`${claim.email} (почта)`), noted(`${phone} (ссылкой по СМС)`)]).toEqual([2, 2]);
  });
});

test('passport data stands in no clear column, and personal data in none but those of people; no document bytes anywhere in clear', async () => {
  await desk.pay(claim);
  await desk.settle(claim);
  const tourists = (await desk.samo.state<{ guid: string; peoples: { pserie?: string; pnumber?: string }[] }>('claims'))
    .filter(({ guid }) => guid === claim.guid)
    .flatMap(({ peoples }) => peoples.filter(({ pnumber }) => pnumber));
  expect(tourists.length).toBeGreaterThan(0);
  const numbers = tourists.flatMap(({ pserie = '', pnumber = '' }) => [`${pserie} ${pnumber}`, `${pserie}${pnumber}`, pnumber]);
  const secrets = [...numbers, claim.email, '%PDF-', 'JVBERi0'];
  const tables = await desk.rows<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'people'",
  );
  expect(tables.length).toBeGreaterThan(40);
  for (const { name } of tables) {
    const { clear, sealed } = await columnsOf(name);
    for (const secret of secrets) {
      expect([name, secret, standsIn(clear, secret)]).toEqual([name, secret, false]);
      expect([name, secret, sealed.includes(Buffer.from(secret).toString('hex'))]).toEqual([name, secret, false]);
    }
  }
});

/** As a word: six digits stand by chance in any long row of hex digits. */
const standsIn = (text: string, word: string) =>
  text.split(word).some((before, n, all) => {
    const after = all[n + 1];
    return after !== undefined && !/[0-9a-z]$/i.test(before) && !/^[0-9a-z]/i.test(after);
  });

/** A table as text: columns that people and queries read, and those of bytes, in hex. */
async function columnsOf(table: string): Promise<{ clear: string; sealed: string }> {
  const columns = await desk.rows<{ name: string; type: string }>(
    "select column_name as name, data_type as type from information_schema.columns where table_schema = 'public' and table_name = $1",
    table,
  );
  const rowsOf = async (selected: readonly string[]) =>
    selected.length === 0 ? '' : JSON.stringify(await desk.rows(`select ${selected.join(', ')} from "${table}"`));
  return {
    clear: await rowsOf(columns.flatMap(({ name, type }) => (type === 'bytea' ? [] : [`"${name}"`]))),
    sealed: await rowsOf(
      columns.flatMap(({ name, type }) => (type === 'bytea' ? [`encode("${name}", 'hex') as "${name}"`] : [])),
    ),
  };
}

describe('120 parts that did not arrive', () => {
  /** Ordered by one person, approved by another. */
  async function resentInOneAct() {
    await desk.pay(claim);
    await desk.settle(claim);
    await desk.rows("update deliveries set error = null where state = 'bounced'");
    const recipients = Array.from({ length: 120 }, (_, n) => `tourist:${claim.claim}${n}`);
    for (const recipient of recipients) {
      const id = `dlv_${recipient}`;
      await desk.rows(
        `insert into deliveries (id, message, key, class, process, recipient, template, template_version, content, route, state, error, due_at, expires_at, created_at)
       values ($1, $1, $1, 'document', 'documents', '', 't', 1, '', '[]', 'bounced', '{"code":"BOUNCED","kind":"business_refusal","sentence":{"ru":"","en":""}}', now(), now(), now())`,
        id,
      );
      await desk.rows(
        `insert into document_sends select $2, link_id, part, $3, 'first', version_set, 0, document_ids, enclosed_ids, tourist_keys, 'posted', $1, null, null, language, 'hub', null, null, null, null, now(), null, null
       from document_sends where link_id = $4 and part = 'now' limit 1`,
        id,
        `snd_${recipient}`,
        recipient,
        claim.link,
      );
      await desk.rows(
        `insert into document_parts select link_id, part, $1, place, title, 'failed', '[]', document_ids, ready_at, due_at, level, changed_at
       from document_parts where link_id = $2 and part = 'now' and recipient = 'payer'`,
        recipient,
        claim.link,
      );
    }
    const who = (role: 'finance' | 'head') => browserOf(desk.hub.app, desk.hub.deps.db, [{ role, unit: null }]);
    const [finance, head] = [await who('finance'), await who('head')];
    const filter = { state: 'bounced', code: 'BOUNCED' };
    const plan = await finance.post('/api/document-resends/plan', { filter });
    expect(plan.body).toMatchObject({ count: 120, alone: 50, needsApproval: true });
    const order = { filter, hash: pick(plan, 'hash'), reason: 'Почта клиента снова работает' };
    const asked = await finance.post('/api/document-resends', order);
    expect([asked.status, pick(asked, 'count')]).toEqual([202, 120]);
    expect((await head.post(`/api/approvals/${pick(asked, 'id')}/approve`, { reason: 'Согласовано' })).status).toBe(200);
    const under = await finance.post('/api/document-resends', order);
    expect(under.body).toMatchObject({ state: 'running', total: 120, waiting: 120 });
    return { finance, order, id: String(pick(under, 'id')) };
  }

  test('are sent again in one act, once a second person has approved; each arrives once', async () => {
    const { finance, id } = await resentInOneAct();
    const before = (await desk.letters(claim)).length;
    await desk.look(claim);
    for (let n = 0; n < 7; n += 1) await desk.send();
    await desk.look(claim);
    expect((await desk.letters(claim)).length - before).toBe(120);
    expect((await finance.get(`/api/document-resends/${id}`)).body).toMatchObject({
      total: 120,
      sent: 120,
      waiting: 0,
      failed: 0,
    });
    await desk.settle(claim);
    expect((await desk.letters(claim)).length - before).toBe(120);
  }, 60_000);

  test('are taken back by whoever stops it, and are not ordered twice', async () => {
    const { finance, order, id } = await resentInOneAct();
    const stopped = await finance.post(`/api/document-resends/${id}/cancel`, { reason: 'Передумали' });
    expect(stopped.body).toMatchObject({ state: 'cancelled', waiting: 0, failed: 120 });
    expect((await finance.post('/api/document-resends', order)).status).toBe(409);
  }, 60_000);
});
