import { startPortal } from '../bitrix24-portal.ts';
import type { Probes } from '../bitrix24-world.ts';

/** What a client asks about itself, dictionaries, duplicates and events. */
export const systemPages: Probes = {
  'common__events__on-app-uninstall': {
    // A portal of its own: nothing of the application outlives it.
    event: async () => {
      const portal = await startPortal();
      await portal.act('uninstall_app', { handler: `${portal.url}/handler`, clean: true });
      await portal.events();
      await portal.stop();
      return portal.received.at(-1)?.body;
    },
  },
  'common__system__app-info': { success: (w) => w.app('app.info'), error: (w) => w.call('app.info') },
  'common__system__feature-get': {
    success: (w) => w.call('feature.get', { CODE: 'rest_auth_connector' }),
    error: (w) => w.call('feature.get'),
  },
  'common__system__method-get': { success: (w) => w.call('method.get', { name: 'user.get' }) },
  common__system__scope: { success: (w) => w.call('scope') },
  'common__users__user-access': { success: (w) => w.call('user.access', { ACCESS: ['G2'] }) },
  'common__users__user-admin': { success: (w) => w.call('user.admin') },
  'user__user-current': { success: (w) => w.call('user.current') },
  'crm__crm-settings-mode-get': { success: (w) => w.call('crm.settings.mode.get') },
  'crm__crm-stage-history-list': {
    success: (w) => w.call('crm.stagehistory.list', { entityTypeId: 2 }),
    error: (w) => w.call('crm.stagehistory.list', { entityTypeId: 3 }),
  },
  'crm__duplicates__crm-duplicate-find-by-comm': {
    success: (w) => w.call('crm.duplicate.findbycomm', { entity_type: 'CONTACT', type: 'PHONE', values: ['+79000000011'] }),
    error: (w) => w.call('crm.duplicate.findbycomm', { values: ['+79000000011'] }),
  },
  'crm__duplicates__volatile-type__crm-duplicate-volatile-type-register': {
    success: (w) => w.call('crm.duplicate.volatileType.register', { entityTypeId: 1, fieldCode: 'TITLE' }),
    error: (w) => w.call('crm.duplicate.volatileType.register', { entityTypeId: 1, fieldCode: 'НЕТ' }),
  },
  'crm__duplicates__volatile-type__crm-duplicate-volatile-type-unregister': {
    success: async (w) => {
      const { id } = await w.result<{ id: number }>('crm.duplicate.volatileType.register', {
        entityTypeId: 3,
        fieldCode: 'POST',
      });
      return w.call('crm.duplicate.volatileType.unregister', { id });
    },
    error: (w) => w.call('crm.duplicate.volatileType.unregister', { id: 999 }),
  },
  'crm__status__crm-status-add': {
    success: (w) => {
      const fields = { ENTITY_ID: 'DEAL_STAGE_7', STATUS_ID: 'DECISION', NAME: 'Решение', SORT: 70, COLOR: '#FFA900' };
      return w.call('crm.status.add', { fields });
    },
    error: (w) => w.call('crm.status.add', { fields: { ENTITY_ID: 'DEAL_STAGE_7', NAME: 'Решение' } }),
  },
  'crm__status__crm-status-entity-items': {
    success: (w) => w.call('crm.status.entity.items', { entityId: 'DEAL_STAGE' }),
    error: (w) => w.call('crm.status.entity.items', {}),
  },
  'crm__status__crm-status-list': {
    success: (w) => w.call('crm.status.list', { order: { SORT: 'ASC' }, filter: { ENTITY_ID: 'DEAL_STAGE' } }),
    error: (w) => w.call('crm.status.list', { filter: 'нет' }),
  },
  'events__event-bind': {
    success: (w) => w.app('event.bind', { event: 'ONCRMCOMPANYUPDATE', handler: `${w.portal.url}/handler` }),
    error: (w) => w.app('event.bind', { event: 'ONNOTHING', handler: `${w.portal.url}/handler` }),
  },
  'events__event-offline-error': {
    success: (w) => w.app('event.offline.error', { process_id: 'нет', message_id: ['1'] }),
    error: (w) => w.manager('event.offline.error', {}),
  },
  'events__event-offline-get': {
    success: async (w) => {
      await w.app('event.bind', { event: 'ONCRMLEADADD', event_type: 'offline' });
      await w.call('crm.lead.add', { fields: { TITLE: 'Для очереди' } });
      return w.app('event.offline.get');
    },
    error: (w) => w.manager('event.offline.get'),
  },
  'events__event-offline-list': {
    success: async (w) => {
      await w.app('event.bind', { event: 'ONCRMCOMPANYADD', event_type: 'offline' });
      await w.call('crm.company.add', { fields: { TITLE: 'Для очереди' } });
      return w.app('event.offline.list');
    },
    error: (w) => w.manager('event.offline.list'),
  },
  'events__test-handler': {
    successes: async (w) => [
      await w.app('event.bind', { event: 'ONAPPTEST', handler: `${w.portal.url}/handler` }),
      await w.app('event.test', { any: 'data' }),
    ],
  },
};
