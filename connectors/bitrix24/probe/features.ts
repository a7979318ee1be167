import type { Sentence } from '../../../domain/errors.ts';
import type { Capability } from '../../sdk/contract.ts';
import type { Bitrix24 } from '../client.ts';
import { isApplicationOnly } from '../context.ts';
import { featureResult, methodResult } from '../wire.ts';
import { no, refused, say, yes } from './say.ts';

/** What a part of the hub needs of a portal. Of a list of permissions one is enough. */
interface Feature {
  title: Sentence;
  scopes: readonly (readonly string[])[];
  methods: readonly string[];
  /** Codes of the plan's extras. */
  extras?: readonly string[];
}

const features: { [name: string]: Feature } = {
  records: {
    title: say('Сделки, контакты, компании и лиды', 'Deals, contacts, companies and leads'),
    scopes: [['crm']],
    methods: [
      'crm.item.fields',
      'crm.item.get',
      'crm.item.list',
      'crm.item.add',
      'crm.item.update',
      'crm.item.productrow.set',
      'crm.item.productrow.list',
      'crm.duplicate.findbycomm',
      'crm.stagehistory.list',
    ],
  },
  comments: {
    title: say('Комментарии с файлами', 'Comments with files'),
    scopes: [['crm']],
    methods: ['crm.timeline.comment.add', 'crm.timeline.comment.list'],
  },
  todos: { title: say('Дела', 'To-dos'), scopes: [['crm']], methods: ['crm.activity.todo.add', 'crm.activity.list'] },
  messageRecords: {
    title: say('Записи о сообщениях в карточке', 'Records of messages in the card'),
    scopes: [['crm']],
    methods: ['crm.activity.configurable.add', 'crm.activity.list'],
  },
  tasks: { title: say('Задачи', 'Tasks'), scopes: [['task', 'tasks']], methods: ['tasks.task.add', 'tasks.task.list'] },
  users: {
    title: say('Сотрудники', 'Employees'),
    scopes: [['user', 'user_basic', 'user_brief']],
    methods: ['user.get', 'user.current'],
  },
  drive: { title: say('Диск', 'Drive'), scopes: [['disk']], methods: ['disk.folder.uploadfile', 'disk.folder.getchildren'] },
  documents: {
    title: say('Готовые документы в карточке', 'Finished documents in the card'),
    scopes: [['crm'], ['documentgenerator']],
    methods: ['crm.documentgenerator.document.upload', 'crm.documentgenerator.document.list'],
  },
  openLines: {
    title: say('Открытые линии', 'Open lines'),
    scopes: [['imopenlines'], ['imconnector']],
    methods: ['imconnector.register', 'imconnector.activate', 'imconnector.send.messages', 'imconnector.send.status.delivery'],
  },
  preparation: {
    title: say('Подготовка портала: поля, воронка, стадии', 'Preparing the portal: fields, funnel, stages'),
    scopes: [['crm'], ['userfieldconfig']],
    methods: ['userfieldconfig.list', 'userfieldconfig.add', 'crm.category.add', 'crm.status.add'],
  },
  ownEvents: { title: say('Подписка на события', 'Subscription to events'), scopes: [], methods: ['event.bind', 'event.get'] },
  eventQueue: {
    title: say('Очередь событий без потерь', 'Event queue without losses'),
    scopes: [],
    methods: ['event.offline.get', 'event.offline.clear', 'event.offline.list'],
    extras: ['rest_offline_extended', 'rest_auth_connector'],
  },
};

/** What the hub can do on this portal, feature by feature. All questions together cost a few requests. */
export async function probeFeatures(client: Bitrix24, granted: readonly string[]): Promise<Capability[]> {
  return Promise.all(
    Object.entries(features).map(async ([name, feature]) => ({
      name,
      ...(await judge(client, feature, granted).catch(refused)),
    })),
  );
}

async function judge(
  client: Bitrix24,
  { title, scopes, methods, extras }: Feature,
  granted: readonly string[],
): Promise<Omit<Capability, 'name'>> {
  if (client.options.auth === 'webhook' && methods.some(isApplicationOnly))
    return no(
      `${title.ru}: нужно локальное приложение (OAuth), вебхуку это недоступно.`,
      `${title.en}: a local application (OAuth) is needed, a webhook may not do this.`,
    );
  const lacking = scopes.filter((choice) => !choice.some((scope) => granted.includes(scope))).map(([first]) => first);
  if (lacking.length > 0)
    return no(
      `${title.ru}: добавьте вебхуку или приложению права ${lacking.join(', ')}.`,
      `${title.en}: grant the webhook or application the permissions ${lacking.join(', ')}.`,
    );
  const missing = (await Promise.all(methods.map((name) => isMissing(client, name)))).filter((name) => name !== null);
  if (missing.length > 0)
    return no(
      `${title.ru}: недоступны методы ${missing.join(', ')}. Обновите портал или расширьте права.`,
      `${title.en}: methods missing: ${missing.join(', ')}. Update the portal or widen the permissions.`,
    );
  const unpaid = (await Promise.all((extras ?? []).map((code) => isUnpaid(client, code)))).filter((code) => code !== null);
  if (unpaid.length > 0)
    return no(`${title.ru}: тариф портала этого не включает.`, `${title.en}: the plan of the portal does not include this.`);
  return yes(`${title.ru}: доступно.`, `${title.en}: available.`);
}

async function isMissing(client: Bitrix24, name: string): Promise<string | null> {
  const { result } = await client.rest.read('method.get', { name }, methodResult);
  return result.isExisting && result.isAvailable ? null : name;
}

async function isUnpaid(client: Bitrix24, code: string): Promise<string | null> {
  const { result } = await client.rest.read('feature.get', { CODE: code }, featureResult);
  return result.value ? null : code;
}
