import { downloadMethods } from '../downloads.ts';
import { downloadUrl } from '../files.ts';
import type { Portal } from '../portal.ts';
import { isoOf } from '../portal-time.ts';
import { rowsOf, total } from '../rows.ts';
import type { Wire, WireMap } from '../wire.ts';
import { contentOf, type GeneratedDocument, type Numerator, type Template } from './store.ts';

const ajax = (portal: Portal, action: string, id: number) =>
  `${portal.endpoint().replace(/rest\/$/, '')}bitrix/services/main/ajax.php?action=crm.documentgenerator.${action}&id=${id}`;

/** A document; ids are numbers once it came from a template, strings when it was uploaded. */
export function documentRow(portal: Portal, document: GeneratedDocument): WireMap {
  const number = (value: number): Wire => (document.uploaded ? String(value) : value);
  const owner = { type: document.entityTypeId === 1 ? 1 : 2, id: document.entityId } as const;
  const rows = document.entityTypeId <= 2 ? rowsOf(portal, owner) : [];
  const ready = !document.uploaded && portal.clock.now() >= document.readyAt;
  return {
    changeStampsEnabled: false,
    changeStampsDisabledReason: 'В шаблоне нет печатей и подписей',
    changeQrCodeEnabled: false,
    qrCodeEnabled: false,
    changeQrCodeDisabledReason: 'В шаблоне нет QR-кода',
    products: { currencyId: 'RUB', totalSum: total(rows).toFixed(2), totalRows: rows.length },
    downloadUrl: ajax(portal, 'document.download', document.id),
    downloadUrlMachine: downloadUrl(portal, downloadMethods.document, contentOf(portal, document.fileId)),
    publicUrl: document.publicUrl,
    id: number(document.id),
    title: document.title,
    number: document.number,
    createTime: isoOf(document.createdAt),
    createdBy: number(document.createdBy),
    updateTime: isoOf(document.updatedAt),
    updatedBy: document.updatedBy,
    stampsEnabled: document.stampsEnabled,
    isTransformationError: false,
    values: {
      productsTableVariant: '',
      _creationMethod: 'rest',
      ...(!document.uploaded && { stampsEnabled: document.stampsEnabled }),
      ...document.values,
    },
    templateId: String(document.templateId),
    pullTag: `TRANSFORMDOCUMENT${document.id}`,
    ...(ready && {
      imageUrl: ajax(portal, 'document.getimage', document.id),
      pdfUrl: ajax(portal, 'document.getpdf', document.id),
    }),
    emailDiskFile: document.diskId,
    entityId: String(document.entityId),
    entityTypeId: String(document.entityTypeId),
  };
}

export function numeratorRow({ id, name, template, start, step }: Numerator): WireMap {
  const sequence = { start, step, length: 0, padString: '0', periodicBy: null, timezone: null, isDirectNumeration: false };
  const settings = { Bitrix_Main_Numerator_Generator_SequentNumberGenerator: sequence };
  return { id: String(id), name, template, code: null, settings };
}

/** A template; who may use it is a map in the answer of one, a list in a list. */
export function templateRow(portal: Portal, template: Template, users: 'map' | 'list'): WireMap {
  const yes = (flag: boolean) => (flag ? 'Y' : 'N');
  return {
    id: String(template.id),
    name: template.name,
    region: template.region,
    code: template.code,
    download: ajax(portal, 'template.download', template.id),
    downloadMachine: downloadUrl(portal, downloadMethods.template, contentOf(portal, template.fileId)),
    active: yes(template.active),
    moduleId: 'crm',
    numeratorId: String(template.numeratorId),
    withStamps: yes(template.withStamps),
    users: users === 'list' ? template.users : Object.fromEntries(template.users.map((code) => [code, code])),
    isDeleted: yes(template.deleted),
    sort: String(template.sort),
    entityTypeId: template.entityTypeIds,
    createTime: isoOf(template.createdAt),
    updateTime: isoOf(template.updatedAt),
  };
}
