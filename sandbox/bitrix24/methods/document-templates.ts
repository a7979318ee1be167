import { numeratorRow, templateRow } from '../documents/present.ts';
import { addNumerator, addTemplate, type Numerator, numerators, type Template, templates } from '../documents/store.ts';
import { fileContent, keepFile } from '../files.ts';
import { type Call, family, type MethodTable } from '../method.ts';
import { columns, query } from '../query.ts';
import { permit } from '../rights.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type WireMap } from '../wire.ts';
import { documentDenial, unreadable } from './documents.ts';

const generator = family(['crm', 'documentgenerator']);
const always = ['id', 'download', 'downloadMachine'];

/** Templates of documents and the numerators that number them. */
export const documentTemplateMethods: MethodTable = {
  'crm.documentgenerator.template.get': generator.value(0.1, (call) => ({
    template: templateRow(call.machine.portal, templateOf(call), 'map'),
  })),
  'crm.documentgenerator.template.list': generator.paged(0.1, ({ machine: { portal }, params }) => {
    permit(portal, 'document', 'read', documentDenial);
    const all = [...templates(portal).values()].filter((template) => !template.deleted);
    const { rows, ...paging } = query(
      all.map((template) => templateRow(portal, template, 'list')),
      params,
    );
    const shown = rows.map((row): [string, WireMap] => [asText(row['id']), columns(row, params['select'], always)]);
    return { result: { templates: Object.fromEntries(shown) }, ...paging };
  }),
  'crm.documentgenerator.template.add': generator.value(1, (call) => {
    const { portal } = call.machine;
    permit(portal, 'document', 'add', documentDenial);
    const fields = asMap(call.params['fields']);
    const content = fileContent(fields['file']);
    if (content === null) throw new VendorError(400, '0', 'Missing file content');
    const init = { name: asText(fields['name']), region: asText(fields['region']) || 'ru' };
    const template = addTemplate(portal, {
      ...init,
      entityTypeIds: asList(fields['entityTypeId']).map(asText),
      bytes: content.bytes,
    });
    return changed(call, template, fields);
  }),
  'crm.documentgenerator.template.update': generator.value(1, (call) => {
    const template = templateOf(call);
    permit(call.machine.portal, 'document', 'update', documentDenial);
    return changed(call, template, asMap(call.params['fields']));
  }),
  'crm.documentgenerator.template.delete': generator.value(0.2, (call) => {
    templateOf(call).deleted = true;
    return null;
  }),
  'crm.documentgenerator.numerator.get': generator.value(0.05, (call) => ({ numerator: numeratorRow(numeratorOf(call)) })),
  'crm.documentgenerator.numerator.list': generator.paged(0.05, ({ machine, params }) => {
    const { rows, ...paging } = query([...numerators(machine.portal).values()].map(numeratorRow), params);
    return { result: { numerators: rows }, ...paging };
  }),
  'crm.documentgenerator.numerator.add': generator.value(0.1, ({ machine: { portal }, params, actor }) => {
    permit(portal, 'document', 'add', documentDenial);
    const fields = asMap(params['fields']);
    const settings = asMap(asMap(fields['settings'])['Bitrix_Main_Numerator_Generator_SequentNumberGenerator']);
    const numerator = addNumerator(portal, {
      name: asText(fields['name']),
      template: asText(fields['template']) || '{NUMBER}',
      start: Number(asText(settings['start']) || 1),
      step: Number(asText(settings['step']) || 1),
    });
    trace(portal, actor, { entity: 'numerator', id: numerator.id, fields });
    return { numerator: numeratorRow(numerator) };
  }),
  'crm.documentgenerator.numerator.delete': generator.value(0.1, (call) => {
    numerators(call.machine.portal).delete(numeratorOf(call).id);
    return null;
  }),
};

function templateOf({ machine, params }: Call): Template {
  const template = templates(machine.portal).get(asId(params['id']) ?? 0);
  if (template === undefined || template.deleted) throw new VendorError(400, '0', 'Template not found');
  return template;
}

function numeratorOf({ machine, params }: Call): Numerator {
  const numerator = numerators(machine.portal).get(asId(params['id']) ?? 0);
  if (numerator === undefined) throw unreadable('numerator');
  return numerator;
}

function changed({ machine: { portal }, actor }: Call, template: Template, fields: WireMap): WireMap {
  const content = fileContent(fields['file']);
  if (content !== null) template.fileId = keepFile(portal, content.name, content.bytes).id;
  if (fields['name'] !== undefined) template.name = asText(fields['name']);
  if (fields['region'] !== undefined) template.region = asText(fields['region']);
  if (fields['numeratorId'] !== undefined) template.numeratorId = asId(fields['numeratorId']) ?? template.numeratorId;
  if (fields['active'] !== undefined) template.active = asText(fields['active']) === 'Y';
  if (fields['withStamps'] !== undefined) template.withStamps = asText(fields['withStamps']) === 'Y';
  if (fields['users'] !== undefined) template.users = asList(fields['users']).map(asText);
  if (fields['sort'] !== undefined) template.sort = Number(asText(fields['sort']));
  if (fields['entityTypeId'] !== undefined) template.entityTypeIds = asList(fields['entityTypeId']).map(asText);
  template.updatedAt = portal.clock.now();
  trace(portal, actor, { entity: 'template', id: template.id, fields: { name: template.name } });
  return { template: templateRow(portal, template, 'map') };
}
