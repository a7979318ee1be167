import type { Probes, World } from '../bitrix24-world.ts';

const nothing = 999_999;
const values = { DocumentNumber: '2026-001' };
const docx = Buffer.from('PK договор').toString('base64');

async function template(w: World): Promise<string> {
  const { templates } = await w.result<{ templates: { [id: string]: unknown } }>('crm.documentgenerator.template.list');
  return Object.keys(templates)[0] ?? '';
}

async function made(w: World): Promise<number> {
  const asked = { templateId: await template(w), entityTypeId: 2, entityId: w.deal };
  return (await w.result<{ document: { id: number } }>('crm.documentgenerator.document.add', asked)).document.id;
}

async function numerator(w: World): Promise<string> {
  const fields = { name: 'Счета', template: 'INV-{NUMBER}' };
  return (await w.result<{ numerator: { id: string } }>('crm.documentgenerator.numerator.add', { fields })).numerator.id;
}

/** Documents, their templates and numbers. */
export const documentPages: Probes = {
  'crm__document-generator__documents__crm-document-generator-document-add': {
    success: async (w) =>
      w.call('crm.documentgenerator.document.add', {
        templateId: await template(w),
        entityTypeId: 2,
        entityId: w.deal,
        values,
        stampsEnabled: 1,
      }),
    error: async (w) => w.call('crm.documentgenerator.document.add', { templateId: 1, entityTypeId: nothing, entityId: w.deal }),
  },
  'crm__document-generator__documents__crm-document-generator-document-delete': {
    success: async (w) => w.call('crm.documentgenerator.document.delete', { id: await made(w) }),
    error: (w) => w.call('crm.documentgenerator.document.delete', { id: nothing }),
  },
  'crm__document-generator__documents__crm-document-generator-document-enable-public-url': {
    success: async (w) => w.call('crm.documentgenerator.document.enablepublicurl', { id: await made(w), status: 1 }),
    error: (w) => w.call('crm.documentgenerator.document.enablepublicurl', { id: nothing, status: 1 }),
  },
  'crm__document-generator__documents__crm-document-generator-document-get-fields': {
    success: async (w) => {
      await w.portal.add(4, { title: 'ООО «Туроператор»', isMyCompany: 'Y' });
      return w.call('crm.documentgenerator.document.getfields', { id: await made(w), values });
    },
    error: (w) => w.forbidden('document', () => w.call('crm.documentgenerator.document.getfields', { id: 1 })),
  },
  'crm__document-generator__documents__crm-document-generator-document-upload': {
    success: (w) => {
      const fields = { entityTypeId: 2, entityId: w.deal, fileContent: docx, pdfContent: docx, region: 'ru' };
      return w.call('crm.documentgenerator.document.upload', { fields: { ...fields, title: 'Ваучер', number: '7' } });
    },
    error: (w) => w.call('crm.documentgenerator.document.upload', { fields: '' }),
  },
  'crm__document-generator__numerator__crm-document-generator-numerator-delete': {
    success: async (w) => w.call('crm.documentgenerator.numerator.delete', { id: await numerator(w) }),
    error: (w) => w.call('crm.documentgenerator.numerator.delete', { id: nothing }),
  },
  'crm__document-generator__numerator__crm-document-generator-numerator-get': {
    success: async (w) => w.call('crm.documentgenerator.numerator.get', { id: await numerator(w) }),
    error: (w) => w.call('crm.documentgenerator.numerator.get', { id: nothing }),
  },
  'crm__document-generator__templates__crm-document-generator-template-get': {
    success: async (w) => w.call('crm.documentgenerator.template.get', { id: await template(w) }),
    error: (w) => w.call('crm.documentgenerator.template.get', { id: nothing }),
  },
  'crm__document-generator__templates__crm-document-generator-template-list': {
    success: (w) => {
      const select = ['id', 'name', 'region', 'entityTypeId', 'users'];
      return w.call('crm.documentgenerator.template.list', { select, filter: { region: 'ru', active: 'Y' } });
    },
    error: (w) => w.forbidden('document', () => w.call('crm.documentgenerator.template.list')),
  },
  'crm__document-generator__templates__crm-document-generator-template-update': {
    success: async (w) => {
      const id = await template(w);
      return w.call('crm.documentgenerator.template.update', { id, fields: { sort: 500, users: ['UA'] } });
    },
    error: (w) => w.call('crm.documentgenerator.template.update', { id: nothing, fields: {} }),
  },
};
