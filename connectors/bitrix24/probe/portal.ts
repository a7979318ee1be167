import { stagesOf } from '../describe.ts';
import { entityTypeId } from '../entities.ts';
import { appInfoResult, categoriesResult, profileResult } from '../wire.ts';
import { checkDates } from './filters.ts';
import { type Check, say } from './say.ts';

/** How the portal is set up. */
export const checks: { [name: string]: Check } = {
  access: async (client) => {
    const { result } = await client.rest.read('profile', {}, profileResult);
    return {
      available: true,
      reason: result.ADMIN
        ? say('Вход выполнен от имени администратора портала.', 'Signed in as an administrator of the portal.')
        : say('Вход выполнен от имени обычного сотрудника.', 'Signed in as an ordinary employee.'),
    };
  },

  scope: async (_client, scopes) => {
    const granted = (await scopes).includes('crm');
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
    const withLeads = await client.modes.withLeads();
    return {
      available: !withLeads,
      reason: withLeads
        ? say('CRM с лидами: на работу со сделками это не влияет.', 'The CRM works with leads; deals are not affected.')
        : say(
            'CRM без лидов: обращения сразу становятся сделками.',
            'The CRM works without leads: requests become deals at once.',
          ),
    };
  },

  dates: checkDates,

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
        ? say(
            `Локальное приложение установлено${result.LICENSE_FAMILY ? `, тариф портала ${result.LICENSE_FAMILY}` : ''}.`,
            `The local application is installed${result.LICENSE_FAMILY ? `, plan ${result.LICENSE_FAMILY}` : ''}.`,
          )
        : say(
            'Установка приложения не завершена: события не придут.',
            'The installation of the application is not finished: no events will come.',
          ),
    };
  },
};
