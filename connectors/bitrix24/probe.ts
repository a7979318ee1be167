import { isHubError, type Sentence } from '../../domain/errors.ts';
import type { Capability } from '../sdk/contract.ts';
import type { Bitrix24 } from './client.ts';
import { stagesOf } from './describe.ts';
import { entityTypeId } from './entities.ts';
import { appInfoResult, categoriesResult, methodResult, modeResult, profileResult, scopeResult } from './wire.ts';

/** Methods without which the hub cannot keep deals. */
const METHODS = [
  'crm.item.fields',
  'crm.item.get',
  'crm.item.list',
  'crm.item.add',
  'crm.item.update',
  'crm.item.productrow.set',
  'crm.item.productrow.list',
  'crm.duplicate.findbycomm',
] as const;

/** A question to the portal: an answer, or the reason why there is none. */
type Check = (client: Bitrix24) => Promise<Omit<Capability, 'name'>>;

const checks: { [name: string]: Check } = {
  access: async (client) => {
    const { result } = await client.rest.read('profile', {}, profileResult);
    return {
      available: true,
      reason: result.ADMIN
        ? say('Вход выполнен от имени администратора портала.', 'Signed in as an administrator of the portal.')
        : say('Вход выполнен от имени обычного сотрудника.', 'Signed in as an ordinary employee.'),
    };
  },

  scope: async (client) => {
    const { result } = await client.rest.read('scope', {}, scopeResult);
    const granted = result.includes('crm');
    return {
      available: granted,
      reason: granted
        ? say('Доступ к CRM выдан.', 'Access to the CRM is granted.')
        : say(
            'Добавьте вебхуку или приложению право «CRM (crm)».',
            'Grant the webhook or application the permission "CRM (crm)".',
          ),
    };
  },

  methods: async (client) => {
    const missing: string[] = [];
    for (const name of METHODS) {
      const { result } = await client.rest.read('method.get', { name }, methodResult);
      if (!result.isExisting || !result.isAvailable) missing.push(name);
    }
    return missing.length === 0
      ? { available: true, reason: say('Все нужные методы доступны.', 'All methods needed are available.') }
      : {
          available: false,
          reason: say(
            `Недоступны методы: ${missing.join(', ')}. Обновите CRM или расширьте права.`,
            `Methods missing: ${missing.join(', ')}. Update the CRM or widen the permissions.`,
          ),
        };
  },

  funnel: async (client) => {
    const params = { entityTypeId: entityTypeId.deal };
    const { result } = await client.rest.read('crm.category.list', params, categoriesResult);
    const id = String(client.options.dealCategoryId);
    const funnel = result.categories.find((category) => category.id === id);
    return funnel
      ? {
          available: true,
          reason: say(`Сделки ведутся в воронке «${funnel.name}».`, `Deals are kept in the funnel "${funnel.name}".`),
        }
      : {
          available: false,
          reason: say(
            `Воронки № ${id} нет, или у пользователя нет прав на её чтение.`,
            `There is no funnel ${id}, or the user may not read it.`,
          ),
        };
  },

  stages: async (client) => {
    const stages = await stagesOf(client);
    const codes = stages.map((stage) => stage.id).join(', ');
    return stages.length > 0
      ? { available: true, reason: say(`Стадии воронки: ${codes}.`, `Stages of the funnel: ${codes}.`) }
      : { available: false, reason: say('В воронке нет ни одной стадии.', 'The funnel has no stages.') };
  },

  customFields: async (client) => {
    const { byName } = await client.metadata.fields('deal');
    const names = [...byName.keys()].filter((name) => name.startsWith('UF_'));
    return names.length > 0
      ? {
          available: true,
          reason: say(`Пользовательских полей у сделки: ${names.length}.`, `Custom fields of a deal: ${names.length}.`),
        }
      : {
          available: false,
          reason: say(
            'У сделки нет пользовательских полей: создайте поля, которые называет сопоставление.',
            'Deals have no custom fields: create those that the mapping names.',
          ),
        };
  },

  simpleMode: async (client) => {
    const { result } = await client.rest.read('crm.settings.mode.get', {}, modeResult);
    return {
      available: result === 2,
      reason:
        result === 2
          ? say(
              'CRM без лидов: обращения сразу становятся сделками.',
              'The CRM works without leads: requests become deals at once.',
            )
          : say('CRM с лидами: на работу со сделками это не влияет.', 'The CRM works with leads; deals are not affected.'),
    };
  },

  events: async ({ options }) => ({
    available: options.applicationToken !== undefined,
    reason: options.applicationToken
      ? say('События портала принимаются.', 'Events of the portal are accepted.')
      : say(
          'Не указан токен приложения: события отклоняются, изменения узнаются только опросом.',
          'No application token is set: events are refused, changes are learnt by polling only.',
        ),
  }),

  application: async (client) => {
    if (client.options.auth === 'webhook')
      return {
        available: false,
        reason: say(
          'Подключение через вебхук: открытые линии, звонки и события перехода между воронками недоступны.',
          'Connected by webhook: open lines, calls and events of moves between funnels are not available.',
        ),
      };
    const { result } = await client.rest.read('app.info', {}, appInfoResult);
    return {
      available: result.INSTALLED,
      reason: result.INSTALLED
        ? say('Локальное приложение установлено.', 'The local application is installed.')
        : say(
            'Установка приложения не завершена: события не придут.',
            'The installation of the application is not finished: no events will come.',
          ),
    };
  },
};

/** What this portal allows, question by question. A question that the portal refuses is a missing capability with its reason. */
export async function probe(client: Bitrix24): Promise<Capability[]> {
  const capabilities: Capability[] = [];
  for (const [name, check] of Object.entries(checks)) {
    capabilities.push({ name, ...(await check(client).catch(refused)) });
  }
  return capabilities;
}

function refused(error: unknown): Omit<Capability, 'name'> {
  if (!isHubError(error) || ['transient', 'rate_limited', 'auth'].includes(error.kind)) throw error;
  return { available: false, reason: error.userMessage };
}

function say(ru: string, en: string): Sentence {
  return { ru, en };
}
