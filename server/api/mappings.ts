import { createRoute, z } from '@hono/zod-openapi';
import { functions } from '../../mappings/engine/functions/index.ts';
import { dictionaryJsonSchema, specJsonSchema } from '../../mappings/engine/json-schema.ts';
import { currentDocuments, documentVersions, getDocument } from '../../store/mapping-documents.ts';
import { allow } from '../auth/allow.ts';
import { publish, rollBack, unknownDocument } from '../commands/mappings.ts';
import { checkDraft, isPublishable } from '../mappings/draft.ts';
import type { Api, AppDeps } from './deps.ts';
import { checked, detail, document, documentName, kind, listed, publication, text } from './mapping-schemas.ts';
import { detailView, documentView, listedView } from './mapping-views.ts';
import { body, commandHeaders, json, moved, reason, refusals, unknown } from './schemas.ts';

const tags = ['Mappings'];
const params = z.object({ kind, name: documentName });
const path = '/mappings/{kind}/{name}';

export const listMappings = createRoute({
  ...allow('mappings.read'),
  method: 'get',
  path: '/mappings',
  tags,
  summary: 'Specs and dictionaries in force',
  responses: { 200: json(z.object({ items: z.array(listed) }), 'All of them'), ...refusals },
});
export const getMappingSchema = createRoute({
  ...allow('mappings.read'),
  method: 'get',
  path: '/mapping-schemas/{kind}',
  tags,
  summary: 'JSON Schema of the spec language, for editors',
  request: { params: z.object({ kind }) },
  responses: { 200: json(z.record(z.string(), z.unknown()), 'The schema'), ...refusals },
});
export const getMappingDocument = createRoute({
  ...allow('mappings.read'),
  method: 'get',
  path,
  tags,
  summary: 'One spec or dictionary with its text, in force or as it once was',
  request: { params, query: z.object({ version: z.coerce.number().int().positive().optional() }) },
  responses: { 200: json(detail, 'The document'), ...unknown, ...refusals },
});
export const listMappingVersions = createRoute({
  ...allow('mappings.read'),
  method: 'get',
  path: `${path}/versions`,
  tags,
  summary: 'All publications, the newest first, with author and reason',
  request: { params },
  responses: { 200: json(z.object({ items: z.array(document) }), 'All versions'), ...unknown, ...refusals },
});
export const checkMapping = createRoute({
  ...allow('mappings.edit'),
  method: 'post',
  path: `${path}/check`,
  tags,
  summary: 'Check a text against both systems; nothing is stored',
  description: 'Findings name line and column. A dictionary is checked with every spec that uses it.',
  request: { params, body: body(z.strictObject({ text })) },
  responses: { 200: json(checked, 'What there is to say about it'), ...moved, ...refusals },
});
export const publishMapping = createRoute({
  ...allow('mappings.publish'),
  method: 'post',
  path: `${path}/publish`,
  tags,
  summary: 'Put a text in force as the next version',
  description:
    'A text with an error is refused. Running workers take it over within seconds. The text in force is not published twice.',
  request: { params, headers: commandHeaders, body: body(publication) },
  responses: { 200: json(detail, 'In force already'), 201: json(detail, 'In force, new'), ...moved, ...refusals },
});
export const rollBackMapping = createRoute({
  ...allow('mappings.publish'),
  method: 'post',
  path: `${path}/rollback`,
  tags,
  summary: 'Put the text of an older version in force again, as a new version',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ version: z.int().positive(), reason })) },
  responses: { 200: json(detail, 'In force already'), 201: json(detail, 'In force again'), ...unknown, ...moved, ...refusals },
});

export function addMappings(api: Api, deps: AppDeps): void {
  api.openapi(listMappings, async (c) => {
    await deps.mappings.refresh();
    const rows = await currentDocuments(deps.db);
    return c.json({ items: rows.map((row) => listedView(row, deps.mappings.library())) }, 200);
  });
  api.openapi(getMappingSchema, (c) => {
    const schema = c.req.valid('param').kind === 'spec' ? specJsonSchema(functions) : dictionaryJsonSchema();
    return c.json({ ...schema }, 200);
  });
  api.openapi(getMappingDocument, async (c) => {
    const { kind: of, name } = c.req.valid('param');
    const row = await getDocument(deps.db, of, name, c.req.valid('query').version);
    if (!row) throw unknownDocument();
    await deps.mappings.refresh();
    return c.json(detailView(row, deps.mappings.library()), 200);
  });
  api.openapi(listMappingVersions, async (c) => {
    const { kind: of, name } = c.req.valid('param');
    const rows = await documentVersions(deps.db, of, name);
    if (rows.length === 0) throw unknownDocument();
    return c.json({ items: rows.map(documentView) }, 200);
  });
  api.openapi(checkMapping, async (c) => {
    await deps.mappings.refresh();
    const found = await checkDraft(deps, { ...c.req.valid('param'), ...c.req.valid('json') });
    return c.json({ publishable: isPublishable(found), affects: found.affects, findings: found.findings }, 200);
  });
  api.openapi(publishMapping, async (c) => {
    await deps.mappings.refresh();
    const { row, fresh } = await publish(deps, c.var.caller.actor, { ...c.req.valid('param'), ...c.req.valid('json') });
    return c.json(detailView(row, deps.mappings.library()), fresh ? 201 : 200);
  });
  api.openapi(rollBackMapping, async (c) => {
    await deps.mappings.refresh();
    const { row, fresh } = await rollBack(deps, c.var.caller.actor, { ...c.req.valid('param'), ...c.req.valid('json') });
    return c.json(detailView(row, deps.mappings.library()), fresh ? 201 : 200);
  });
}
