import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.stop());
beforeEach(() => {
  portal.twin.reset();
  portal.clock.advance(60_000);
});

const file = (name: string) => [name, Buffer.from(`содержание ${name}`).toString('base64')];
interface Link {
  id: number;
  urlMachine: string;
}
const links = (item: { [key: string]: unknown }, field: string) => item[field] as Link[];

async function addFileField(multiple: 'Y' | 'N'): Promise<void> {
  const fields = { FIELD_NAME: 'UF_CRM_SCANS', USER_TYPE_ID: 'file', MULTIPLE: multiple };
  expect((await portal.call('crm.deal.userfield.add', { fields })).status).toBe(200);
}

describe('a file field of a record', () => {
  test('keeps of a multiple field the files that an update names, and no others', async () => {
    await addFileField('Y');
    const deal = await portal.add(2, { title: 'Турция', ufCrm_SCANS: [file('1.pdf'), file('2.pdf')] });
    const [first, second] = links(deal, 'ufCrm_SCANS');
    const changed = await portal.update(2, deal['id'], { ufCrm_SCANS: [{ id: second?.id }, file('3.pdf')] });
    expect(links(changed, 'ufCrm_SCANS').map(({ id }) => id)).toEqual([second?.id, expect.any(Number)]);
    expect(links(changed, 'ufCrm_SCANS')[1]?.id).not.toBe(first?.id);
  });

  test('cannot take over the file of another record', async () => {
    await addFileField('Y');
    const mine = await portal.add(2, { title: 'Турция', ufCrm_SCANS: [file('1.pdf')] });
    const other = await portal.add(2, { title: 'Египет' });
    const changed = await portal.update(2, other['id'], { ufCrm_SCANS: [{ id: links(mine, 'ufCrm_SCANS')[0]?.id }] });
    expect(changed['ufCrm_SCANS']).toEqual([]);
  });

  test('loses its former files when a legacy method writes it', async () => {
    await addFileField('Y');
    const deal = await portal.add(2, { title: 'Турция', ufCrm_SCANS: [file('1.pdf'), file('2.pdf')] });
    await portal.call('crm.deal.update', { id: deal['id'], fields: { UF_CRM_SCANS: [{ fileData: file('3.pdf') }] } });
    expect(links(await portal.get(2, deal['id']), 'ufCrm_SCANS')).toHaveLength(1);
  });

  test('gives its bytes by a link with a token, to callers that look like browsers', async () => {
    await addFileField('N');
    const deal = await portal.add(2, { title: 'Турция', ufCrm_SCANS: file('договор.pdf') });
    const { urlMachine } = deal['ufCrm_SCANS'] as Link;
    const answer = await fetch(urlMachine);
    expect(await answer.text()).toBe('содержание договор.pdf');
    expect((await fetch(urlMachine, { headers: { 'accept-language': '' } })).status).toBe(404);
    expect((await fetch(`${urlMachine}0`)).status).toBe(404);
  });
});

describe('files on the disk', () => {
  test('a new set of files replaces all files of a comment', async () => {
    const deal = await portal.add(2, { title: 'Турция' });
    const fields = { ENTITY_ID: deal['id'], ENTITY_TYPE: 'deal', COMMENT: 'Договор', FILES: [file('1.txt'), file('2.txt')] };
    const { body: added } = await portal.call('crm.timeline.comment.add', { fields });
    const id = added['result'];
    await portal.call('crm.timeline.comment.update', { id, fields: { COMMENT: 'Новый договор', FILES: [file('3.txt')] } });
    const { body } = await portal.call('crm.timeline.comment.get', { id });
    const { FILES: files } = body['result'] as { FILES: { [id: string]: { id: number; name: string } } };
    expect(Object.values(files).map(({ name }) => name)).toEqual(['3.txt']);
    const onDisk = await portal.call('disk.file.get', { id: Object.keys(files)[0] });
    const { DOWNLOAD_URL: url } = onDisk.body['result'] as { DOWNLOAD_URL: string };
    expect(await (await fetch(url)).text()).toBe('содержание 3.txt');
  });

  test('bytes may come in a second step, to an address that works once', async () => {
    const { body: list } = await portal.call('disk.storage.getList');
    const [{ ROOT_OBJECT_ID: id } = { ROOT_OBJECT_ID: '' }] = list['result'] as { ROOT_OBJECT_ID: string }[];
    const { body } = await portal.call('disk.folder.uploadFile', { id, data: { NAME: 'Ваучер.txt' } });
    const { field, uploadUrl } = body['result'] as { field: string; uploadUrl: string };
    const post = async () => {
      const form = new FormData();
      form.append(field, new Blob(['Ваучер']), 'Ваучер.txt');
      return fetch(uploadUrl, { method: 'POST', body: form });
    };
    expect(((await (await post()).json()) as { result: object }).result).toMatchObject({ NAME: 'Ваучер.txt', SIZE: '12' });
    expect((await post()).status).toBe(400);
  });

  test('a name that is taken is refused, or numbered when the caller agrees', async () => {
    const { body: list } = await portal.call('disk.storage.getList');
    const [{ ROOT_OBJECT_ID: id } = { ROOT_OBJECT_ID: '' }] = list['result'] as { ROOT_OBJECT_ID: string }[];
    const upload = (more = {}) => portal.call('disk.folder.uploadFile', { id, fileContent: file('Тур.txt'), ...more });
    await upload();
    expect((await upload()).body['error']).toBe('DISK_OBJ_22000');
    expect((await upload({ generateUniqueName: true })).body['result']).toMatchObject({ NAME: 'Тур (1).txt' });
  });
});

describe('generated documents', () => {
  const asked = (deal: unknown) => ({ templateId: 1, entityTypeId: 2, entityId: deal });
  const documentOf = (body: { [key: string]: unknown }) => (body['result'] as { document: { [key: string]: unknown } }).document;

  test('have their pdf a while after they were asked for', async () => {
    const deal = await portal.add(2, { title: 'Турция' });
    const made = documentOf((await portal.call('crm.documentgenerator.document.add', asked(deal['id']))).body);
    expect(made).not.toHaveProperty('pdfUrl');
    portal.clock.advance(20_000);
    const later = documentOf((await portal.call('crm.documentgenerator.document.get', { id: made['id'] })).body);
    expect(later['pdfUrl']).toEqual(expect.stringContaining('getpdf'));
  });

  test('are made again by each request, numbered on', async () => {
    const deal = await portal.add(2, { title: 'Турция' });
    const numbers = [];
    for (let times = 0; times < 3; times += 1) {
      numbers.push(documentOf((await portal.call('crm.documentgenerator.document.add', asked(deal['id']))).body)['number']);
    }
    expect(numbers).toEqual(['1', '2', '3']);
  });
});
