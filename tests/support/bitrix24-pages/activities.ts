import type { Probes, World } from '../bitrix24-world.ts';

const communication = { TYPE: 'PHONE', VALUE: '+79000000011' };
const call = (w: World) => ({
  OWNER_TYPE_ID: 2,
  OWNER_ID: w.deal,
  TYPE_ID: 2,
  SUBJECT: 'Перезвонить',
  RESPONSIBLE_ID: 11,
  COMMUNICATIONS: [communication],
});
const add = (w: World) => w.result<number>('crm.activity.add', { fields: call(w) });

/** Activities, their kinds and badges. */
export const activityPages: Probes = {
  'crm__timeline__activities__activity-base__crm-activity-communication-fields': {
    success: (w) => w.call('crm.activity.communication.fields'),
    error: (w) => w.forbidden('activity', () => w.call('crm.activity.communication.fields')),
  },
  'crm__timeline__activities__activity-base__crm-activity-delete': {
    success: async (w) => w.call('crm.activity.delete', { id: await add(w) }),
    error: (w) => w.forbidden('activity', () => w.call('crm.activity.delete', { id: 1 })),
  },
  'crm__timeline__activities__activity-base__crm-activity-fields': {
    success: (w) => w.call('crm.activity.fields'),
    error: (w) => w.forbidden('activity', () => w.call('crm.activity.fields')),
  },
  'crm__timeline__activities__configurable__badges__crm-activity-badge-delete': {
    success: async (w) => {
      await w.result('crm.activity.badge.add', { code: 'missedCall', title: 'Звонок', value: 'Пропущен', type: 'failure' });
      return w.call('crm.activity.badge.delete', { code: 'missedCall' });
    },
    error: (w) => w.call('crm.activity.badge.delete', { code: 'нет' }),
  },
  'crm__timeline__activities__events__on-crm-activity-add': { event: (w) => w.told('ONCRMACTIVITYADD', () => add(w)) },
  'crm__timeline__activities__events__on-crm-activity-update': {
    event: async (w) => {
      const id = await add(w);
      return w.told('ONCRMACTIVITYUPDATE', () => w.call('crm.activity.update', { id, fields: { COMPLETED: 'Y' } }));
    },
  },
  'crm__timeline__activities__types__crm-activity-type-add': {
    success: (w) => w.app('crm.activity.type.add', { fields: { TYPE_ID: '1C', NAME: 'Дело 1С' } }),
    error: (w) => w.broken('crm.activity.type.add', 'NOT_FOUND'),
  },
  'crm__timeline__activities__types__crm-activity-type-list': {
    success: async (w) => {
      await w.result('crm.activity.type.add', { fields: { TYPE_ID: 'SAMO', NAME: 'Заявка', IS_CONFIGURABLE_TYPE: 'Y' } });
      return w.app('crm.activity.type.list');
    },
    error: (w) => w.broken('crm.activity.type.list', 'NOT_FOUND'),
  },
};
