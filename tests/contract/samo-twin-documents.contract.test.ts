import { expect, test } from 'vitest';
import { createSamoTwin } from '../../sandbox/samo/index.ts';
import { at, attributes, samoCaller } from '../support/samo-caller.ts';
import { existing, idParams, type SeenClaim } from '../support/samo-desk.ts';
import { exportCaller } from '../support/samo-export.ts';

const base = 'http://samo.example.org';

/** A confirmed booking whose documents render in no time unless asked otherwise. */
async function documentsDesk(given: { renderSeconds?: number; limitScale?: number } = {}) {
  const { renderSeconds = 0, limitScale = 1000 } = given;
  const clock = { now: () => Date.now() };
  const twin = createSamoTwin({ clock, publicUrl: () => base, limitScale, settings: { renderSeconds } });
  const caller = samoCaller(async (body) => twin.app.request('/modules/andromeda_3/service.php', { method: 'POST', body }));
  const act = async (name: string, input: Record<string, unknown>) => existing(twin.acts[name])(input);
  const { guid } = (await act('book', { buyer: 'person' })) as { guid: string };
  await act('confirm', { claim: guid });
  const claim = () => existing((twin.state('claims') as SeenClaim[]).find((each) => each.guid === guid));
  const payAll = () => act('pay', { claim: guid, amount: existing(claim().moneys[1]).debt });

  async function list() {
    const { root, fault } = await caller.call('GET_DOCUMENTS', idParams(claim()));
    return { fault: fault?.code, rows: at(root, 'dataset', 'i').map((row) => attributes(row)) };
  }
  const ofCategory = async (category: number) => (await list()).rows.filter((row) => row['type'] === String(category));
  const row = async (category: number) => existing((await ofCategory(category)).find(({ module }) => module !== 'payment'));
  async function link(category: number) {
    const params = `${idParams(claim())}<DOCUMENTID>${(await row(category))['id']}</DOCUMENTID>`;
    const { root, fault } = await caller.call('GET_DOCUMENT_URL', params);
    return { fault: fault?.code, url: attributes(at(root, 'document')[0])['url'] ?? '' };
  }
  const download = async (url: string, method = 'GET') => twin.app.request(url.replace(`${base}/samo`, ''), { method });
  const issues = () => twin.ledger.after(0).writes.filter(({ operation }) => operation === 'issue');
  return { twin, caller, act, guid, claim, payAll, list, ofCategory, row, link, download, issues, ...exportCaller(twin) };
}

test('a paid claim has its voucher, an insurance for each tourist, and a ticket that is not ready', async () => {
  const { payAll, row, ofCategory, claim } = await documentsDesk();
  await payAll();
  expect(await row(4)).toMatchObject({
    name: 'Ваучер',
    module: 'print',
    DocCategory: '4',
    Enabled: '1',
    Visible: '1',
    SetIssued: '0',
  });
  const insurances = await ofCategory(3);
  expect(insurances.map(({ People }) => People)).toEqual(claim().peoples.map(({ key }) => key));
  expect(insurances.map(({ PeopleLName }) => PeopleLName)).toEqual(claim().peoples.map(({ lname }) => lname));
  expect(await row(8)).toMatchObject({ Enabled: '0', Reason: '1000044', ErrorText: 'Документ не готов' });
});

test('a service voucher belongs to its order and those who use it', async () => {
  const { payAll, row, claim } = await documentsDesk();
  await payAll();
  expect(await row(24)).toMatchObject({
    Order: expect.any(String),
    OPeople: claim()
      .peoples.map(({ key }) => key)
      .join(','),
  });
});

test('before payment travel documents are named with the reason 1000049, and the list gains a way to pay', async () => {
  const { row, list } = await documentsDesk();
  for (const category of [3, 4, 8]) expect(await row(category)).toMatchObject({ Enabled: '0', Reason: '1000049' });
  expect(await row(11)).toMatchObject({ Enabled: '1' });
  expect((await list()).rows[0]).toMatchObject({ module: 'payment', ExternalDocument: '1' });
});

test('an unconfirmed claim has documents that are all kept back with 1000040', async () => {
  const { act, caller } = await documentsDesk();
  const { claim: number } = (await act('book', { buyer: 'person' })) as { claim: number };
  const { root } = await caller.call('GET_DOCUMENTS', `<CLAIM>${number}</CLAIM>`);
  const rows = at(root, 'dataset', 'i').map((row) => attributes(row));
  const documents = rows.filter(({ module }) => module !== 'payment');
  expect(documents.length).toBeGreaterThan(3);
  expect(documents.every(({ Enabled, Reason }) => Enabled === '0' && Reason === '1000040')).toBe(true);
});

test('a cancelled claim and one with an open cancel request have none: that is the fault 1111', async () => {
  const { act, guid, list } = await documentsDesk();
  await act('request_cancel', { claim: guid });
  expect((await list()).fault).toBe('1111');
  await act('refuse_cancel', { claim: guid });
  expect((await list()).rows.length).toBeGreaterThan(0);
  await act('cancel', { claim: guid });
  expect((await list()).fault).toBe('1111');
});

test('a penalty leaves nothing but ways to pay', async () => {
  const { act, guid, list } = await documentsDesk();
  await act('cancel', { claim: guid, penalty: '5000' });
  expect((await list()).rows.map(({ module }) => module)).toEqual(['payment']);
});

test('what the supplier has sent can be had, what the office forbids cannot', async () => {
  const { act, guid, payAll, row, link } = await documentsDesk();
  await payAll();
  await act('ready', { claim: guid, category: 8 });
  expect(await row(8)).toMatchObject({ Enabled: '1' });
  await act('forbid', { claim: guid, category: 4 });
  expect(await row(4)).toMatchObject({ Enabled: '0', Reason: '1000038' });
  expect((await link(4)).fault).toBe('1400');
  await act('forbid', { claim: guid, category: 4, forbidden: false });
  expect(await row(4)).toMatchObject({ Enabled: '1' });
});

test.each([1000038, 1000040, 1000042, 1000043, 1000044, 1000045, 1000046, 1000047, 1000049, 1000050, 1000052])(
  'the office can keep a document back with the reason %i',
  async (reason) => {
    const { act, guid, payAll, row, link } = await documentsDesk();
    await payAll();
    await act('hold', { claim: guid, category: 4, reason });
    expect(await row(4)).toMatchObject({ Enabled: '0', Reason: String(reason), ErrorText: expect.stringMatching(/[а-я]/) });
    expect((await link(4)).fault).toBe(reason === 1000044 || reason === 1000046 ? '3500' : '1400');
  },
);

test('a document can wait for the last days before the tour', async () => {
  const { act, guid, payAll, row } = await documentsDesk();
  await payAll();
  await act('hold', { claim: guid, category: 4, daysBefore: 1 });
  expect(await row(4)).toMatchObject({ Reason: '1000045', DaysBeforeTour: '1' });
  await act('hold', { claim: guid, category: 4, daysBefore: 400 });
  expect(await row(4)).toMatchObject({ Enabled: '1' });
});

test('the act comes after the tour', async () => {
  const { payAll, row } = await documentsDesk();
  await payAll();
  expect(await row(6)).toMatchObject({ Enabled: '0', Reason: '1000042' });
});

test('a link gives a real PDF with the number of the claim, without any login', async () => {
  const { payAll, link, download, claim } = await documentsDesk();
  await payAll();
  const { url } = await link(4);
  expect(url).toMatch(/^http:\/\/samo\.example\.org\/samo\/public\/documents\/[0-9a-f]{32}\.pdf$/);
  const answer = await download(url);
  const text = await answer.text();
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  expect(text).toContain(`Claim ${claim().number}`);
  const start = Number(/startxref\n(\d+)/.exec(text)?.[1]);
  expect(text.slice(start, start + 4)).toBe('xref');
  for (const [, at] of text.matchAll(/^(\d{10}) 00000 n/gm)) expect(text.slice(Number(at))).toMatch(/^\d 0 obj\n/);
});

test('to download a voucher is to issue it: marked once, written down each time', async () => {
  const { twin, payAll, link, download, row, issues, guid } = await documentsDesk();
  await payAll();
  const { url } = await link(4);
  expect((await row(4))['SetIssued']).toBe('0');
  await download(url, 'HEAD');
  expect(issues()).toEqual([]);
  await download(url);
  expect((await row(4))['SetIssued']).toBe('1');
  await download(url);
  expect(issues().map(({ entity, changed, by, fields }) => [entity, changed, by, fields['claim'], fields['category']])).toEqual([
    ['document', true, 'api', guid, 4],
    ['document', false, 'api', guid, 4],
  ]);
  expect(twin.state('history')).toMatchObject([{ text: 'Выдан документ: Ваучер' }, { text: 'Выдан документ: Ваучер' }]);
});

test.each([
  [3, 1],
  [8, 1],
  [11, 0],
  [17, 0],
])('a download of category %i leaves %i marks', async (category, marks) => {
  const { act, guid, payAll, link, download, issues } = await documentsDesk();
  await payAll();
  await act('ready', { claim: guid, category: 8 });
  await download((await link(category)).url);
  expect(issues()).toHaveLength(marks);
});

test('a document changes with its claim: another version under another link, which nobody has got', async () => {
  const { twin, act, guid, payAll, link, download, row } = await documentsDesk();
  await payAll();
  const first = await link(4);
  const bytes = await (await download(first.url)).text();
  await act('edit', { claim: guid, patch: { hotel: 'Тестовый Риф' } });
  await act('edit', { claim: guid, patch: { dateEnd: '2099-01-01' } });
  expect((await row(4))['SetIssued']).toBe('0');
  const second = await link(4);
  expect(second.url).not.toBe(first.url);
  expect(await (await download(second.url)).text()).toContain('Version 2');
  expect(await (await download(first.url)).text()).toBe(bytes);
  const held = twin.state('documents') as { type: number; version: number }[];
  expect(held.find(({ type }) => type === 4)?.version).toBe(2);
});

test('a file that takes longer than the service waits is the fault 3500, and is there later', async () => {
  const { payAll, link, download } = await documentsDesk({ renderSeconds: 90, limitScale: 500 });
  await payAll();
  expect((await link(4)).fault).toBe('3500');
  await expect.poll(async () => (await link(4)).fault, { timeout: 3000 }).toBeUndefined();
  expect((await download((await link(4)).url)).status).toBe(200);
});

test('a print job is 102 while it works and 2 with a link when it is ready', async () => {
  const { payAll, row, get, claim, download } = await documentsDesk({ renderSeconds: 60, limitScale: 500 });
  await payAll();
  const print = (action: string, more: Record<string, string>) =>
    get<{ job: number; status: number; link?: string; error?: string }>({ samo_action: 'print', action, ...more });
  const order = { claim: String(claim().number), document: existing((await row(4))['id']) };
  const begun = await print('RENDER', order);
  expect(begun).toMatchObject({ status: 102 });
  expect(await print('RENDER', order)).toMatchObject({ job: begun.job });
  await expect.poll(() => print('STATUS', { job: String(begun.job) }), { timeout: 3000 }).toMatchObject({ status: 2 });
  const done = await print('STATUS', { job: String(begun.job) });
  expect((await download(existing(done.link))).status).toBe(200);
  const listed = await get<{ documents: { type: number }[] }>({ samo_action: 'print', action: 'LIST', claim: order.claim });
  expect(listed.documents.map(({ type }) => type)).toContain(4);
  const forbidden = { claim: order.claim, document: existing((await row(8))['id']) };
  expect(await print('RENDER', forbidden)).toMatchObject({ error: 'Документ не готов' });
});

test('a link is dead until its file is rendered', async () => {
  const { download, payAll, link, twin } = await documentsDesk();
  expect((await download(`${base}/samo/public/documents/${'0'.repeat(32)}.pdf`)).status).toBe(404);
  await payAll();
  const { url } = await link(4);
  twin.reset();
  expect((await download(url)).status).toBe(404);
});

test('unknown documents, claims and guids of others are refused', async () => {
  const { caller, claim, act } = await documentsDesk();
  const { guid } = (await act('book', {})) as { guid: string };
  const fault = async (proc: string, params: string) => (await caller.call(proc, params)).fault?.code;
  expect(await fault('GET_DOCUMENTS', '<CLAIM>1</CLAIM>')).toBe('1120');
  expect(await fault('GET_DOCUMENTS', `<CLAIM>${claim().number}</CLAIM><GUID>${guid}</GUID>`)).toBe('1120');
  expect(await fault('GET_DOCUMENTS', `<CLAIM>${claim().number}</CLAIM>`)).toBeUndefined();
  expect(await fault('GET_DOCUMENT_URL', `<CLAIM>${claim().number}</CLAIM>`)).toBe('104');
  expect(await fault('GET_DOCUMENT_URL', `<CLAIM>${claim().number}</CLAIM><DOCUMENTID>1</DOCUMENTID>`)).toBe('1111');
});

test('files of clients are taken within the limits of their kind', async () => {
  const { twin, query, claim, get } = await documentsDesk();
  const people = existing(claim().peoples[0]).key;
  async function upload(fields: Record<string, string>, name: string, size = 10) {
    const form = new FormData();
    for (const [field, value] of Object.entries({ claim: String(claim().number), ...fields })) form.set(field, value);
    form.set('file', new File([new Uint8Array(size)], name));
    const body = { method: 'POST', body: form };
    return (await twin.app.request(query({ samo_action: 'edocument', action: 'UPLOAD' }), body)).json();
  }
  expect(await upload({ doctype: '1', people }, 'passport.PDF')).toEqual({ id: 1 });
  expect(await upload({ doctype: '1' }, 'passport.pdf')).toMatchObject({ error: 'Tourist is required' });
  expect(await upload({ doctype: '1', people }, 'passport.exe')).toMatchObject({ error: 'Incorrect file format: exe' });
  expect(await upload({ doctype: '3' }, 'order.pdf', 500_001)).toMatchObject({ error: 'File is too large: 500001' });
  expect(await upload({ doctype: '9' }, 'x.pdf')).toMatchObject({ error: 'Incorrect document type' });
  expect(twin.state('uploads')).toMatchObject([{ doctype: 1, people, size: 10 }]);
  const { types } = await get<{ types: object[] }>({ samo_action: 'edocument', action: 'TYPES' });
  expect(types[0]).toEqual({
    doctype: 1,
    name: 'Скан паспорта',
    upload_size: 2_000_000,
    upload_format: 'pdf,jpg,png',
    upload_req_people: 1,
  });
});

test.each(['windows-1251', 'windows-1251-mislabelled'])(
  'the list of documents comes in %s where the installation writes it',
  async (charset) => {
    const { act, twin, query, claim } = await documentsDesk();
    await act('configure', { charset });
    const answer = await twin.app.request(query({ samo_action: 'print', action: 'LIST', claim: String(claim().number) }));
    expect(new TextDecoder('windows-1251').decode(await answer.arrayBuffer())).toContain('Ваучер');
  },
);
