import type { PortalNeeds } from '../connectors/bitrix24/prepare/needs.ts';
import type { Json } from '../domain/json.ts';
import { dictionaryOf } from '../mappings/engine/lookup.ts';
import type { Library, Rule, Spec } from '../mappings/engine/spec.ts';
import type { FieldType } from '../mappings/engine/types.ts';
import type { PairRow } from '../store/connections.ts';
import { FIELD_TITLES, FUNNEL_TITLE, SOURCE_TITLE, STAGE_TITLES } from './portal-titles.ts';

type Field = PortalNeeds['fields'][number];
type Stage = PortalNeeds['funnel']['stages'][number];

const SYSTEM = 'bitrix24';
const ENTITIES = ['deal', 'contact', 'company', 'lead'] as const;
const CUSTOM = 'UF_CRM_';

/** Decimals stay texts: the portal would keep them as binary fractions. */
const TYPES: { [type in FieldType]?: Field['type'] } = {
  integer: 'integer',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  // The only objects that a custom field can hold are amounts with their currency.
  json: 'money',
};

/** Every funnel has these, whether a mapping names them or not. */
const OUTCOMES: { [code: string]: Stage['semantic'] } = { WON: 'success', LOSE: 'failure' };

/**
 * What the mappings write on a portal: custom fields with their lists, stages of deals, sources.
 * @param pairs  whose right side the portal is; they name the source of a deal
 * @returns an empty list of everything for a system that is no portal
 */
export function portalNeeds(library: Library, system: string, pairs: readonly Pick<PairRow, 'constants'>[]): Json {
  const specs = system === SYSTEM ? Object.values(library.specs).filter(({ right }) => right.system === SYSTEM) : [];
  const sources = new Set(pairs.map(({ constants }) => constants['sourceId']).filter((code) => typeof code === 'string'));
  const needs: PortalNeeds = {
    funnel: { title: FUNNEL_TITLE, stages: stagesOf(specs, library) },
    fields: specs.flatMap((spec) => fieldsOf(spec, library)),
    dictionaries: [...sources].map((code) => ({ dictionary: 'SOURCE', code, title: SOURCE_TITLE })),
  };
  return JSON.parse(JSON.stringify(needs)) as Json;
}

function fieldsOf(spec: Spec, library: Library): Field[] {
  const entity = ENTITIES.find((one) => one === spec.right.entity);
  if (!entity) return [];
  const names = new Set(spec.rules.map((rule) => rule.to).filter((name) => name.startsWith(CUSTOM)));
  return [...names].map((name) => {
    const rules = spec.rules.filter((rule) => rule.to === name);
    const title = FIELD_TITLES[name] ?? name.slice(CUSTOM.length);
    const values = rules.flatMap((rule) => valuesOf(rule, spec, library));
    if (rules.some((rule) => rule.lookup !== null)) return { entity, name, title, type: 'enumeration', values: distinct(values) };
    const types = rules.map((rule) => outputOf(rule, library)).filter((type) => type !== null);
    const multiple = types.includes('string[]') ? { multiple: true } : {};
    return {
      entity,
      name,
      title,
      type: types.map((type) => TYPES[type]).find((type) => type !== undefined) ?? 'string',
      ...multiple,
    };
  });
}

function stagesOf(specs: readonly Spec[], library: Library): Stage[] {
  const codes = specs
    .filter(({ right }) => right.entity === 'deal')
    .flatMap((spec) => [
      ...spec.rules.filter((rule) => rule.to === 'stage').flatMap((rule) => valuesOf(rule, spec, library)),
      ...spec.requests.filter((request) => request.field === 'stage').flatMap((request) => textsOf(request.becomes)),
    ]);
  const inProgress = distinct(codes).filter((code) => !(code in OUTCOMES));
  return [...inProgress, ...Object.keys(OUTCOMES)].map((code) => ({
    code,
    title: STAGE_TITLES[code] ?? code,
    semantic: OUTCOMES[code] ?? 'process',
  }));
}

/** Closed values that a rule can write. */
function valuesOf(rule: Rule, spec: Spec, library: Library): string[] {
  const dictionary = dictionaryOf(rule, spec, library);
  const fixed = rule.from.kind === 'const' ? [rule.from.value] : [];
  return textsOf([...fixed, ...Object.values(dictionary?.values ?? {}), dictionary?.fallback ?? null, rule.default ?? null]);
}

/** Type of what a rule writes; null where it only clears. */
function outputOf(rule: Rule, library: Library): FieldType | null {
  if (rule.from.kind === 'const' && rule.from.value === null) return null;
  const typed = rule.via
    .map(({ name }) => library.functions[name]?.output)
    .filter((type) => type !== undefined && type !== 'same');
  return typed.at(-1) ?? 'string';
}

const textsOf = (values: readonly Json[]): string[] => values.filter((value) => typeof value === 'string');
const distinct = (values: readonly string[]): string[] => [...new Set(values)];
