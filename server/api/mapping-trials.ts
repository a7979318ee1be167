import { createRoute, z } from '@hono/zod-openapi';
import { compile } from '../../mappings/engine/compile.ts';
import { diffSpecs, type SpecChange } from '../../mappings/engine/diff.ts';
import { dictionaryChanges } from '../../mappings/engine/diff-dictionary.ts';
import { fileOf, withText } from '../../mappings/engine/library.ts';
import { dictionaryOf } from '../../mappings/engine/lookup.ts';
import type { Library, Spec } from '../../mappings/engine/spec.ts';
import { vocabularyOf } from '../../mappings/engine/vocabulary.ts';
import { getConnection, listPairs } from '../../store/connections.ts';
import { getLink, type LinkRow } from '../../store/links.ts';
import { listLinks } from '../../store/listing.ts';
import { getDocument } from '../../store/mapping-documents.ts';
import { isWithin } from '../../store/scope.ts';
import { allow } from '../auth/allow.ts';
import { unknownConnection } from '../commands/connections.ts';
import { unknownDocument } from '../commands/mappings.ts';
import { checkDraft, describedEnds } from '../mappings/draft.ts';
import { previewOn } from '../mappings/preview.ts';
import { coverageOf, dictionaryCoverage } from '../mappings/reports.ts';
import { maskValue } from '../mask.ts';
import { InvalidRequest, notFound } from '../refusals.ts';
import type { Api, AppDeps } from './deps.ts';
import { changes, coverage, documentName, keys, kind, preview, rehearsal, text, vocabulary } from './mapping-schemas.ts';
import { body, commandHeaders, connectionId, json, maybeBody, moment, moved, refusals, unknown } from './schemas.ts';

const tags = ['Mappings'];
const named = z.object({ name: documentName });
const draft = { text: text.optional().openapi({ description: 'A text to try; what is in force when left out' }) };

export const diffMapping = createRoute({
  ...allow('mappings.read'),
  method: 'post',
  path: '/mappings/{kind}/{name}/diff',
  tags,
  summary: 'What changes in meaning between two versions, or between one in force and a text',
  request: {
    params: z.object({ kind, name: documentName }),
    body: body(z.strictObject({ ...draft, from: z.int().positive().optional(), to: z.int().positive().optional() })),
  },
  responses: { 200: json(changes, 'The differences'), ...unknown, ...refusals },
});
export const previewMapping = createRoute({
  ...allow('mappings.edit'),
  method: 'post',
  path: '/mappings/spec/{name}/preview',
  tags,
  summary: 'Try a spec on a real record: what each rule gives, and what would be written now',
  description: 'Reads both systems and writes nothing. Values of people are masked.',
  request: {
    params: named,
    body: body(
      z.strictObject({
        ...draft,
        link: z.string().optional(),
        claim: z.string().optional().openapi({ description: 'Claim number, instead of a link' }),
      }),
    ),
  },
  responses: { 200: json(preview, 'What would happen'), ...unknown, ...moved, ...refusals },
});
export const whatIfMapping = createRoute({
  ...allow('mappings.edit'),
  method: 'post',
  path: '/mappings/spec/{name}/what-if',
  tags,
  summary: 'Rehearse a text on the records of a period: which writes it would intend that the version in force does not',
  description: 'Works on what was kept of each record; asks no other system. Values of people are masked.',
  request: { params: named, body: body(z.strictObject({ text, from: moment, to: moment })) },
  responses: { 200: json(rehearsal, 'The differences in intended writes'), ...unknown, ...refusals },
});
export const mappingCoverage = createRoute({
  ...allow('mappings.read'),
  method: 'get',
  path: '/mappings/spec/{name}/coverage',
  tags,
  summary: 'What live traffic says: paths that no rule reads, fields that nobody fills, losses',
  request: { params: named },
  responses: { 200: json(coverage, 'The report'), ...unknown, ...refusals },
});
export const dictionaryReport = createRoute({
  ...allow('mappings.read'),
  method: 'get',
  path: '/mappings/dictionary/{name}/coverage',
  tags,
  summary: 'Which keys came, which have no value, which never came',
  request: { params: named },
  responses: { 200: json(keys, 'The report'), ...unknown, ...refusals },
});
export const mappingVocabulary = createRoute({
  ...allow('mappings.read'),
  method: 'get',
  path: '/mappings/spec/{name}/vocabulary',
  tags,
  summary: 'Sources, targets, functions and dictionaries, for completion in an editor',
  request: { params: named },
  responses: { 200: json(vocabulary, 'The words'), ...unknown, ...moved, ...refusals },
});
export const describeConnection = createRoute({
  ...allow('mappings.edit'),
  method: 'post',
  path: '/connections/{id}/describe',
  tags,
  summary: 'Ask an installation for its fields now, and hold the published specs against them',
  request: { params: z.object({ id: connectionId }), headers: commandHeaders, body: maybeBody(z.strictObject({})) },
  responses: { 200: json(z.object({ hash: z.string(), changed: z.boolean() }), 'What was kept'), ...unknown, ...refusals },
});

export function addMappingTrials(api: Api, deps: AppDeps): void {
  api.openapi(diffMapping, async (c) => {
    await deps.mappings.refresh();
    const { kind: of, name } = c.req.valid('param');
    const { text: given, from, to } = c.req.valid('json');
    const before = await textAt(deps, of, name, from);
    const after = given ?? (await textAt(deps, of, name, to));
    return c.json(difference(deps.mappings.library(), of, name, before, after), 200);
  });
  api.openapi(previewMapping, async (c) => {
    const { text: given, link, claim } = c.req.valid('json');
    const tried = await trial(deps, c.req.valid('param').name, given);
    const row = await linkOf(deps, tried.spec, { link, claim });
    if (!(await isWithin(deps.db, 'link', row.id, c.var.scope))) throw unknownRecord();
    return c.json(await previewOn(deps, tried, row), 200);
  });
  api.openapi(whatIfMapping, async (c) => {
    const { text: given, from, to } = c.req.valid('json');
    const { name } = c.req.valid('param');
    const before = await trial(deps, name, undefined);
    const after = await trial(deps, name, given);
    const personal = new Map(compile(after.spec, after.library).rules.map((rule) => [rule.field, rule.pii]));
    const result = await deps.mappings.whatIf({
      before: compile(before.spec, before.library),
      after: compile(after.spec, after.library),
      from: new Date(from),
      to: new Date(to),
    });
    const mask = (field: string, value: Parameters<typeof maskValue>[1]) => {
      const pii = personal.get(field);
      return maskValue(field, value, pii === 'none' ? undefined : pii);
    };
    const samples = result.samples.map(({ field, stands, before: was, after: is, ...rest }) => ({
      ...rest,
      field,
      stands: mask(field, stands),
      before: mask(field, was),
      after: mask(field, is),
    }));
    return c.json({ ...result, samples }, 200);
  });
  api.openapi(mappingCoverage, async (c) => {
    const { spec, library } = await trial(deps, c.req.valid('param').name, undefined);
    const report = await coverageOf(deps.db, spec, library, (await deps.mappings.schemas(spec))?.right ?? null);
    const used = [...new Set(spec.rules.flatMap((rule) => dictionaryOf(rule, spec, library) ?? []))];
    const dictionaries = await Promise.all(
      used.map(async ({ name, values }) => {
        const { unknown: strange, unseen } = await dictionaryCoverage(deps.db, name, values);
        return { name, unknown: strange.length, unseen: unseen.length };
      }),
    );
    return c.json({ ...report, dictionaries }, 200);
  });
  api.openapi(dictionaryReport, async (c) => {
    await deps.mappings.refresh();
    const { name } = c.req.valid('param');
    const library = deps.mappings.library();
    const own = Object.values(library.specs).find((spec) => spec.dictionaries[name] !== undefined)?.dictionaries[name];
    const dictionary = library.dictionaries[name] ?? own;
    if (dictionary === undefined) throw unknownDocument();
    return c.json(await dictionaryCoverage(deps.db, name, dictionary.values), 200);
  });
  api.openapi(mappingVocabulary, async (c) => {
    const { spec, library } = await trial(deps, c.req.valid('param').name, undefined);
    const constants = [...new Set((await listPairs(deps.db)).flatMap((pair) => Object.keys(pair.constants)))];
    return c.json({ ...vocabularyOf(spec, await describedEnds(deps, spec), library), constants }, 200);
  });
  api.openapi(describeConnection, async (c) => {
    const { id } = c.req.valid('param');
    if (!(await getConnection(deps.db, id))) throw unknownConnection();
    return c.json(await deps.mappings.describe(id), 200);
  });
}

async function textAt(deps: AppDeps, of: 'spec' | 'dictionary', name: string, version: number | undefined): Promise<string> {
  const row = await getDocument(deps.db, of, name, version);
  if (!row) throw unknownDocument();
  return row.text;
}

/** Two texts of one document, each among what is in force around it. @throws SpecError for a text that cannot be read */
function difference(library: Library, of: 'spec' | 'dictionary', name: string, before: string, after: string) {
  const [old, now] = [before, after].map((one) =>
    withText(library, { kind: of, name, version: 0, text: one, file: fileOf(of, name) }),
  );
  const hash = (one: Library | undefined) => {
    const spec = one?.specs[name];
    return of === 'spec' && spec !== undefined && one !== undefined ? compile(spec, one).hash : null;
  };
  let items: SpecChange[] = [];
  if (old !== undefined && now !== undefined) {
    const [was, is] = of === 'spec' ? [old.specs[name], now.specs[name]] : [undefined, undefined];
    if (was !== undefined && is !== undefined) items = diffSpecs({ spec: was, library: old }, { spec: is, library: now });
    const [listed, lists] = [old.dictionaries[name], now.dictionaries[name]];
    if (of === 'dictionary' && listed !== undefined && lists !== undefined) items = dictionaryChanges(listed, lists, null);
  }
  return { items, before: hash(old), after: hash(now) };
}

/** A spec to try: the one in force, or a text in its place. @throws InvalidRequest for a text that cannot be compiled */
async function trial(deps: AppDeps, name: string, given: string | undefined): Promise<{ spec: Spec; library: Library }> {
  await deps.mappings.refresh();
  const current = deps.mappings.library();
  if (given === undefined) {
    const spec = current.specs[name];
    if (spec === undefined) throw unknownDocument();
    return { spec, library: current };
  }
  const { library, findings } = await checkDraft(deps, { kind: 'spec', name, text: given });
  const spec = library?.specs[name];
  const fatal = findings.filter((one) => one.severity === 'error');
  if (library === null || spec === undefined || fatal.length > 0) {
    throw new InvalidRequest(
      fatal.map(({ line, column, rule, message }) => ({ path: `${line}:${column}`, message: `${rule} ${message.en}` })),
      'MAPPING_INVALID',
    );
  }
  return { spec, library };
}

const KINDS: { [entity: string]: LinkRow['kind'] } = { claim: 'deal', buyer: 'contact', agency: 'company' };

async function linkOf(
  deps: AppDeps,
  spec: Spec,
  { link, claim }: { link?: string | undefined; claim?: string | undefined },
): Promise<LinkRow> {
  const of = KINDS[spec.left.entity];
  const [found] =
    claim === undefined || of === undefined ? [] : await listLinks(deps.db, { scope: 'all', number: claim, kind: of, limit: 1 });
  const row = link === undefined ? (found ?? null) : await getLink(deps.db, link);
  if (row === null || row.kind !== of) throw unknownRecord();
  return row;
}

const unknownRecord = () =>
  notFound(
    'RECORD_UNKNOWN',
    'Такой записи нет, или её ведёт другое сопоставление.',
    'There is no such record, or another mapping carries it.',
  );
