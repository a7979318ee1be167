import { createHash } from 'node:crypto';
import { uploadedFiles, uploadInto } from '../disk/store.ts';
import { documentRow } from '../documents/present.ts';
import { contentOf, documents, type GeneratedDocument, nextNumber, templates } from '../documents/store.ts';
import { type EntityTypeId, entityNames } from '../field-spec.ts';
import { keepFile } from '../files.ts';
import { type Call, family, type MethodTable } from '../method.ts';
import type { Actor, Portal } from '../portal.ts';
import { query } from '../query.ts';
import { permit } from '../rights.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const generator = family(['crm', 'documentgenerator']);
/** How long the converter takes to make pdf and picture. */
const TRANSFORM_MS = 15_000;

export const documentDenial = () => new VendorError(400, 'DOCGEN_ACCESS_ERROR', 'Доступ запрещён');
const notFound = () => new VendorError(400, '0', 'Document not found');
export const unreadable = (name: string) => new VendorError(400, '100', `Could not construct parameter {${name}}`);

/** Documents made from templates or brought finished. An add is slow, asynchronous and never deduplicated. */
export const documentMethods: MethodTable = {
  'crm.documentgenerator.document.add': generator.value(15, (call) => {
    const { portal } = call.machine;
    permit(portal, 'document', 'add', documentDenial);
    const { entityTypeId, entityId } = owner(call.params);
    checkOwner(portal, entityTypeId, entityId);
    const template = templates(portal).get(asId(call.params['templateId']) ?? 0);
    if (template === undefined) throw new VendorError(400, '0', 'Template not found');
    const values = asMap(call.params['values']);
    const number = asText(values['DocumentNumber']) || nextNumber(portal, template);
    const made = keep(call, {
      uploaded: false,
      templateId: template.id,
      entityTypeId,
      entityId,
      title: asText(values['DocumentTitle']) || `${template.name} ${number}`,
      number,
      values,
      stampsEnabled: asText(call.params['stampsEnabled']) === '1',
      fileId: keepFile(portal, `${template.name} ${number}.docx`, contentOf(portal, template.fileId).bytes).id,
    });
    return { document: documentRow(portal, made) };
  }),
  'crm.documentgenerator.document.upload': generator.value(2, (call) => {
    const { portal } = call.machine;
    const fields = call.params['fields'];
    if (typeof fields !== 'object' || fields === null) {
      throw new VendorError(400, '100', 'Invalid value {} to match with parameter {fields}. Should be value of type array.');
    }
    permit(portal, 'document', 'add', documentDenial);
    const { entityTypeId, entityId } = owner(asMap(fields));
    checkOwner(portal, entityTypeId, entityId);
    const { fileContent, title, number } = asMap(fields);
    if (asText(fileContent) === '') throw new VendorError(400, '0', 'Field fileContent is required');
    const made = keep(call, {
      uploaded: true,
      templateId: 0,
      entityTypeId,
      entityId,
      title: asText(title),
      number: asText(number),
      values: {},
      stampsEnabled: false,
      fileId: keepFile(portal, `${asText(title)}.docx`, Buffer.from(asText(fileContent), 'base64')).id,
    });
    return { document: documentRow(portal, made) };
  }),
  'crm.documentgenerator.document.get': generator.value(0.1, (call) => {
    permit(call.machine.portal, 'document', 'read', documentDenial);
    return { document: documentRow(call.machine.portal, documentOf(call)) };
  }),
  'crm.documentgenerator.document.list': generator.paged(0.2, ({ machine: { portal }, params }) => {
    permit(portal, 'document', 'read', documentDenial);
    const rows = [...documents(portal).values()].map((document) => documentRow(portal, document));
    const { rows: found, ...paging } = query(rows, params);
    return { result: { documents: found }, ...paging };
  }),
  'crm.documentgenerator.document.getfields': generator.value(0.3, (call) => {
    permit(call.machine.portal, 'document', 'read', documentDenial);
    return { documentFields: documentFields(call.machine.portal, documentOf(call), asMap(call.params['values'])) };
  }),
  'crm.documentgenerator.document.update': generator.value(10, (call) => {
    const { portal } = call.machine;
    permit(portal, 'document', 'update', documentDenial);
    const document = documentOf(call);
    Object.assign(document, { updatedAt: portal.clock.now(), updatedBy: call.actor.userId, readyAt: readyAt(call) });
    document.values = { ...document.values, ...asMap(call.params['values']) };
    told(portal, document, 'UPDATE', call.actor);
    return { document: documentRow(portal, document) };
  }),
  'crm.documentgenerator.document.enablepublicurl': generator.value(0.1, (call) => {
    const document = documentOf(call);
    permit(call.machine.portal, 'document', 'update', documentDenial);
    const code = createHash('sha256').update(`public ${document.id}`).digest('hex').slice(0, 5);
    const on = asText(call.params['status'] ?? '1') !== '0';
    document.publicUrl = on ? `${call.machine.portal.endpoint().replace(/rest\/$/, '')}~${code}` : null;
    return { publicUrl: document.publicUrl };
  }),
  'crm.documentgenerator.document.delete': generator.value(0.2, (call) => {
    const { portal } = call.machine;
    const document = documents(portal).get(asId(call.params['id']) ?? 0);
    if (document === undefined) {
      throw new VendorError(400, '100', 'Bitrix\\DocumentGenerator\\Document constructor must be is public');
    }
    permit(portal, 'document', 'delete', documentDenial);
    documents(portal).delete(document.id);
    told(portal, document, 'DELETE', call.actor);
    return null;
  }),
};

function owner(params: WireMap): { entityTypeId: number; entityId: number } {
  return { entityTypeId: asId(params['entityTypeId']) ?? 0, entityId: asId(params['entityId']) ?? 0 };
}

function checkOwner(portal: Portal, entityTypeId: number, entityId: number): void {
  if (!(entityTypeId in entityNames)) throw new VendorError(400, '0', 'No provider for entityTypeId');
  if (!portal.records[entityTypeId as EntityTypeId].has(entityId)) throw new VendorError(400, '0', 'Элемент не найден');
}

function documentOf({ machine, params }: Call): GeneratedDocument {
  const document = documents(machine.portal).get(asId(params['id']) ?? 0);
  if (document === undefined) throw notFound();
  return document;
}

function readyAt({ machine }: Call): number {
  const { portal, limitScale } = machine;
  return portal.clock.now() + (portal.switches.documentsAtOnce ? 0 : TRANSFORM_MS / limitScale);
}

type Made = Omit<
  GeneratedDocument,
  'id' | 'diskId' | 'publicUrl' | 'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy' | 'readyAt'
>;

function keep(call: Call, made: Made): GeneratedDocument {
  const { portal } = call.machine;
  const { userId } = call.actor;
  const { name, bytes } = contentOf(portal, made.fileId);
  const diskId = uploadInto(portal, uploadedFiles(portal), { name, bytes, userId, unique: true }).id;
  const now = portal.clock.now();
  const id = portal.nextId('document');
  const written = { createdAt: now, createdBy: userId, updatedAt: now, updatedBy: null, readyAt: readyAt(call) };
  const document: GeneratedDocument = { id, ...made, diskId, publicUrl: null, ...written };
  documents(portal).set(id, document);
  told(portal, document, 'ADD', call.actor);
  return document;
}

function told(
  portal: Portal,
  { id, title, number, entityTypeId, entityId }: GeneratedDocument,
  event: string,
  actor: Actor,
): void {
  trace(portal, actor, { entity: 'document', id, fields: { title, number, entityTypeId, entityId } });
  portal.emit({ name: `ONCRMDOCUMENTGENERATORDOCUMENT${event}`, data: { ID: String(id) }, objectId: String(id), actor });
}

/** What stands in a document: its number, the logo, and whose company it speaks for. */
function documentFields(portal: Portal, document: GeneratedDocument, values: WireMap): WireMap {
  const number = asText(values['DocumentNumber']) || document.number;
  const group = ['Документ', 'Моя компания'];
  const own = [...portal.records[4].values()].filter((company) => company.values['isMyCompany'] === 'Y');
  const choice: Wire = own.map(({ id, values: company }, index) => ({
    value: String(id),
    title: asText(company['title']),
    selected: index === 0,
  }));
  return {
    DocumentNumber: {
      title: 'Номер',
      value: number,
      required: 'Y',
      group: ['Документ'],
      chain: 'this.DOCUMENT.DOCUMENT_NUMBER',
      default: number,
    },
    MyCompanyUfLogo: {
      title: 'Логотип',
      value: null,
      type: 'IMAGE',
      group,
      chain: 'this.SOURCE.MY_COMPANY.UF_LOGO',
      default: null,
    },
    ...(own.length > 0 && { MY_COMPANY: { title: 'Моя компания', value: choice, group } }),
  };
}
