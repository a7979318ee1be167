import type { Probes, World } from '../bitrix24-world.ts';

const nothing = 999_999;
const newTask = (w: World) => ({ TITLE: 'Ответить на обращение', RESPONSIBLE_ID: 11, UF_CRM_TASK: [`D_${w.deal}`] });

async function task(w: World, more = {}): Promise<number> {
  const made = await w.result<{ task: { id: string } }>('tasks.task.add', { fields: { ...newTask(w), ...more } });
  return Number(made.task.id);
}

async function registered(w: World): Promise<string> {
  const asked = { USER_ID: 11, PHONE_NUMBER: '79000000031', TYPE: 2, CRM_ENTITY_TYPE: 'CONTACT', CRM_ENTITY_ID: w.contact };
  return (await w.result<{ CALL_ID: string }>('telephony.externalCall.register', asked)).CALL_ID;
}

const sender = { CODE: 'provider1', TYPE: 'SMS', NAME: 'Провайдер' };

/** Telephone calls, text messages and tasks. */
export const workPages: Probes = {
  'telephony__telephony-call-attach-transcription': {
    success: async (w) => {
      const MESSAGES = [{ SIDE: 'User', START_TIME: 1, STOP_TIME: 3, MESSAGE: 'Добрый день' }];
      return w.app('telephony.call.attachTranscription', { CALL_ID: await registered(w), MESSAGES });
    },
    error: (w) => w.app('telephony.call.attachTranscription', { CALL_ID: 'нет' }),
  },
  'telephony__telephony-external-call-finish': {
    success: async (w) => {
      const ended = { USER_ID: 11, DURATION: 95, STATUS_CODE: '200', VOTE: 5, ADD_TO_CHAT: 0 };
      return w.app('telephony.externalCall.finish', { CALL_ID: await registered(w), ...ended });
    },
    error: (w) => w.app('telephony.externalCall.finish', { CALL_ID: 7 }),
  },
  'telephony__telephony-external-call-register': {
    success: (w) => {
      const asked = { USER_ID: 11, PHONE_NUMBER: '79000000032', TYPE: 2, CRM_ENTITY_TYPE: 'CONTACT', CRM_ENTITY_ID: w.contact };
      return w.app('telephony.externalCall.register', { ...asked, LINE_NUMBER: '3', EXTERNAL_CALL_ID: 'asterisk-1' });
    },
    error: (w) => w.app('telephony.externalCall.register', { USER_ID: 11, PHONE_NUMBER: '79000000032', TYPE: 9 }),
  },
  'telephony__telephony-external-call-show': {
    success: async (w) => w.app('telephony.externalCall.show', { CALL_ID: await registered(w), USER_ID: 11 }),
  },
  'telephony__telephony-external-line-add': {
    success: (w) => w.app('telephony.externalLine.add', { NUMBER: '79000000033', NAME: 'Основная', CRM_AUTO_CREATE: 'Y' }),
    error: (w) => w.call('telephony.externalLine.add', { NUMBER: '79000000033' }),
  },
  'telephony__telephony-external-line-get': {
    success: async (w) => {
      await w.result('telephony.externalLine.add', { NUMBER: '79000000034', NAME: 'Поддержка', CRM_AUTO_CREATE: 'N' });
      return w.app('telephony.externalLine.get');
    },
    error: (w) => w.call('telephony.externalLine.get'),
  },
  'telephony__telephony-external-line-update': {
    success: async (w) => {
      await w.result('telephony.externalLine.add', { NUMBER: '79000000035', NAME: 'Третья' });
      return w.app('telephony.externalLine.update', { NUMBER: '79000000035', NAME: 'Ночная' });
    },
    error: (w) => w.call('telephony.externalLine.update', { NUMBER: '79000000035' }),
  },
  'messageservice__messageservice-message-status-update': {
    success: async (w) => {
      await w.app('messageservice.sender.add', { ...sender, HANDLER: `${w.portal.url}/handler` });
      const sent = await w.portal.act('sms', { sender: 'provider1', to: '+79000000011', text: 'Документы готовы' });
      const asked = { CODE: 'provider1', MESSAGE_ID: sent['message_id'], STATUS: 'delivered' };
      return w.app('messageservice.message.status.update', asked);
    },
    error: (w) => w.app('messageservice.message.status.update', { CODE: 'provider1', MESSAGE_ID: 'нет', STATUS: 'нет' }),
  },
  'messageservice__messageservice-sender-delete': {
    success: async (w) => {
      await w.app('messageservice.sender.add', { ...sender, CODE: 'provider2', HANDLER: `${w.portal.url}/handler` });
      return w.app('messageservice.sender.delete', { CODE: 'provider2' });
    },
    error: (w) => w.app('messageservice.sender.delete', { CODE: 'нет' }),
  },
  'tasks__tasks-task-add-rest-v3': {
    success: (w) => {
      const fields = {
        title: 'Ответить',
        deadline: '2026-03-31T23:59:59+03:00',
        creatorId: 1,
        responsibleId: 11,
        crmItemIds: [`D_${w.deal}`],
      };
      return w.v3('tasks.task.add', { fields });
    },
    error: (w) =>
      w.v3('tasks.task.add', { fields: { title: 'Ответить', deadline: '31.03.2026', creatorId: 1, responsibleId: 11 } }),
  },
  'tasks__tasks-task-add': {
    success: (w) => w.call('tasks.task.add', { fields: newTask(w) }),
    error: (w) => w.call('tasks.task.add', { fields: { RESPONSIBLE_ID: 11 } }),
  },
  'tasks__tasks-task-get-access': { error: (w) => w.call('tasks.task.getaccess', { taskId: 1, users: '' }) },
  'tasks__tasks-task-get-rest-v3': {
    success: async (w) => {
      const id = await task(w);
      await w.result('task.checklistitem.add', { TASKID: id, FIELDS: { TITLE: 'Проверить договор' } });
      return w.v3('tasks.task.get', { id, select: ['responsible.name', 'responsible.email'] });
    },
    error: (w) => w.v3('tasks.task.get', { id: nothing }),
  },
  'tasks__tasks-task-get': {
    success: async (w) => {
      const select = [
        'ID',
        'TITLE',
        'DESCRIPTION',
        'CREATED_BY',
        'RESPONSIBLE_ID',
        'DEADLINE',
        'UF_CRM_TASK',
        'UF_TASK_WEBDAV_FILES',
      ];
      return w.call('tasks.task.get', { taskId: await task(w, { UF_TASK_WEBDAV_FILES: ['n1'] }), select });
    },
    error: (w) => w.call('tasks.task.get', { taskId: 1, select: '' }),
  },
  'tasks__tasks-task-update-rest-v3': {
    success: async (w) => w.v3('tasks.task.update', { id: await task(w), fields: { title: 'Ответить письмом' } }),
    error: async (w) => w.v3('tasks.task.update', { id: await task(w), fields: { creatorId: 12 } }),
  },
  'tasks__tasks-task-update': {
    success: async (w) =>
      w.call('tasks.task.update', { taskId: await task(w), fields: { AUDITORS: [12, 13], RESPONSIBLE_ID: 12 } }),
    error: async (w) => {
      const taskId = await task(w);
      return w.call('tasks.task.update', { taskId, fields: { PARENT_ID: taskId } });
    },
  },
};
