import { describe, expect, test } from 'vitest';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { signatureIn, signed, unsigned } from '../../connectors/bitrix24/signature.ts';
import { createWritePort } from '../../connectors/sdk/writes.ts';
import type { WriteInput } from '../../domain/deals/ports.ts';
import type { Fields } from '../../domain/json.ts';
import { bitrix24Options, connected, tokenStore } from '../support/bitrix24.ts';
import { ok, type Params, refusal, type Script, type ScriptAnswer, scriptedPortal } from '../support/bitrix24-script.ts';

const FILE = { name: 'Ваучер.pdf', base64: 'JVBERi0xLjQ=' };

async function portOf(script: Script, auth: 'webhook' | 'oauth' = 'oauth') {
  const portal = await scriptedPortal(script);
  const options = bitrix24Options({
    auth,
    portal: portal.url,
    oauthServer: portal.url,
    clientId: 'local.1',
    clientSecret: 's',
    privateNetworks: ['127.0.0.0/8'],
  });
  const client = bitrix24.connect(connected(options, {}, tokenStore({ accessToken: 'a', refreshToken: 'r', expiresAt: 0 })));
  return { portal, client, port: createWritePort(bitrix24, client, 1) };
}

const input = (fields: Fields): WriteInput => ({ entity: 'deal', id: '42', mark: 'link-1', fields });

/** A card that keeps what is added, as far as it is asked about; `broken` swallows the answers. */
function card() {
  const kept: Params[] = [];
  const broken = { on: false };
  const keep = (row: Params, answer: unknown): ScriptAnswer => {
    kept.push(row);
    return broken.on ? 'hang up' : ok(answer);
  };
  const activities = (filter: Params) =>
    kept.filter(
      (row) => row['kind'] === 'activity' && (filter['ORIGIN_ID'] === undefined || row['ORIGIN_ID'] === filter['ORIGIN_ID']),
    );
  const script: Script = {
    'crm.timeline.comment.add': ({ fields }) => keep({ kind: 'comment', ID: '999', ...(fields as Params), FILES: [] }, 999),
    'crm.timeline.comment.list': () => ok(kept.filter((row) => row['kind'] === 'comment')),
    'crm.activity.todo.add': ({ description }) => keep({ kind: 'activity', ID: '77', DESCRIPTION: description }, { id: 77 }),
    'crm.activity.configurable.add': ({ fields }) =>
      keep({ kind: 'activity', ID: '78', ORIGIN_ID: (fields as Params)['originId'] }, { activity: { id: 78 } }),
    'crm.activity.list': ({ filter }) => ok(activities(filter as Params)),
    'tasks.task.add': ({ fields }) => {
      const { DESCRIPTION, TITLE } = fields as Params;
      return keep({ kind: 'task', id: '3711', title: TITLE, description: DESCRIPTION }, { task: { id: '3711' } });
    },
    'tasks.task.list': () => ok({ tasks: kept.filter((row) => row['kind'] === 'task') }),
    'disk.folder.uploadFile': ({ data }) => {
      const { NAME } = data as Params;
      if (kept.some((row) => row['NAME'] === NAME)) return refusal(400, 'DISK_OBJ_22000', 'Name is not unique');
      return keep({ kind: 'file', ID: '9011', NAME, SIZE: '8' }, { ID: 9011, NAME, SIZE: '8' });
    },
    'disk.folder.getChildren': () => ok(kept.filter((row) => row['kind'] === 'file')),
    'crm.documentgenerator.document.upload': ({ fields }) => {
      const { title, number } = fields as Params;
      return keep({ kind: 'document', id: '63', title, number }, { document: { id: '63', title, number } });
    },
    'crm.documentgenerator.document.list': () => ok({ documents: kept.filter((row) => row['kind'] === 'document') }),
  };
  return { script, kept, broken };
}

describe('what is added to a card', () => {
  const additions: [string, Fields, string][] = [
    ['comment.add', { text: 'Клиент просит поздний выезд', files: [FILE] }, '999'],
    ['todo.add', { title: 'Перезвонить', deadline: '2026-05-02T12:00:00+03:00', responsibleId: '11', pingOffsets: [15] }, '77'],
    ['activity.add', { layout: { header: { title: 'Сообщение' } }, incoming: true }, '78'],
    ['task.add', { title: 'Оформить визу', responsibleId: '11', deadline: '2026-05-03T12:00:00+03:00' }, '3711'],
    ['file.upload', { file: FILE }, '9011'],
    ['document.upload', { title: 'Ваучер', number: '1001-1', docxBase64: 'UEsDBA==', pdfBase64: 'JVBERi0=' }, '63'],
  ];

  test.each(additions)('%s is found again after its answer got lost, and only it', async (operation, fields, id) => {
    const { script, kept, broken } = card();
    const { port } = await portOf(script);
    expect(await port.find(operation, input(fields), 'key-1')).toBeNull();
    broken.on = true;
    await expect(port.perform(operation, input(fields), 'key-1')).rejects.toMatchObject({ kind: 'unknown_outcome' });
    expect(await port.find(operation, input(fields), 'key-1')).toMatchObject({ externalId: id });
    expect(kept).toHaveLength(1);
    expect(port.retry(operation)).toBe('findable');
  });

  test.each(additions.filter(([operation]) => !['file.upload', 'document.upload'].includes(operation)))(
    '%s of the same content under another key is another thing',
    async (operation, fields) => {
      const { script } = card();
      const { port } = await portOf(script);
      await port.perform(operation, input(fields), 'key-1');
      expect(await port.find(operation, input(fields), 'key-2')).toBeNull();
    },
  );

  test('a file of the same content lies there once, under a name that tells its content', async () => {
    const { script, kept } = card();
    const { port } = await portOf(script);
    await port.perform('file.upload', input({ file: FILE }), 'key-1');
    expect(await port.perform('file.upload', input({ file: FILE }), 'key-2')).toMatchObject({ externalId: '9011' });
    expect(kept.map((row) => row['NAME'])).toEqual([expect.stringMatching(/^Ваучер [0-9a-f]{12}\.pdf$/)]);
  });

  test('comments carry their files as the portal wants them and read back without our signature', async () => {
    const { script } = card();
    const { port, portal, client } = await portOf(script);
    await port.perform('comment.add', input({ text: 'Клиент просит поздний выезд', files: [FILE] }), 'key-1');
    expect(portal.paramsOf('crm.timeline.comment.add')[0]).toMatchObject({
      fields: { ENTITY_ID: 42, ENTITY_TYPE: 'deal', FILES: [[FILE.name, FILE.base64]] },
    });
    expect(await client.comments.list('deal', '42')).toMatchObject([
      { id: '999', text: 'Клиент просит поздний выезд', files: [] },
    ]);
  });

  test.each([
    ['comment.add', { text: '' }],
    ['comment.add', { text: 'x', files: [{ name: 'a.txt', base64: 'data:text/plain;base64,eA==' }] }],
    ['todo.add', { title: 'Перезвонить' }],
    ['todo.add', { title: 'Перезвонить', deadline: '2026-05-02', pingOffsets: ['15'] }],
    ['task.add', { title: 'Без ответственного' }],
    ['document.upload', { title: 'Ваучер', docxBase64: 'UEsDBA==' }],
    ['line.send', { connector: 'uzel', line: '107', message: {} }],
  ] as [string, Fields][])('%s with unfit content is refused before it is sent', async (operation, fields) => {
    const { port, portal } = await portOf({});
    await expect(port.perform(operation, input(fields), 'k')).rejects.toMatchObject({ kind: 'validation' });
    expect(portal.calls).toEqual([]);
  });

  test('a list that changes while it is read proves nothing', async () => {
    const page = (total: number, from: number, count: number) =>
      ok(
        Array.from({ length: count }, (_, at) => ({ ID: String(from + at), COMMENT: 'x', FILES: [] })),
        { total },
      );
    const { port } = await portOf({
      'crm.timeline.comment.list': (_params, call) => (call === 1 ? page(60, 1, 50) : page(59, 52, 9)),
    });
    await expect(port.find('comment.add', input({ text: 'x' }), 'k')).rejects.toMatchObject({
      code: 'B24_LIST_MOVED',
      kind: 'transient',
    });
  });
});

describe('a signature', () => {
  test('survives an edit of the text around it', () => {
    const text = signed('Позвонить', 'key-1').replace('Позвонить', 'Позвонить завтра');
    expect(signatureIn(text)).toBe(signatureIn(signed('', 'key-1')));
    expect(unsigned(text)).toBe('Позвонить завтра');
    expect(signatureIn('Обычный комментарий')).toBeNull();
  });
});

describe('what only an application may do', () => {
  test.each([
    ['activity.add', { layout: {} }],
    [
      'line.delivered',
      { connector: 'uzel', line: '107', receipt: { imChatId: '1', imMessageId: '2', messageIds: ['m'], chatId: 'c', at: 0 } },
    ],
  ] as [string, Fields][])(
    '%s is refused to a webhook with the reason, and the portal is not asked',
    async (operation, fields) => {
      const { port, portal } = await portOf({}, 'webhook');
      const error = await port.perform(operation, input(fields), 'k').catch((caught) => caught);
      expect(error).toMatchObject({
        code: 'B24_WRONG_AUTH_TYPE',
        kind: 'config',
        userMessage: { ru: expect.stringContaining('OAuth') },
      });
      expect(portal.calls).toEqual([]);
    },
  );
});

describe('leads', () => {
  const fields = { id: { type: 'integer' }, title: { type: 'string' } };

  test('are made where the CRM works with them', async () => {
    const { port, portal } = await portOf({
      'crm.settings.mode.get': () => ok(1),
      'crm.item.fields': () => ok({ fields }),
      'crm.item.add': () => ok({ item: { id: 5, title: 'Заявка с сайта' } }),
      'crm.item.get': () => ok({ item: { id: 5, title: 'Заявка с сайта' } }),
    });
    const lead = { entity: 'lead', mark: 'request-1', fields: { title: 'Заявка с сайта' } };
    expect(await port.perform('record.add', lead, 'k')).toMatchObject({ externalId: '5' });
    expect(portal.paramsOf('crm.item.add')[0]).toMatchObject({
      entityTypeId: '1',
      fields: { originatorId: 'uzel', originId: 'request-1' },
    });
  });

  test('are refused where each would turn into a deal by itself', async () => {
    const { port, portal } = await portOf({ 'crm.settings.mode.get': () => ok(2) });
    const lead = { entity: 'lead', mark: 'request-1', fields: { title: 'Заявка' } };
    await expect(port.perform('record.add', lead, 'k')).rejects.toMatchObject({ code: 'B24_NO_LEADS', kind: 'config' });
    expect(portal.calls).toEqual(['crm.settings.mode.get']);
  });
});

describe('employees', () => {
  const row = (ID: string, more: Params = {}) => ({
    ID,
    NAME: 'Анна',
    LAST_NAME: 'Ветрова',
    EMAIL: 'Anna@Example.com',
    ACTIVE: true,
    ...more,
  });

  test('are asked for by id in pages of fifty and by e-mail', async () => {
    const { client, portal } = await portOf({
      'user.get': () => ok([row('11')], { total: 1 }),
      'user.current': () => ok(row('1')),
    });
    expect(await client.users.byIds(Array.from({ length: 60 }, (_, at) => String(at + 1)))).toHaveLength(2);
    expect(await client.users.byEmail('anna@example.com')).toMatchObject({ id: '11', email: 'anna@example.com', active: true });
    expect(await client.users.current()).toMatchObject({ id: '1', lastName: 'Ветрова' });
    expect(portal.paramsOf('user.get')[0]).toMatchObject({ SORT: 'ID', ORDER: 'ASC' });
  });
});
