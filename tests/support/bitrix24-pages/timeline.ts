import type { Probes, World } from '../bitrix24-world.ts';

const nothing = 999_999;
const gif = 'R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==';
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const comment = (w: World, more = {}) => ({ ENTITY_ID: w.deal, ENTITY_TYPE: 'deal', COMMENT: 'Звонили', ...more });
const files = {
  FILES: [
    ['1.gif', gif],
    ['2.gif', gif],
  ],
};
const add = (w: World, more = {}) => w.result<number>('crm.timeline.comment.add', { fields: comment(w, more) });
const at = (w: World, id: number) => ({ id, ownerTypeId: 2, ownerId: w.deal });
const layout = (w: World, timelineId: number) => ({ entityTypeId: 2, entityId: w.deal, timelineId });
const text = (value: string) => ({ type: 'text', properties: { value, multiline: true, bold: true, color: 'base_90' } });
const link = {
  type: 'link',
  properties: { text: 'Сделка', bold: true, action: { type: 'redirect', uri: '/crm/deal/details/1/' } },
};
const titled = { type: 'withTitle', properties: { title: 'Тур', block: { type: 'text', properties: { value: 'Турция' } } } };
const blocks = {
  block_1: text('Здравствуйте!'),
  block_2: { type: 'largeText', properties: { value: 'Здравствуйте!' } },
  block_3: link,
  block_4: titled,
};
const message = (w: World) => ({
  entityTypeId: 2,
  entityId: w.deal,
  title: 'Оплата',
  text: 'Поступил платёж',
  iconCode: 'info',
});

/** Comments and what else stands in a timeline. */
export const timelinePages: Probes = {
  'crm__timeline__actions__crm-timeline-item-pin': {
    success: async (w) => w.call('crm.timeline.item.pin', at(w, await add(w))),
    error: (w) => w.call('crm.timeline.item.pin', at(w, nothing)),
  },
  'crm__timeline__actions__crm-timeline-item-unpin': {
    success: async (w) => w.call('crm.timeline.item.unpin', at(w, await add(w))),
    error: (w) => w.call('crm.timeline.item.unpin', at(w, nothing)),
  },
  'crm__timeline__bindings__crm-timeline-bindings-bind': {
    success: async (w) => {
      const fields = { OWNER_ID: await add(w), ENTITY_ID: w.contact, ENTITY_TYPE: 'contact' };
      return w.call('crm.timeline.bindings.bind', { fields });
    },
    error: (w) => w.call('crm.timeline.bindings.bind', { fields: { ENTITY_ID: w.contact, ENTITY_TYPE: 'contact' } }),
  },
  'crm__timeline__bindings__crm-timeline-bindings-fields': {
    success: (w) => w.call('crm.timeline.bindings.fields'),
    error: (w) => w.broken('crm.timeline.bindings.fields', '0'),
  },
  'crm__timeline__comments__crm-timeline-comment-add': {
    success: (w) => w.call('crm.timeline.comment.add', { fields: comment(w, files) }),
    error: (w) => w.call('crm.timeline.comment.add', { fields: { ...comment(w), ENTITY_ID: nothing } }),
  },
  'crm__timeline__comments__crm-timeline-comment-delete': {
    success: async (w) => w.call('crm.timeline.comment.delete', at(w, await add(w))),
    error: (w) => w.call('crm.timeline.comment.delete', at(w, nothing)),
  },
  'crm__timeline__comments__crm-timeline-comment-get': {
    success: async (w) => w.call('crm.timeline.comment.get', { id: await add(w, files) }),
    error: (w) => w.call('crm.timeline.comment.get', { id: nothing }),
  },
  'crm__timeline__comments__crm-timeline-comment-list': {
    success: async (w) => {
      await add(w, files);
      return w.call('crm.timeline.comment.list', { filter: { ENTITY_ID: w.deal, ENTITY_TYPE: 'deal' } });
    },
    error: (w) =>
      w.forbidden('comment', () => w.call('crm.timeline.comment.list', { filter: { ENTITY_ID: w.deal, ENTITY_TYPE: 'deal' } })),
  },
  'crm__timeline__comments__crm-timeline-comment-update': {
    success: async (w) =>
      w.call('crm.timeline.comment.update', { id: await add(w), fields: { COMMENT: 'Перезвонили', ...files } }),
    error: (w) => w.call('crm.timeline.comment.update', { id: nothing, fields: { COMMENT: 'Нет' } }),
  },
  'crm__timeline__comments__events__on-Crm-Timeline-Comment-Add': {
    event: (w) => w.told('ONCRMTIMELINECOMMENTADD', () => add(w)),
  },
  'crm__timeline__comments__events__on-Crm-Timeline-Comment-Delete': {
    event: async (w) => {
      const id = await add(w);
      return w.told('ONCRMTIMELINECOMMENTDELETE', () => w.call('crm.timeline.comment.delete', at(w, id)));
    },
  },
  'crm__timeline__layout-blocks__crm-timeline-layout-blocks-get': {
    success: async (w) => {
      const place = layout(w, await add(w));
      await w.result('crm.timeline.layout.blocks.set', { ...place, layout: { blocks } });
      return w.app('crm.timeline.layout.blocks.get', place);
    },
    error: (w) => w.call('crm.timeline.layout.blocks.get', layout(w, 1)),
  },
  'crm__timeline__layout-blocks__crm-timeline-layout-blocks-set': {
    success: async (w) => w.app('crm.timeline.layout.blocks.set', { ...layout(w, await add(w)), layout: { blocks } }),
    error: (w) => w.call('crm.timeline.layout.blocks.set', layout(w, 1)),
  },
  'crm__timeline__logmessage__crm-timeline-logmessage-get': {
    success: async (w) => {
      const { logMessage } = await w.result<{ logMessage: { id: number } }>('crm.timeline.logmessage.add', {
        fields: message(w),
      });
      return w.call('crm.timeline.logmessage.get', { id: logMessage.id });
    },
    error: (w) => w.call('crm.timeline.logmessage.get', { id: nothing }),
  },
  'crm__timeline__logmessage__icons__crm-timeline-icon-get': {
    success: async (w) => {
      await w.result('crm.timeline.icon.add', { code: 'tour', fileContent: png });
      return w.call('crm.timeline.icon.get', { code: 'tour' });
    },
    error: (w) => w.call('crm.timeline.icon.get', { code: 'нет' }),
  },
  'crm__timeline__logmessage__icons__crm-timeline-icon-list': { success: (w) => w.call('crm.timeline.icon.list') },
  'crm__timeline__logmessage__logo__crm-timeline-logo-delete': {
    success: async (w) => {
      await w.result('crm.timeline.logo.add', { code: 'spare', fileContent: png });
      return w.call('crm.timeline.logo.delete', { code: 'spare' });
    },
    error: (w) => w.call('crm.timeline.logo.delete', { code: 'нет' }),
  },
  'crm__timeline__logmessage__logo__crm-timeline-logo-get': {
    success: (w) => w.call('crm.timeline.logo.get', { code: 'call' }),
    error: (w) => w.call('crm.timeline.logo.get', { code: 'нет' }),
  },
  'crm__timeline__note__crm-timeline-note-get': {
    success: async (w) => {
      const place = { ownerTypeId: 2, ownerId: w.deal, itemType: 1, itemId: await add(w) };
      await w.result('crm.timeline.note.save', { ...place, text: 'Проверить' });
      return w.call('crm.timeline.note.get', place);
    },
    error: (w) => w.call('crm.timeline.note.get', { ownerTypeId: 2, ownerId: w.deal, itemType: 1, itemId: nothing }),
  },
  'crm__timeline__note__crm-timeline-note-save': {
    success: async (w) =>
      w.call('crm.timeline.note.save', { ownerTypeId: 2, ownerId: w.deal, itemType: 1, itemId: await add(w), text: 'Проверить' }),
    error: (w) =>
      w.call('crm.timeline.note.save', { ownerTypeId: 2, ownerId: w.deal, itemType: 1, itemId: nothing, text: 'Нет' }),
  },
};
