import { isHubError, type Sentence } from '../../domain/errors.ts';
import type { Capability, EntitySchema } from '../sdk/contract.ts';
import type { HttpClient } from './client.ts';
import { retryOf } from './writes.ts';

const CLASSES = {
  keyed: { ru: 'система узнаёт повтор по ключу', en: 'the system knows a repeat by its key' },
  safe: { ru: 'повтор безвреден', en: 'a repeat does no harm' },
  findable: { ru: 'перед повтором узел ищет сделанное', en: 'before a repeat the hub looks for what was done' },
  manual: {
    ru: 'после обрыва спрашивается человек: задайте ключ или способ поиска',
    en: 'after a break a person is asked: name a key or a way to look',
  },
} satisfies { [retry: string]: Sentence };

/** Whether the system answers, what may be written there and how safely, whether events are taken. */
export async function probe(client: HttpClient): Promise<Capability[]> {
  const { options } = client;
  const writes = Object.entries(options.requests).map(
    ([name, spec]): Capability => ({ name: `write:${name}`, available: true, reason: CLASSES[retryOf(spec)] }),
  );
  return [
    ...(await reach(client)),
    ...writes,
    options.hookVerify === undefined
      ? {
          name: 'events',
          available: false,
          reason: { ru: 'Проверка отправителя не выбрана', en: 'No proof of origin is chosen' },
        }
      : { name: 'events', available: true, reason: { ru: 'События принимаются', en: 'Events are taken' } },
    options.pull === undefined
      ? { name: 'feed', available: false, reason: { ru: 'Лента не задана', en: 'No feed is set' } }
      : { name: 'feed', available: true, reason: { ru: 'Лента читается', en: 'The feed is read' } },
  ];
}

async function reach(client: HttpClient): Promise<Capability[]> {
  const { probePath } = client.options;
  if (probePath === undefined) {
    const reason = { ru: 'Путь для проверки не задан', en: 'No path to probe is set' };
    return [{ name: 'answers', available: false, reason }];
  }
  try {
    await client.get('probe', probePath);
    return [{ name: 'answers', available: true, reason: { ru: 'Система отвечает', en: 'The system answers' } }];
  } catch (error) {
    if (!isHubError(error)) throw error;
    return [{ name: 'answers', available: false, reason: error.userMessage }];
  }
}

/** What is known of the events: no more than where their id and kind stand. Routes declare the rest. */
export async function describe({ options }: HttpClient): Promise<EntitySchema[]> {
  return [
    {
      entity: options.kind,
      fields: [{ name: 'event', type: 'json', title: 'Event', required: true, readOnly: true }],
    },
  ];
}
