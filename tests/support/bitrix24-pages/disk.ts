import type { Probes, World } from '../bitrix24-world.ts';

const text = Buffer.from('Программа тура').toString('base64');
type Row = { ID: string; ROOT_OBJECT_ID: string };

const storage = async (w: World) => (await w.result<Row[]>('disk.storage.getList'))[0] as Row;
const root = async (w: World) => Number((await storage(w)).ROOT_OBJECT_ID);
async function upload(w: World, name = 'Программа.txt'): Promise<number> {
  const asked = { id: await root(w), data: { NAME: name }, fileContent: [name, text], generateUniqueName: true };
  return Number((await w.result<Row>('disk.folder.uploadFile', asked)).ID);
}
let folders = 0;
async function folder(w: World): Promise<number> {
  folders += 1;
  return Number((await w.result<Row>('disk.folder.addSubFolder', { id: await root(w), data: { NAME: `Туры ${folders}` } })).ID);
}
const withoutId = (method: string) => (w: World) => w.call(method, {});

/** Storages, folders and files. */
export const diskPages: Probes = {
  'disk__file__disk-file-get-fields': { success: (w) => w.call('disk.file.getFields') },
  'disk__file__disk-file-get-versions': {
    success: async (w) => {
      const id = await upload(w);
      await w.result('disk.file.uploadVersion', { id, fileContent: ['Программа 2.txt', text] });
      return w.call('disk.file.getVersions', { id, filter: { NAME: '%Программа%' } });
    },
    error: withoutId('disk.file.getVersions'),
  },
  'disk__file__disk-file-get': {
    success: async (w) => w.call('disk.file.get', { id: await upload(w) }),
    error: withoutId('disk.file.get'),
  },
  'disk__file__disk-file-mark-deleted': {
    success: async (w) => w.call('disk.file.markDeleted', { id: await upload(w) }),
    error: withoutId('disk.file.markDeleted'),
  },
  'disk__file__disk-file-move-to': {
    success: async (w) => w.call('disk.file.moveTo', { id: await upload(w), targetFolderId: await folder(w) }),
    error: withoutId('disk.file.moveTo'),
  },
  'disk__file__disk-file-restore-from-version': {
    success: async (w) => {
      const id = await upload(w);
      await w.result('disk.file.uploadVersion', { id, fileContent: ['Программа 2.txt', text] });
      const versions = await w.result<Row[]>('disk.file.getVersions', { id });
      return w.call('disk.file.restoreFromVersion', { id, versionId: versions.at(-1)?.ID });
    },
    error: withoutId('disk.file.restoreFromVersion'),
  },
  'disk__file__disk-file-search': {
    successes: async (w) => {
      await w.result('disk.folder.addSubFolder', { id: await root(w), data: { NAME: 'Проверка' } });
      await upload(w, 'Проверка.txt');
      const both = await w.call('disk.file.search', { QUERY: 'проверка', TYPE: 'all' });
      const none = await w.call('disk.file.search', { QUERY: 'нигде', TYPE: 'all' });
      for (let index = 0; index < 51; index += 1) await upload(w, `отчёт-${index}.txt`);
      const first = await w.call('disk.file.search', { QUERY: 'отчёт' });
      return [both, none, first, await w.call('disk.file.search', { QUERY: 'отчёт', start: 50 })];
    },
    error: (w) => w.call('disk.file.search', { QUERY: '' }),
  },
  'disk__file__disk-file-upload-version': {
    success: async (w) => w.call('disk.file.uploadVersion', { id: await upload(w), fileContent: ['Программа 2.txt', text] }),
    error: withoutId('disk.file.uploadVersion'),
  },
  'disk__folder__disk-folder-add-subfolder': {
    success: async (w) => w.call('disk.folder.addSubFolder', { id: await folder(w), data: { NAME: 'Вложенная' } }),
    error: withoutId('disk.folder.addSubFolder'),
  },
  'disk__folder__disk-folder-delete-tree': {
    success: async (w) => w.call('disk.folder.deleteTree', { id: await folder(w) }),
    error: withoutId('disk.folder.deleteTree'),
  },
  'disk__folder__disk-folder-get-children': {
    success: async (w) => {
      const id = await folder(w);
      await w.result('disk.folder.addSubFolder', { id, data: { NAME: 'Вложенная' } });
      await w.result('disk.folder.uploadFile', { id, data: { NAME: 'Тур.txt' }, fileContent: ['Тур.txt', text] });
      return w.call('disk.folder.getChildren', { id, order: { NAME: 'DESC' } });
    },
    error: withoutId('disk.folder.getChildren'),
  },
  'disk__folder__disk-folder-get-external-link': {
    success: async (w) => w.call('disk.folder.getExternalLink', { id: await folder(w) }),
    error: withoutId('disk.folder.getExternalLink'),
  },
  'disk__folder__disk-folder-get': {
    success: async (w) => w.call('disk.folder.get', { id: await folder(w) }),
    error: withoutId('disk.folder.get'),
  },
  'disk__folder__disk-folder-move-to': {
    success: async (w) => w.call('disk.folder.moveTo', { id: await folder(w), targetFolderId: await folder(w) }),
    error: withoutId('disk.folder.moveTo'),
  },
  'disk__folder__disk-folder-restore': {
    success: async (w) => {
      const id = await folder(w);
      await w.result('disk.folder.markDeleted', { id });
      return w.call('disk.folder.restore', { id });
    },
    error: withoutId('disk.folder.restore'),
  },
  'disk__folder__disk-folder-upload-file': {
    success: async (w) => {
      const asked = { data: { NAME: 'Памятка.txt' }, fileContent: ['Памятка.txt', text], generateUniqueName: true };
      return w.call('disk.folder.uploadFile', { id: await root(w), ...asked });
    },
    error: (w) => w.call('disk.folder.uploadFile', { id: 999_999 }),
  },
  'disk__storage__disk-storage-add-folder': {
    success: async (w) => w.call('disk.storage.addFolder', { id: (await storage(w)).ID, data: { NAME: 'Новая папка' } }),
    error: withoutId('disk.storage.addFolder'),
  },
  'disk__storage__disk-storage-get-list': { success: (w) => w.call('disk.storage.getList', { filter: { NAME: '%диск%' } }) },
  'disk__storage__disk-storage-get': {
    success: async (w) => w.call('disk.storage.get', { id: (await storage(w)).ID }),
    error: withoutId('disk.storage.get'),
  },
  'disk__storage__disk-storage-upload-file': {
    success: async (w) => {
      const asked = { data: { NAME: 'Ваучер.txt' }, fileContent: ['Ваучер.txt', text], generateUniqueName: true };
      return w.call('disk.storage.uploadFile', { id: (await storage(w)).ID, ...asked });
    },
    error: (w) => w.call('disk.storage.uploadFile', { id: 999_999 }),
  },
};
