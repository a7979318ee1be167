import { B24Hook } from '@bitrix24/b24jssdk';

// The vendor's own client, as it comes, in a process of its own: only there can a certificate be trusted from outside.
// `node b24jssdk-client.mjs <hook> <play>` prints what the play has brought as one line of JSON.

const deals = {
  method: 'crm.item.list',
  params: { entityTypeId: 2, select: ['id', 'title'] },
  idKey: 'id',
  customKeyForResult: 'items',
};

const plays = {
  async calls({ v2, v3 }) {
    const added = await v2.call.make({ method: 'crm.item.add', params: { entityTypeId: 2, fields: { title: 'Турция' } } });
    const { id } = added.getData().result.item;
    const read = await v2.call.make({ method: 'crm.item.get', params: { entityTypeId: 2, id } });
    const missing = await v2.call
      .make({ method: 'crm.item.get', params: { entityTypeId: 2, id: 999_999 } })
      .catch((error) => error);
    const fields = { title: 'Обращение', creatorId: 1, responsibleId: 11 };
    const task = await v3.call.make({ method: 'tasks.task.add', params: { fields } });
    return {
      title: read.getData().result.item.title,
      refused: missing.code ?? [...missing.errors.values()].map((error) => error.code).join(),
      task: task.getData().result.item.title,
    };
  },

  async lists({ v2 }) {
    const whole = (await v2.callList.make(deals)).getData();
    const parts = [];
    for await (const part of v2.fetchList.make(deals)) parts.push(part.length);
    const old = (await v2.callList.make({ method: 'crm.deal.list', params: { select: ['ID'] }, idKey: 'ID' })).getData();
    return {
      whole: new Set(whole.map((deal) => deal.id)).size,
      parts: parts.length,
      rows: parts.reduce((sum, length) => sum + length, 0),
      old: new Set(old.map((deal) => deal.ID)).size,
    };
  },

  async batches({ v2 }) {
    const add = (title) => ['crm.item.add', { entityTypeId: 2, fields: { title } }];
    const named = await v2.batch.make({
      calls: {
        Deal: add('Египет'),
        Mode: ['crm.settings.mode.get', {}],
        Lost: ['crm.item.get', { entityTypeId: 2, id: 999_999 }],
      },
      options: { isHaltOnError: false, returnAjaxResult: true },
    });
    const rows = named.getData();
    const numbers = Array.from({ length: 120 }, (_, index) => add(`Тур ${index}`));
    const chunks = await v2.batchByChunk.make({ calls: numbers, options: { isHaltOnError: true } });
    return {
      deal: rows.Deal.getData().result.item.title,
      mode: rows.Mode.getData().result,
      lost: rows.Lost?.isSuccess ?? false,
      errors: named.getErrorMessages().length,
      added: chunks.getData().length,
    };
  },

  /** More calls at once than the portal lets through, by a client that believes it may. */
  async greed({ v2 }, hook) {
    const count = 100;
    const call = () => v2.call.make({ method: 'crm.status.list', params: { filter: { ENTITY_ID: 'SOURCE' } } });
    const answers = await Promise.all(Array.from({ length: count }, call));
    const { retries } = hook.getHttpClient('v2').getStats();
    return { answered: answers.filter((answer) => answer.isSuccess).length, retries };
  },
};

const [url = '', play = ''] = process.argv.slice(2);
const unrestrained = { rateLimit: { burstLimit: 1000, drainRate: 1000, adaptiveEnabled: true }, maxRetries: 6 };
const hook = B24Hook.fromWebhookUrl(url, play === 'greed' ? { restrictionParams: unrestrained } : {});
hook.offClientSideWarning();
process.stdout.write(`${JSON.stringify(await plays[play](hook.actions, hook))}\n`);
